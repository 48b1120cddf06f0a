"""What the night finds that a human let lie; each is asked once, as a decision to take.

Both work inside their caller's transaction and may be repeated.
"""

from datetime import datetime, time

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, Pause
from outreach.database import database_of, local_day
from outreach.messages.services.means import Means
from outreach.sequences.models import Enrolment
from outreach.sequences.rules.limits import letter_overdue
from outreach.sequences.services.snapshots import load_runs
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, raise_task

PAUSE_OVER, LETTER_OVERDUE = "pause_over", "letter_overdue"


def pauses_over(session: Session, now: datetime) -> int:
    """Ask what becomes of each case whose pause was meant to last until a day that has come.

    Nothing resumes by itself. Gives the number of tasks raised.
    """
    today = local_day(session, now)
    pauses = session.execute(
        select(Pause.case_id, Pause.until)
        .join(Case, Case.id == Pause.case_id)
        .where(Pause.ended_at.is_(None), Pause.until <= today, Case.state != CaseState.CLOSED)
        .order_by(Pause.case_id, Pause.until)
    ).all()
    found = cases.lock(session, sorted({pause.case_id for pause in pauses}))
    zone, raised = database_of(session).zone, 0
    for pause in pauses:
        since = datetime.combine(pause.until, time(), zone)
        raised += _ask(session, found[pause.case_id], None, None, PAUSE_OVER, since, now)
    return raised


def letters_overdue(session: Session, means: Means, now: datetime) -> int:
    """Tell the coordinator of each letter still open five working days after its date (care.md §1).

    Gives the number of tasks raised.
    """
    waiting = session.execute(
        select(Enrolment.id, Enrolment.case_id)
        .join(Task, Task.enrolment_id == Enrolment.id)
        .join(Case, Case.id == Enrolment.case_id)
        .where(
            Task.kind == TaskKind.LETTER,
            Task.state == TaskState.OPEN,
            Task.due_on < local_day(session, now),
            Enrolment.state == "active",
            Case.state == CaseState.CONTACTING,
        )
        .distinct()
    ).all()
    if not waiting:
        return 0
    cases.lock(session, sorted({row.case_id for row in waiting}))
    raised = 0
    for run in load_runs(session, means, sorted({row.id for row in waiting}), now):
        late = letter_overdue(run.snapshot, now)
        if late is not None:
            at = late.raised_at
            case = session.get_one(Case, run.case.id)
            raised += _ask(session, case, run.person.id, late.step, LETTER_OVERDUE, at, now)
    return raised


def _ask(
    session: Session,
    case: Case,
    person_id: int | None,
    step: str | None,
    reason: str,
    since: datetime,
    now: datetime,
) -> bool:
    """Raise a decision, unless it was asked since then, whatever was answered."""
    asked = exists().where(
        Task.case_id == case.id,
        Task.kind == TaskKind.DECIDE,
        Task.reason == reason,
        Task.raised_at >= since,
        Task.person_id.is_(None) if person_id is None else Task.person_id == person_id,
        Task.step.is_(None) if step is None else Task.step == step,
    )
    if session.scalar(select(asked)):
        return False
    due = local_day(session, now)
    task = NewTask(TaskKind.DECIDE, due, reason=reason, step=step, person_id=person_id)
    raise_task(session, case, task, now=now)
    return True
