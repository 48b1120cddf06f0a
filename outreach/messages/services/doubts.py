"""Messages of unknown fate that nothing settled in time: a human must hear of them."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.database import local_day
from outreach.messages.models import PENDING, Attempt, Status
from outreach.messages.services.means import CLOCKS_AGREE
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

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
    task = NewTask(
        TaskKind.DECIDE,
        local_day(session, now),
        reason=Status.UNCERTAIN.value,
        step=attempt.step,
        person_id=attempt.person_id,
    )
    raise_task(session, case, task, now=now)
