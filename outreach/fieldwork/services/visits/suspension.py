"""Whether a household may be visited at all, after a threat or an incident."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.models import STANDING, Where
from outreach.agenda.services.listing import Entry
from outreach.cases.models import Case
from outreach.fieldwork.rules import SUSPENDING
from outreach.tasks.models import Task

# The words that visits go on.
AGREED = ("continue", "new_visit")


def visits_suspended(session: Session, case: Case) -> bool:
    """Whether a threat or an incident waits, or the last word about one was not that visits go on.

    The word about one is no word about another that is still open.
    """
    return case.reference in suspended_among(session, (case.reference,))


def meetings_suspended(session: Session, entries: Iterable[Entry]) -> frozenset[int]:
    """Which of some appointments were to be at the home of somebody whom nobody visits now."""
    homes = [each for each in entries if each.place == Where.HOME and each.state in STANDING]
    stopped = suspended_among(session, {each.reference for each in homes})
    return frozenset(each.id for each in homes if each.reference in stopped)


def suspended_among(session: Session, references: Collection[str]) -> frozenset[str]:
    """The same of several cases, by their references."""
    rows = (
        select(Case.reference, Task.outcome)
        .join(Task, Task.case_id == Case.id)
        .where(Case.reference.in_(references), Task.reason.in_(SUSPENDING))
        .order_by(Task.done_at.is_(None), Task.done_at, Task.id)
    )
    last = {row.reference: row.outcome for row in session.execute(rows)}
    return frozenset(each for each, outcome in last.items() if outcome not in AGREED)
