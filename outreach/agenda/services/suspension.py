"""Whether a household may be visited at all, after a threat or an incident."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.models import STANDING, Where
from outreach.agenda.rules import SUSPENDING
from outreach.agenda.services.listing import Entry
from outreach.cases.models import Case
from outreach.tasks.models import Task

# The words that visits go on.
AGREED = ("continue", "new_visit")
_WORDS = (
    select(Case.id, Case.reference, Task.outcome, Task.done_at)
    .join(Task, Task.case_id == Case.id)
    .where(Task.reason.in_(SUSPENDING))
    .order_by(Task.done_at.is_(None), Task.done_at, Task.id)
)


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
    rows = session.execute(_WORDS.where(Case.reference.in_(references)))
    last = {row.reference: row.outcome for row in rows}
    return frozenset(each for each, outcome in last.items() if outcome not in AGREED)


def agreed_again(
    session: Session, case_ids: Collection[int | None]
) -> Mapping[int, datetime | None]:
    """Since when visits go on again, of cases where they were suspended; None = they still are.

    Nobody agreed on a day that was named before that: it stands no more.
    """
    rows = session.execute(_WORDS.where(Case.id.in_(case_ids)))
    return {row.id: row.done_at if row.outcome in AGREED else None for row in rows}
