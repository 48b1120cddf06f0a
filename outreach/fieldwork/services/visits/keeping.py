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
    TakenQuarter,
    Where,
)
from outreach.agenda.rules import SUSPENDING, VISIT, quarters
from outreach.agenda.services.booking import Booking, hold, move, retime, write_down
from outreach.agenda.services.suspension import AGREED
from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState
from outreach.database import local_day
from outreach.fieldwork.models import VisitStay
from outreach.messages.services.means import Means
from outreach.sequences.models import Enrolment
from outreach.sequences.services.pausing import FINISHED
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, raise_task

CLASH = "visit_clash"  # the reason of the task: somebody who goes has something else then
_MACHINE = "system"
_Visit, _Threat = aliased(Task), aliased(Task)
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
    state: AppointmentState


def keep_agenda(means: Means) -> int:
    """Book, move or cancel what no longer agrees with its task; how many cases were touched."""
    now = means.clock.now()
    with means.database.read() as session:
        wanted, standing = _wanted(session, now), _standing(session)
        taken = _taken(session, now)
    touched = [
        case_id
        for case_id in sorted({*wanted, *standing})
        if not _agrees(wanted.get(case_id), standing.get(case_id), taken)
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
    called_off = or_(
        exists().where(
            Appointment.task_id == Task.id, Appointment.state == AppointmentState.CANCELLED
        ),
        exists().where(
            _Threat.case_id == Task.case_id,
            _Threat.reason.in_(SUSPENDING),
            _Threat.id > Task.id,
            or_(_Threat.outcome.is_(None), _Threat.outcome.not_in(AGREED)),
        ),
    )
    rows = (
        select(Task, Case.owner_id, VisitStay.companion_id)
        .join(Case, Case.id == Task.case_id)
        .outerjoin(Enrolment, Enrolment.id == Task.enrolment_id)
        .outerjoin(VisitStay, VisitStay.task_id == Task.id)
        .where(Task.visit_at > now, Case.state != CaseState.CLOSED, or_(letter, visit), ~called_off)
        .order_by(Task.id)
    )
    if case_id is not None:
        rows = rows.where(Task.case_id == case_id)
    found: dict[int, _Wanted] = {}
    for task, owner_id, companion_id in session.execute(rows):
        staff_id = task.owner_id or owner_id
        if task.case_id is not None and staff_id is not None and task.visit_at is not None:
            agreed = task.agreed_at is not None
            state = AppointmentState.AGREED if agreed else AppointmentState.PROPOSED
            who = task.person_id, staff_id, companion_id
            row = _Wanted(task.id, *who, task.visit_at, state)
            found[task.case_id] = row
    return found


def _standing(session: Session, case_id: int | None = None) -> dict[int, Appointment]:
    rows = select(Appointment).where(
        Appointment.kind == AppointmentKind.VISIT, Appointment.state.in_(STANDING)
    )
    if case_id is not None:
        rows = rows.where(Appointment.case_id == case_id)
    return {row.case_id: row for row in session.scalars(rows.order_by(Appointment.id))}


def _taken(session: Session, now: datetime) -> dict[tuple[int, datetime], str]:
    """Which appointment has whose quarters, from now on."""
    rows = select(TakenQuarter).where(TakenQuarter.at > now - VISIT)
    return {(row.staff_id, row.at): row.appointment_key for row in session.scalars(rows)}


def _agrees(
    wanted: _Wanted | None, row: Appointment | None, taken: Mapping[tuple[int, datetime], str]
) -> bool:
    if wanted is None or row is None:
        return wanted is None and row is None
    return _same(wanted, row) and not _could_hold_more(row, taken)


def _same(wanted: _Wanted, row: Appointment) -> bool:
    return (row.task_id, row.companion_id, row.starts_at, row.staff_id) == (
        *(wanted.task_id, wanted.companion_id, wanted.at, wanted.staff_id),
    )


def _could_hold_more(row: Appointment, taken: Mapping[tuple[int, datetime], str]) -> bool:
    """Whether somebody who had something else when it was booked is free for it now."""
    span = quarters(row.starts_at, row.ends_at)
    return any(
        all((who, at) not in taken for at in span)
        for who in (row.staff_id, row.companion_id)
        if who is not None
    )


def _keep(
    session: Session, means: Means, case: Case, wanted: _Wanted | None, now: datetime
) -> None:
    row = _standing(session, case.id).get(case.id)
    if row is not None and wanted is not None and row.staff_id == wanted.staff_id:
        _adjust(session, case, row, wanted, now)
        return
    if row is not None and _is_over(session, row, wanted, now):
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
            state=wanted.state,
            place=Where.HOME,
            task_id=wanted.task_id,
        )
        write_down(session, case, new, now=now, actor=_MACHINE)
        made = _standing(session, case.id)[case.id]
        made.companion_id = wanted.companion_id
        _hold(session, case, made, now)


def _adjust(session: Session, case: Case, row: Appointment, wanted: _Wanted, now: datetime) -> None:
    """The same visit, at another time, under another task or with somebody else along."""
    if _same(wanted, row):
        hold(session, row)  # known to clash: a human was asked when it began to
        return
    row.task_id, row.companion_id, row.state = wanted.task_id, wanted.companion_id, wanted.state
    if row.starts_at != wanted.at:
        ends_at = wanted.at + VISIT
        retime(session, case, row, wanted.at, ends_at, now=now, actor=_MACHINE)
    else:
        row.revision, row.changed_at = row.revision + 1, now
    _hold(session, case, row, now)


def _hold(session: Session, case: Case, row: Appointment, now: datetime) -> None:
    """Take the visitors' time; a visit that falls on something else is for a human to settle."""
    if hold(session, row):
        due = local_day(session, now)
        new = NewTask(TaskKind.DECIDE, due, reason=CLASH, person_id=row.person_id)
        raise_task(session, case, new, now=now)


def _is_over(session: Session, row: Appointment, wanted: _Wanted | None, now: datetime) -> bool:
    """Whether it stands no more: its hour has come and its task waits for what became of it."""
    if wanted is not None and wanted.task_id == row.task_id:
        return True  # somebody else goes
    return not _is_under_way(session, row, now)


def _is_under_way(session: Session, row: Appointment, now: datetime) -> bool:
    """Whether its hour has come and its task still waits for what became of it."""
    task = session.get(Task, row.task_id) if row.task_id is not None else None
    return row.starts_at <= now and task is not None and task.state == TaskState.OPEN


def _end_of(session: Session, row: Appointment) -> AppointmentState:
    task = session.get(Task, row.task_id) if row.task_id is not None else None
    return _ENDS.get((task.outcome if task is not None else "") or "", AppointmentState.CANCELLED)
