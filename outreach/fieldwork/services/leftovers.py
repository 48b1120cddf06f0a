"""Whatever a human closes, a living case is never left with nobody to act."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from outreach.agenda.services.awaited import awaited_until
from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState
from outreach.database import local_day
from outreach.fieldwork.rules import CANCELLED
from outreach.sequences.models import Enrolment
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, raise_task

REASONS = PAUSED, IN_CONTACT, LETTER_MISSING = "paused", "in_contact", "letter_missing"
_OPEN = (
    select(Task.id).where(Task.case_id == bindparam("case"), Task.state == TaskState.OPEN).limit(1)
)
_RUNS = (
    select(Enrolment.id)
    .where(Enrolment.case_id == bindparam("case"), Enrolment.state == "active")
    .limit(1)
)
_LETTERS = select(Task.outcome).where(
    Task.case_id == bindparam("case"), Task.kind == TaskKind.LETTER
)
_LOOK_BACK_IN = timedelta(days=14)  # once contact is made: where does it stand?


def leave_nobody(session: Session, case: Case, task: Task | None, now: datetime) -> None:
    """Raise a decision when no machine goes on and no human has anything left to do.

    `task`: what was just closed, if anything was.
    """
    reason = _what_is_missing(session, case, now)
    if not reason:
        return
    due = local_day(session, now)
    if case.state == CaseState.IN_CONTACT and task is not None and task.outcome != CANCELLED:
        due += _LOOK_BACK_IN
    new = NewTask(TaskKind.DECIDE, due, reason=reason, person_id=task.person_id if task else None)
    raise_task(session, case, new, now=now)


def _what_is_missing(session: Session, case: Case, now: datetime) -> str:
    if session.scalar(_OPEN, {"case": case.id}) is not None:
        return ""
    if awaited_until(session, case.id, now) is not None:
        return ""  # they will be seen; if nobody says what became of it, it is asked the day after
    if case.state == CaseState.IN_CONTACT:
        return IN_CONTACT
    if case.state != CaseState.CONTACTING:
        return ""
    if cases.open_pauses(session, case.id) or not _runs(session, case):
        return PAUSED
    return LETTER_MISSING if _no_letter_left(session, case) else ""


def _runs(session: Session, case: Case) -> bool:
    return session.scalar(_RUNS, {"case": case.id}) is not None


def _no_letter_left(session: Session, case: Case) -> bool:
    """The information letter was asked for and is not in the post: messages wait for ever."""
    outcomes = set(session.scalars(_LETTERS, {"case": case.id}))
    return bool(outcomes) and "posted" not in outcomes
