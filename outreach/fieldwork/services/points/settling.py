"""What a worker learned of one number or address: whose it is, and who else reads it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState
from outreach.database import local_day
from outreach.fieldwork.services import discretion
from outreach.fieldwork.services.discretion import Answer
from outreach.fieldwork.services.household import locked_case, people_of
from outreach.messages.services.means import Means
from outreach.people import services as people
from outreach.people.models import ContactPoint, PointKind, PointStatus
from outreach.record import services as record
from outreach.sequences.services.planning import replan
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, raise_task

CHECK = "check_number"
_TO_CHECK = (PointStatus.SUSPECT, PointStatus.INVALID)
_REFUSED = (PointStatus.OPTED_OUT, PointStatus.WRONG_PERSON)
_WRITTEN_TO = (PointKind.MOBILE, PointKind.LANDLINE, PointKind.EMAIL)
_Change = Callable[[Session, Case, list[ContactPoint], datetime], Answer]


def mark_point(
    means: Means, staff: Staff, reference: str, point_id: int, *, discreet: bool
) -> Answer:
    """One click: somebody else reads this number or address, or no longer."""

    def change(session: Session, case: Case, points: list[ContactPoint], now: datetime) -> Answer:
        return discretion.mark(session, means, case, points, staff.code, now, discreet=discreet)

    return _with_points(means, staff, reference, point_id, change)


def confirm_point(means: Means, staff: Staff, reference: str, point_id: int) -> Answer:
    """A worker asked: it is the person's own and it receives. A refusal stays a refusal."""

    def change(session: Session, case: Case, points: list[ContactPoint], now: datetime) -> Answer:
        doubtful = [point for point in points if point.to_confirm or point.status in _TO_CHECK]
        for point in doubtful:
            point.to_confirm = False
            point.status = PointStatus.OK if point.status in _TO_CHECK else point.status
            record.write(session, case, "contact.confirmed", staff.code, now, {"kind": point.kind})
        _settle_tasks(session, case, doubtful, staff.code, now)
        replan(session, means, [case.id], now)
        return Answer.DONE if doubtful else Answer.SAME

    return _with_points(means, staff, reference, point_id, change)


def disown_point(means: Means, staff: Staff, reference: str, point_id: int) -> Answer:
    """Somebody else answers there: it is blocked wherever it stands, and never written to again."""

    def change(session: Session, case: Case, points: list[ContactPoint], now: datetime) -> Answer:
        known = [point for point in points if point.status != PointStatus.WRONG_PERSON]
        for point in known:
            people.wrong_person(session, str(point.value_hash), source="worker", now=now)
            record.write(session, case, "contact.disowned", staff.code, now, {"kind": point.kind})
        session.flush()
        for point in known:
            session.refresh(point)
            point.to_confirm = False
            _ask_for_another(session, case, point, now)
        _settle_tasks(session, case, known, staff.code, now)
        replan(session, means, [case.id], now)
        return Answer.DONE if known else Answer.SAME

    return _with_points(means, staff, reference, point_id, change)


def _with_points(
    means: Means, staff: Staff, reference: str, point_id: int, change: _Change
) -> Answer:
    now = means.clock.now()
    with means.database.write() as session:
        case = locked_case(session, staff, reference)
        if case is None:
            return Answer.NO_CASE
        points = _points(session, case, point_id)
        return change(session, case, points, now) if points else Answer.NOT_THEIRS


def _points(session: Session, case: Case, point_id: int) -> list[ContactPoint]:
    """A number or an address of the case, wherever it stands in the household."""
    rows = select(ContactPoint).where(
        ContactPoint.person_id.in_(people_of(session, case)),
        ContactPoint.kind.in_(_WRITTEN_TO),
        ContactPoint.value_hash.is_not(None),
    )
    every = list(session.scalars(rows.order_by(ContactPoint.id)))
    hashed = next((point.value_hash for point in every if point.id == point_id), None)
    return [point for point in every if point.value_hash == hashed] if hashed else []


def _ask_for_another(session: Session, case: Case, gone: ContactPoint, now: datetime) -> None:
    """Without any other way to reach them, somebody looks for one."""
    others = select(ContactPoint.id).where(
        ContactPoint.person_id == gone.person_id,
        ContactPoint.kind.in_(_WRITTEN_TO),
        ContactPoint.status.not_in((*_TO_CHECK, *_REFUSED)),
    )
    if case.state != CaseState.CLOSED and session.scalar(others.limit(1)) is None:
        new = NewTask(
            TaskKind.CHECK_NUMBER,
            local_day(session, now),
            reason=PointStatus.WRONG_PERSON.value,
            person_id=gone.person_id,
        )
        raise_task(session, case, new, now=now)


def _settle_tasks(
    session: Session, case: Case, points: Sequence[ContactPoint], actor: str, now: datetime
) -> None:
    """Nothing of the person is left to check: the task that asked for it is done."""
    session.flush()
    for person_id in dict.fromkeys(point.person_id for point in points):
        if not _doubts(session, person_id):
            for task in _checks(session, case, person_id):
                _close(session, case, task, actor, now)


def _doubts(session: Session, person_id: int) -> bool:
    doubtful = ContactPoint.to_confirm | ContactPoint.status.in_(_TO_CHECK)
    rows = select(ContactPoint.id).where(
        ContactPoint.person_id == person_id,
        ContactPoint.kind.in_(_WRITTEN_TO),
        ContactPoint.status.not_in(_REFUSED),
        doubtful,
    )
    return session.scalar(rows.limit(1)) is not None


def _checks(session: Session, case: Case, person_id: int) -> list[Task]:
    rows = select(Task).where(
        Task.case_id == case.id,
        Task.person_id == person_id,
        Task.kind == TaskKind.CHECK_NUMBER,
        Task.state == TaskState.OPEN,
        Task.reason.in_((CHECK, *_TO_CHECK)),
    )
    return list(session.scalars(rows.order_by(Task.id)))


def _close(session: Session, case: Case, task: Task, actor: str, now: datetime) -> None:
    task.state, task.outcome = TaskState.DONE, "corrected"
    task.done_on, task.done_at, task.done_by = local_day(session, now), now, actor
    facts: record.Facts = {"kind": task.kind, "outcome": task.outcome, "on": task.done_on}
    record.write(session, case, "task.done", actor, now, facts)
