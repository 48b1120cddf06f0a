"""Carrying out what a human decided about a case."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, CloseReason
from outreach.database import local_day
from outreach.fieldwork.rules import close_reason
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint, PointStatus
from outreach.programmes.models import Programme
from outreach.sequences.models import Enrolment
from outreach.sequences.services.admitting import places_left, start_case
from outreach.sequences.services.pausing import finish_case, resume_case
from outreach.tasks.models import Task, TaskKind
from outreach.tasks.services import NewTask, cancel_open, raise_task

_EVERY_KIND = tuple(TaskKind)
_NEW_WORK = {"new_visit": TaskKind.VISIT, "final_letter": TaskKind.LETTER}


def needs_reason(session: Session, case: Case, task: Task, outcome: str) -> bool:
    """A letter or a visit after a STOP is a coordinator's decision, with a written reason."""
    if task.kind != TaskKind.DECIDE or outcome not in _NEW_WORK:
        return False
    return (
        session.scalar(
            select(ContactPoint.id)
            .where(
                ContactPoint.person_id == task.person_id,
                ContactPoint.status == PointStatus.OPTED_OUT,
            )
            .limit(1)
        )
        is not None
    )


def carry_out(
    session: Session,
    means: Means,
    case: Case,
    task: Task,
    outcome: str,
    actor: str,
    now: datetime,
) -> None:
    """Resume, ask for a visit or a letter, or close; `cancelled` changes nothing."""
    match outcome:
        case "continue":
            _go_on(session, means, case, task, actor, now)
        case "new_visit" | "final_letter":
            _raise(session, case, task, _NEW_WORK[outcome], outcome, actor, now)
        case "close":
            _close(session, means, case, task, actor, now)
        case _:
            pass


def _go_on(
    session: Session, means: Means, case: Case, task: Task, actor: str, now: datetime
) -> None:
    if case.state == CaseState.INELIGIBLE:
        _accept(session, means, case, actor, now)
    elif task.reason == "letter_returned":
        _post_again(session, case, task, actor, now)
    else:
        resume_case(session, means, case, actor=actor, now=now)


def _accept(session: Session, means: Means, case: Case, actor: str, now: datetime) -> None:
    """A human checked what the file left open: the case is eligible after all."""
    programme = session.get(Programme, case.programme_id, with_for_update=True)
    assert programme is not None  # noqa: S101  a foreign key says so
    case.eligible = True
    if places_left(session, programme) > 0:
        start_case(session, means, case, actor=actor, now=now)
    else:
        cases.move(session, case, CaseState.WAITING, actor=actor, now=now)


def _post_again(session: Session, case: Case, task: Task, actor: str, now: datetime) -> None:
    """The letter that came back is posted again, once its address is right: same step."""
    returned = session.scalar(
        select(Task)
        .where(Task.case_id == case.id, Task.kind == TaskKind.LETTER, Task.outcome == "returned")
        .order_by(Task.id.desc())
        .limit(1)
    )
    again = NewTask(
        TaskKind.LETTER,
        local_day(session, now),
        reason="letter_returned",
        step=returned.step if returned else None,
        enrolment_id=returned.enrolment_id if returned else None,
        person_id=task.person_id,
        visit_at=returned.visit_at if returned else None,
    )
    raise_task(session, case, again, now=now, actor=actor)


def _raise(
    session: Session,
    case: Case,
    task: Task,
    kind: TaskKind,
    reason: str,
    actor: str,
    now: datetime,
) -> None:
    new = NewTask(kind, local_day(session, now), reason=reason, person_id=task.person_id)
    raise_task(session, case, new, now=now, actor=actor)


def _close(
    session: Session, means: Means, case: Case, task: Task, actor: str, now: datetime
) -> None:
    finish_case(session, means, case, "decided_close", actor=actor, now=now)
    cancel_open(session, case, _EVERY_KIND, now=now, actor=actor)
    for enrolment in session.scalars(select(Enrolment).where(Enrolment.case_id == case.id)):
        enrolment.due_at = None
    reason = CloseReason(close_reason(task.reason))
    cases.move(session, case, CaseState.CLOSED, actor=actor, now=now, close_reason=reason)
