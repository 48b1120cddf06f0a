"""Which outcomes a task may have now, and why some may not be: said before anybody tries."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.fieldwork.rules import CANCELLED, Problem, may_follow, outcomes_of
from outreach.fieldwork.services import days
from outreach.fieldwork.services.objections import Proposal, objection
from outreach.fieldwork.services.visits.announcing import first_day, is_announced
from outreach.fieldwork.services.visits.late import may_tell
from outreach.fieldwork.services.worklist.lines import Line
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind

_WRITTEN = "—"  # stands for a reason that is still to be written


@dataclass(frozen=True, slots=True)
class Choice:
    """One outcome; `problem`: why it can't be; `reasoned`: only with a written reason.

    `day`: the first day on which a new visit could be; `announced`: a letter tells of it first.
    """

    outcome: str
    problem: Problem | None = None
    reasoned: bool = False
    day: date | None = None
    announced: bool = False


def choices_of(
    session: Session, case: Case | None, task: Task, staff: Staff, line: Line, now: datetime
) -> tuple[Choice, ...]:
    """Every outcome that may follow what the task is, in the order to show them."""
    possible = [
        code
        for code in outcomes_of(task.kind)
        if may_follow(task.kind, task.state, task.outcome, code)
        or may_tell(session, case, task, code)
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
    day = _day(session, case, task, now) if code == "new_visit" else None
    announced = day is not None and is_announced(case, task)
    why = objection(session, case, task, Proposal(code, "", day, None, staff.role), now)
    reasoned = why is Problem.NOTE
    if reasoned:
        said = Proposal(code, _WRITTEN, day, None, staff.role)
        why = objection(session, case, task, said, now)
    return Choice(code, why, reasoned, day, announced)


def _day(session: Session, case: Case, task: Task, now: datetime) -> date:
    """The day to suggest for a new visit: late enough for its letter, if it needs one."""
    if is_announced(case, task):
        return first_day(session, case, now)
    return days.visit_day(session, case, None, now)
