"""An alarm that is over: nobody is told of it any more, and nobody is asked about it."""

from datetime import datetime

from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.fieldwork.rules import OVERDUE
from outreach.messages.services.sending.notices import call_off
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import cancel_open


def calm(session: Session, case: Case, task_id: int, *, now: datetime, actor: str) -> None:
    """Everybody came out of a visit: what was not sent yet is not needed, nor is a decision.

    A question that stays open after its answer makes people blind to the next alarm.
    """
    call_off(session, [task_id], now)
    cancel_open(session, case, (TaskKind.DECIDE,), now=now, actor=actor, reason=OVERDUE)


def calm_visit(session: Session, case: Case, visit: Task, *, now: datetime, actor: str) -> None:
    """What became of a visit is told; somebody may still be inside one that is called off."""
    if visit.state == TaskState.DONE:
        calm(session, case, visit.id, now=now, actor=actor)
