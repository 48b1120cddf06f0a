"""Texts that a human sends from the association's mobile, and ticks: the tick is the gate."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case
from outreach.fieldwork.rules import CANCELLED
from outreach.fieldwork.services.days import calendar_of
from outreach.messages.models import Attempt, Purpose, Status
from outreach.messages.services.deliver import cancel
from outreach.messages.services.means import Means
from outreach.messages.services.recheck import unwelcome
from outreach.messages.services.settle import News, settle
from outreach.record import services as record
from outreach.tasks.models import Task, TaskState

_FRESH = timedelta(days=3)  # later, neither its day nor its words are those of the plan
_IN_HOURS = (Purpose.SEQUENCE, Purpose.REMINDER, Purpose.HUMAN_FIRST)


def objection(
    session: Session, means: Means, case: Case, task: Task, at: datetime, now: datetime
) -> str:
    """The code of why a draft must not be sent at `at`; "" when nothing stands in the way.

    What was sent all the same is told by a note: then the record says so.
    """
    attempt = _draft(session, task)
    if attempt is None:
        return ""
    stands = unwelcome(session, attempt, held=means.held)
    if stands is not None:
        return stands
    if now - attempt.at > _FRESH:
        return "expired"
    shut = attempt.purpose in _IN_HOURS and not calendar_of(session, case).is_open(at)
    return "outside_hours" if shut else ""


def settle_draft(
    session: Session,
    means: Means,
    task: Task,
    outcome: str,
    at: datetime,
    actor: str,
    now: datetime,
) -> None:
    """A drafted text was sent by hand, or was not."""
    attempt = _draft(session, task)
    if attempt is None:
        return
    attempt.automated, attempt.actor = False, actor
    if outcome == "sent":
        attempt.at = attempt.called_at = at
        settle(session, attempt, News(Status.SENT, source="worker"), now, means.follow)
    else:
        attempt.reason = "not_sent_by_worker"
        settle(session, attempt, News(Status.BLOCKED, source="worker"), now, means.follow)


def drop_stale(session: Session, means: Means, now: datetime) -> int:
    """Take back drafts that nobody sent in time: their step is planned again; how many."""
    found = session.execute(
        select(Attempt, Task)
        .join(Task, Task.id == Attempt.task_id)
        .where(
            Attempt.status == Status.RESERVED,
            Attempt.at < now - _FRESH,
            Task.state == TaskState.OPEN,
        )
        .order_by(Attempt.id)
    ).all()
    ids = {task.case_id for _, task in found if task.case_id is not None}
    held = cases.lock(session, sorted(ids))
    for attempt, task in found:
        task.state, task.outcome = TaskState.CANCELLED, CANCELLED
        task.done_at, task.done_by = now, "system"
        case = held.get(task.case_id or 0)
        if case is not None:
            facts: record.Facts = {"kind": task.kind, "step": task.step}
            record.write(session, case, "task.cancelled", "system", now, facts)
        cancel(session, means, attempt, "expired", now)
    return len(found)


def _draft(session: Session, task: Task) -> Attempt | None:
    return session.scalar(
        select(Attempt).where(Attempt.task_id == task.id, Attempt.status == Status.RESERVED)
    )
