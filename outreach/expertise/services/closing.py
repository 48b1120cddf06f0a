"""What the team decides of its own accord about a whole case: to wait, or to close it."""

from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, CloseReason
from outreach.database import local_day
from outreach.fieldwork.rules import CLOSING, may_close_for
from outreach.fieldwork.services.household import locked_case
from outreach.fieldwork.services.objections import NOT_STARTED
from outreach.fieldwork.services.outcomes import Outcome, close_in
from outreach.fieldwork.services.words import open_reasons
from outreach.inbox.rules import ALERT
from outreach.inbox.services.acts.pausing import hold, may_wait
from outreach.messages.services.means import Means
from outreach.staff.models import Staff
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task


class Decided(StrEnum):
    """What became of the wish."""

    DONE = "done"
    SAME = "same"  # it was so already
    NO_CASE = "no_case"
    STATE = "state"  # not in this state of the case
    DAY = "day"  # not a day to wait for
    ALERT = "alert"  # somebody may be in danger: that is decided first


def hold_case(means: Means, staff: Staff, reference: str, until: date | None) -> Decided:
    """Stop everything automatic of a case; a task asks a human, that day or in two weeks.

    Nothing resumes by itself.
    """
    now = means.clock.now()
    with means.database.write() as session:
        case = locked_case(session, staff, reference)
        if case is None:
            return Decided.NO_CASE
        if case.state != CaseState.CONTACTING:
            return Decided.STATE
        if until is not None and not may_wait(session, until, now):
            return Decided.DAY
        hold(session, means, case, staff, now, until)
        return Decided.DONE


def close_case(
    means: Means, staff: Staff, reference: str, reason: CloseReason, note: str
) -> Decided:
    """Close a case for a reason; it is a decision like any other, with its task and its trace."""
    with means.database.write() as session:
        case = locked_case(session, staff, reference)
        if case is None:
            return Decided.NO_CASE
        if case.state == CaseState.CLOSED:
            return Decided.SAME
        if reason not in reasons_to_close(case):
            return Decided.STATE
        if ALERT in open_reasons(session, case):
            return Decided.ALERT
        _close(session, means, case, staff, reason, note)
        return Decided.DONE


def reasons_to_close(case: Case) -> tuple[CloseReason, ...]:
    """What may be chosen where the case stands, in the order to show it."""
    started = case.state not in NOT_STARTED
    in_contact = started and case.state != CaseState.CONTACTING
    return tuple(
        reason
        for reason in CloseReason
        if may_close_for(reason.value, started=started, in_contact=in_contact)
    )


def _close(
    session: Session, means: Means, case: Case, staff: Staff, reason: CloseReason, note: str
) -> None:
    now = means.clock.now()
    asks = f"{CLOSING}{reason.value}"
    new = NewTask(TaskKind.DECIDE, local_day(session, now), reason=asks)
    task = raise_task(session, case, new, now=now, actor=staff.code)
    said = Outcome("close", note=note, role=staff.role)
    closed = close_in(session, means, task.id, said, staff.code, fictitious_allowed=False)
    if closed.problem is not None:  # nothing is kept
        raise RuntimeError(f"a case that may be closed is not: {closed.problem}")
