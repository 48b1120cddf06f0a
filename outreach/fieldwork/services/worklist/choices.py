"""Which outcomes a task may have now, and why some may not be: said before anybody tries."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.fieldwork.rules import CANCELLED, Problem, may_follow, outcomes_of
from outreach.fieldwork.services import days
from outreach.fieldwork.services.objections import Proposal, objection
from outreach.fieldwork.services.worklist.lines import Line
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind

_WRITTEN = "—"  # stands for a reason that is still to be written


@dataclass(frozen=True, slots=True)
class Choice:
    """One outcome; `problem`: why it can't be; `reasoned`: only with a written reason."""

    outcome: str
    problem: Problem | None = None
    reasoned: bool = False


def choices_of(
    session: Session, case: Case | None, task: Task, staff: Staff, line: Line, now: datetime
) -> tuple[Choice, ...]:
    """Every outcome that may follow what the task is, in the order to show them."""
    possible = [
        code
        for code in outcomes_of(task.kind)
        if may_follow(task.kind, task.state, task.outcome, code)
    ]
    return tuple(_choice(session, case, task, staff, line, now, code) for code in possible)


def _choice(
    session: Session,
    case: Case | None,
    task: Task,
    staff: Staff,
    line: Line,
    now: datetime,
    code: str,
) -> Choice:
    if line.unread and code != CANCELLED:
        return Choice(code, Problem.UNREAD)
    if case is None or task.kind != TaskKind.DECIDE:
        return Choice(code)
    on = days.visit_day(session, case, None, now) if code == "new_visit" else None
    silent = objection(session, case, task, Proposal(code, "", on, None, staff.role), now)
    if silent is not Problem.NOTE:
        return Choice(code, silent)
    said = Proposal(code, _WRITTEN, on, None, staff.role)
    return Choice(code, objection(session, case, task, said, now), reasoned=True)
