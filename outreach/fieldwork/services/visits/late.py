"""Work that was done before its task was called off: it is told all the same, once.

A STOP may come between the letter box and the list, or while somebody is at the door; the case may
be closed by then. The record has it all the same, and nothing else follows.
"""

from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.fieldwork.models import VisitStay
from outreach.fieldwork.rules import CANCELLED
from outreach.fieldwork.services import drafts
from outreach.tasks.models import Task, TaskKind, TaskState


def may_tell(session: Session, case: Case | None, task: Task, outcome: str) -> bool:
    """Whether a task that is called off may have an outcome: of what nobody could take back."""
    if drafts.left_before(session, task, outcome):
        return True
    by_itself = task.state == TaskState.CANCELLED and task.done_on is None  # nobody said it is off
    if not by_itself or outcome == CANCELLED or case is None:
        return False
    if task.kind == TaskKind.LETTER:
        return outcome == "posted"
    stay = session.get(VisitStay, task.id) if task.kind == TaskKind.VISIT else None
    return stay is not None and stay.entered_at is not None
