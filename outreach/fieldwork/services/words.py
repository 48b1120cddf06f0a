"""A task that is closed may mean that a human has answered what the person wrote."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.fieldwork.rules import CANCELLED, MEANINGS, RESUMING, Meaning
from outreach.inbox.rules import ABOUT_WORDS, ALERT
from outreach.inbox.services.waiting import mark_answered
from outreach.tasks.models import Task, TaskKind, TaskState

_OPEN_REASONS = select(Task.reason).where(
    Task.case_id == bindparam("case"), Task.state == TaskState.OPEN
)


def settle_words(session: Session, case: Case, task: Task, actor: str, now: datetime) -> None:
    """Take the case's threads out of the inbox if this closed task answers them.

    A talk answers what was written before it; so does a decision about it, once no other one
    waits, and the end of the case. While an alert is not decided, the thread stays in sight.
    """
    outcome = task.outcome or CANCELLED
    if outcome == CANCELLED:
        return
    closing = outcome == "close"
    talked = MEANINGS[task.kind].get(outcome, Meaning()).pauses
    decided = task.reason in RESUMING and task.kind in (TaskKind.DECIDE, TaskKind.CHECK_NUMBER)
    standing = open_reasons(session, case)
    enough = (talked and ALERT not in standing) or (decided and not standing & ABOUT_WORDS)
    if closing or enough:
        mark_answered(session, case, actor=actor, now=now)


def open_reasons(session: Session, case: Case) -> set[str]:
    """Why the open tasks of a case were raised."""
    return set(session.scalars(_OPEN_REASONS, {"case": case.id}))
