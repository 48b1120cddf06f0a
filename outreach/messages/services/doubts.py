"""Messages of unknown fate that nothing settled in time: a human must hear of them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.database import local_day
from outreach.messages.models import PENDING, Attempt, Status
from outreach.messages.services.means import CLOCKS_AGREE
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, cancel, raise_task

SHOWN_AFTER = timedelta(hours=1)  # provider and receipts have had their time


def old_doubts(session: Session, now: datetime) -> int:
    """How many messages are uncertain since more than an hour, or since nobody knows when.

    One that was called for in the future was called for by a clock that was set back since.
    """
    called = func.coalesce(Attempt.called_at, Attempt.at)
    rows = select(func.count()).select_from(Attempt)
    old = or_(called < now - SHOWN_AFTER, called > now + CLOCKS_AGREE)
    rows = rows.where(PENDING, Attempt.status == Status.UNCERTAIN, old)
    return session.scalar(rows) or 0


def show_doubt(session: Session, case: Case | None, attempt: Attempt, now: datetime) -> None:
    """Ask a human what became of a message that nobody knows to have left, once for its step."""
    if _shown(session, attempt) is not None:
        return
    task = NewTask(
        TaskKind.DECIDE,
        local_day(session, now),
        reason=Status.UNCERTAIN.value,
        step=attempt.step,
        person_id=attempt.person_id,
    )
    raise_task(session, case, task, now=now)


def close_doubt(session: Session, case: Case | None, attempt: Attempt, now: datetime) -> None:
    """Ask no more, now that an attempt is settled; another one's doubt behind the task stands."""
    task = _shown(session, attempt)
    if task is None:
        return
    others = select(Attempt.id).where(
        PENDING, Attempt.status == Status.UNCERTAIN, Attempt.id != attempt.id
    )
    if session.scalar(others.where(*_same(Attempt, attempt)).limit(1)) is None:
        cancel(session, case, task, now=now, actor="system")


def _shown(session: Session, attempt: Attempt) -> Task | None:
    """The open task that asks about an attempt."""
    rows = select(Task).where(Task.state == TaskState.OPEN, Task.kind == TaskKind.DECIDE)
    rows = rows.where(Task.reason == Status.UNCERTAIN.value, *_same(Task, attempt))
    return session.scalar(rows.limit(1))


def _same(table: type[Task | Attempt], attempt: Attempt) -> Iterator[ColumnElement[bool]]:
    """What a doubt is shown by: case, step and person, none included."""
    yield table.case_id.is_not_distinct_from(attempt.case_id)
    yield table.step.is_not_distinct_from(attempt.step)
    yield table.person_id.is_not_distinct_from(attempt.person_id)
