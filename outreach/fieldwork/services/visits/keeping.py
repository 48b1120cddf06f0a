"""The visits of the team's tasks, kept in its agenda: their time is nobody else's.

Tasks say when a visit is; the agenda follows them, whoever changed them and however.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from outreach.agenda.models import (
    STANDING,
    Appointment,
    AppointmentKind,
    AppointmentState,
    Where,
)
from outreach.agenda.rules import VISIT
from outreach.agenda.services.booking import Booking, accompany, book, move
from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState
from outreach.fieldwork.models import VisitStay
from outreach.messages.services.means import Means
from outreach.sequences.models import Enrolment
from outreach.sequences.services.pausing import FINISHED
from outreach.tasks.models import Task, TaskKind, TaskState

_MACHINE = "system"
_Visit = aliased(Task)
_ENDS: Mapping[str, AppointmentState] = {
    "met": AppointmentState.DONE,
    "not_home": AppointmentState.MISSED,
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A visit that a task dates."""

    task_id: int
    person_id: int | None
    staff_id: int
    companion_id: int | None
    at: datetime


def keep_agenda(means: Means) -> int:
    """Book, move or cancel what no longer agrees with its task; how many cases were touched."""
    now = means.clock.now()
    with means.database.read() as session:
        wanted, standing = _wanted(session, now), _standing(session)
    touched = [
        case_id
        for case_id in sorted({*wanted, *standing})
        if not _agrees(wanted.get(case_id), standing.get(case_id))
    ]
    for case_id in touched:
        with means.database.write() as session:
            case = cases.lock(session, [case_id])[case_id]
            _keep(session, means, case, _wanted(session, now, case_id).get(case_id), now)
    return len(touched)


def _wanted(session: Session, now: datetime, case_id: int | None = None) -> dict[int, _Wanted]:
    """The visit ahead of each case: of its visit's task, else of the letter that announces it."""
    letter = and_(
        Task.kind == TaskKind.LETTER,
        or_(Task.state == TaskState.OPEN, Task.outcome == "posted"),
        Enrolment.state != FINISHED,
        ~exists().where(
            _Visit.case_id == Task.case_id, _Visit.kind == TaskKind.VISIT, _Visit.id > Task.id
        ),
    )
    visit = and_(Task.kind == TaskKind.VISIT, Task.state == TaskState.OPEN)
    rows = (
        select(Task, Case.owner_id, VisitStay.companion_id)
        .join(Case, Case.id == Task.case_id)
        .outerjoin(Enrolment, Enrolment.id == Task.enrolment_id)
        .outerjoin(VisitStay, VisitStay.task_id == Task.id)
        .where(Task.visit_at > now, Case.state != CaseState.CLOSED, or_(letter, visit))
        .order_by(Task.id)
    )
    if case_id is not None:
        rows = rows.where(Task.case_id == case_id)
    found: dict[int, _Wanted] = {}
    for task, owner_id, companion_id in session.execute(rows):
        staff_id = task.owner_id or owner_id
        if task.case_id is not None and staff_id is not None and task.visit_at is not None:
            row = _Wanted(task.id, task.person_id, staff_id, companion_id, task.visit_at)
            found[task.case_id] = row
    return found


def _standing(session: Session, case_id: int | None = None) -> dict[int, Appointment]:
    rows = select(Appointment).where(
        Appointment.kind == AppointmentKind.VISIT, Appointment.state.in_(STANDING)
    )
    if case_id is not None:
        rows = rows.where(Appointment.case_id == case_id)
    return {row.case_id: row for row in session.scalars(rows.order_by(Appointment.id))}


def _agrees(wanted: _Wanted | None, row: Appointment | None) -> bool:
    if wanted is None or row is None:
        return wanted is None and row is None
    same = (row.task_id, row.companion_id) == (wanted.task_id, wanted.companion_id)
    return same and _same_time(wanted, row)


def _same_time(wanted: _Wanted, row: Appointment) -> bool:
    return (row.starts_at, row.staff_id) == (wanted.at, wanted.staff_id)


def _keep(
    session: Session, means: Means, case: Case, wanted: _Wanted | None, now: datetime
) -> None:
    row = _standing(session, case.id).get(case.id)
    if row is not None and wanted is not None and _same_time(wanted, row):
        row.task_id = wanted.task_id
        accompany(session, row, wanted.companion_id)
        row.revision, row.changed_at = row.revision + 1, now
        return
    if row is not None and not _is_under_way(session, row, now):
        state = _end_of(session, row)
        row.task_id = row.task_id if state in _ENDS.values() else None
        move(session, case, row, state, now=now, actor=_MACHINE)
    if wanted is not None:
        session.flush()
        new = Booking(
            key=means.clock.key(),
            person_id=wanted.person_id,
            staff_id=wanted.staff_id,
            starts_at=wanted.at,
            ends_at=wanted.at + VISIT,
            kind=AppointmentKind.VISIT,
            state=AppointmentState.PROPOSED,
            place=Where.HOME,
            task_id=wanted.task_id,
        )
        if book(session, case, new, now=now, actor=_MACHINE) and wanted.companion_id:
            accompany(session, _standing(session, case.id)[case.id], wanted.companion_id)


def _is_under_way(session: Session, row: Appointment, now: datetime) -> bool:
    """Whether its hour has come and its task still waits for what became of it."""
    task = session.get(Task, row.task_id) if row.task_id is not None else None
    return row.starts_at <= now and task is not None and task.state == TaskState.OPEN


def _end_of(session: Session, row: Appointment) -> AppointmentState:
    task = session.get(Task, row.task_id) if row.task_id is not None else None
    return _ENDS.get((task.outcome if task is not None else "") or "", AppointmentState.CANCELLED)
