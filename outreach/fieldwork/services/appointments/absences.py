"""An appointment that falls on a day off, found out later: a human is asked, once, in time.

The absence or closure came after it was agreed. Nobody is reminded of it meanwhile.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from outreach.agenda.models import STANDING, Appointment
from outreach.agenda.services.away import cannot_be, is_absent
from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState
from outreach.database import local_day
from outreach.fieldwork.services.days import calendar_of
from outreach.messages.services.means import Means
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, cancel, raise_task

DAY_OFF = "day_off"  # the reason of the task
_MACHINE = "system"
_NAME = 20  # characters of its key that name an appointment in its task
_NO_FIGURES = str.maketrans("0123456789", "abcdefghij")


def ask_about_days_off(means: Means) -> int:
    """Raise one task for each appointment that can't be, and close those that are settled."""
    now, raised = means.clock.now(), 0
    with means.database.read() as session:
        found = [case_id for case_id in _cases(session, now) if _changes(session, case_id, now)]
    for case_id in found:
        with means.database.write() as session:
            case = cases.lock(session, [case_id])[case_id]
            raised += _ask(session, case, now)
    return raised


def appointment_of(session: Session, task_id: int) -> int | None:
    """The appointment that a question about a day off is about."""
    task = session.get(Task, task_id)
    if task is None or task.reason != DAY_OFF:
        return None
    rows = select(Appointment).where(Appointment.case_id == task.case_id)
    return next((row.id for row in session.scalars(rows) if _step(row) == task.step), None)


def _cases(session: Session, now: datetime) -> Iterable[int]:
    """Cases with something ahead, or with a question that may be settled."""
    ahead = select(Appointment.case_id).where(
        Appointment.state.in_(STANDING), Appointment.starts_at > now
    )
    asked = select(Task.case_id).where(Task.reason == DAY_OFF, Task.state == TaskState.OPEN)
    found = {*session.scalars(ahead), *session.scalars(asked)}
    return sorted(case_id for case_id in found if case_id is not None)


def _changes(session: Session, case_id: int, now: datetime) -> bool:
    case = session.get_one(Case, case_id)
    off = _off(session, case, now)
    return bool(_settled(session, case, off)) or any(not _asked(session, row) for row in off)


def _ask(session: Session, case: Case, now: datetime) -> int:
    off, raised = _off(session, case, now), 0
    for task in _settled(session, case, off):
        cancel(session, case, task, now=now, actor=_MACHINE)
    today = local_day(session, now)
    for row in off:
        if _asked(session, row):
            continue
        new = NewTask(
            TaskKind.DECIDE, today, reason=DAY_OFF, step=_step(row), person_id=row.person_id
        )
        task = raise_task(session, case, new, now=now)
        if task.owner_id is not None and is_absent(session, task.owner_id, today):
            task.owner_id = None  # somebody who is there has to see it
        raised += 1
    return raised


def _off(session: Session, case: Case, now: datetime) -> list[Appointment]:
    """What stands of a case and can't be; of one that is closed, nothing."""
    if case.state == CaseState.CLOSED:
        return []
    rows = select(Appointment).where(
        Appointment.case_id == case.id,
        Appointment.state.in_(STANDING),
        Appointment.starts_at > now,
    )
    found = session.scalars(rows.order_by(Appointment.id)).all()
    calendar = calendar_of(session, case)
    return [row for row in found if cannot_be(session, calendar, row)]


def _asked(session: Session, row: Appointment) -> bool:
    """Whether a human was asked since it last changed; what we took back was not asked."""
    rows = select(Task.id).where(
        Task.case_id == row.case_id,
        Task.reason == DAY_OFF,
        Task.step == _step(row),
        Task.raised_at >= row.changed_at,
        or_(Task.state != TaskState.CANCELLED, Task.done_by != _MACHINE),
    )
    return session.scalar(rows.limit(1)) is not None


def _settled(session: Session, case: Case, off: list[Appointment]) -> list[Task]:
    """The open questions about what was moved or called off, or can be after all."""
    asked = select(Task).where(
        Task.case_id == case.id, Task.reason == DAY_OFF, Task.state == TaskState.OPEN
    )
    still = {_step(row) for row in off}
    return [task for task in session.scalars(asked) if task.step not in still]


def _step(row: Appointment) -> str:
    """A name of the appointment without figures: the journal takes long ones for a phone."""
    return row.key[-_NAME:].translate(_NO_FIGURES)
