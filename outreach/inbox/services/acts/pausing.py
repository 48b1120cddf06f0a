"""Stopping the automation of a person's case by hand, for now or until a day."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, Pause, PauseReason
from outreach.database import local_day
from outreach.inbox.services.acts.settling import alert_undecided, settle
from outreach.inbox.services.sight import hold_thread
from outreach.inbox.services.thread.heard import last_reply
from outreach.messages.services.means import Means
from outreach.record import services as record
from outreach.sequences.services.pausing import pause_case
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, raise_task

PAUSED, PAUSE_OVER = "paused", "pause_over"
_LOOK_BACK_IN = timedelta(days=14)  # a pause without an end is looked at again by then
_LONGEST = timedelta(days=366)


class Paused(StrEnum):
    """What became of the wish."""

    DONE = "done"
    SAME = "same"
    STATE = "state"  # nothing automatic goes on in this state of the case
    DAY = "day"  # not a day to come back to
    ALERT = "alert"  # decided first
    NEWER = "newer"  # the person wrote since the page was opened
    NO_CASE = "no_case"
    GONE = "gone"


def pause_by_hand(means: Means, staff: Staff, thread_id: int) -> Paused:
    """Hold everything automatic of a case; a task asks what to do, in two weeks."""
    now = means.clock.now()
    with means.database.write() as session:
        found = hold_thread(session, staff, thread_id)
        if found is None or found.case is None:
            return Paused.GONE if found is None else Paused.NO_CASE
        case = found.case
        if case.state != CaseState.CONTACTING:
            return Paused.STATE
        if _standing(session, case) is not None:
            return Paused.SAME
        hold(session, means, case, staff, now)
        return Paused.DONE


def hold(
    session: Session,
    means: Means,
    case: Case,
    staff: Staff,
    now: datetime,
    until: date | None = None,
) -> None:
    """Stop everything automatic of a locked case; a task asks, that day or in two weeks."""
    _pause(session, means, case, staff, now, until)
    if until is not None:
        _ask_on(session, case, until, staff, now)
        return
    due = local_day(session, now) + _LOOK_BACK_IN
    new = NewTask(TaskKind.DECIDE, due, reason=PAUSED)
    raise_task(session, case, new, now=now, actor=staff.code)


def may_wait(session: Session, until: date, now: datetime) -> bool:
    """Whether a day is one to come back to: tomorrow at the earliest, within a year."""
    today = local_day(session, now)
    return today < until <= today + _LONGEST


def postpone(means: Means, staff: Staff, thread_id: int, until: date, seen: int) -> Paused:
    """« Reporter »: nothing automatic until that day, when a task asks what to do.

    The thread leaves what is to be done: it was read, and has its day. Nothing resumes by itself.
    """
    now = means.clock.now()
    with means.database.write() as session:
        found = hold_thread(session, staff, thread_id)
        if found is None or found.case is None:
            return Paused.GONE if found is None else Paused.NO_CASE
        case = found.case
        if case.state == CaseState.CLOSED:
            return Paused.STATE
        if not may_wait(session, until, now):
            return Paused.DAY
        if last_reply(session, thread_id) > seen:
            return Paused.NEWER
        if alert_undecided(session, found) or (found.thread.alert and not found.concerned):
            return Paused.ALERT
        hold(session, means, case, staff, now, until)
        settle(session, found, staff.code, now, how="postponed")
        return Paused.DONE


def _pause(
    session: Session,
    means: Means,
    case: Case,
    staff: Staff,
    now: datetime,
    until: date | None = None,
) -> None:
    """A pause by hand; one that stands gets the new day, and the record says so."""
    standing = _standing(session, case)
    if standing is None:
        reason = PauseReason.MANUAL
        pause_case(session, means, case, reason, actor=staff.code, now=now, until=until)
    elif standing.until != until:
        standing.until = until
        record.write(session, case, "pause.postponed", staff.code, now, {"until": until})


def _standing(session: Session, case: Case) -> Pause | None:
    pauses = cases.open_pauses(session, case.id)
    return next((pause for pause in pauses if pause.reason == PauseReason.MANUAL), None)


def _ask_on(session: Session, case: Case, until: date, staff: Staff, now: datetime) -> None:
    """One decision, on the last day that was chosen."""
    rows = select(Task).where(
        Task.case_id == case.id, Task.state == TaskState.OPEN, Task.reason == PAUSE_OVER
    )
    asked = session.scalar(rows.order_by(Task.id.desc()).limit(1))
    if asked is not None:
        asked.due_on = until
        return
    new = NewTask(TaskKind.DECIDE, until, reason=PAUSE_OVER)
    raise_task(session, case, new, now=now, actor=staff.code)
