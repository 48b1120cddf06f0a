"""An appointment that a human has to look at: they are asked, once, in time.

It falls on a day off, by an absence or a closure that came after it was agreed; nobody is reminded
of it meanwhile. Or it is over, and nobody said what became of it: whoever was met, or was not,
must not wait for a team that sees nothing to do.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from outreach.agenda.models import STANDING, Appointment, AppointmentKind
from outreach.agenda.services.away import cannot_be, is_absent
from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState
from outreach.database import local_day
from outreach.fieldwork.services.days import calendar_of
from outreach.messages.services.means import Means
from outreach.programmes.rules.calendar import Calendar
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, cancel, raise_task

DAY_OFF, OVER = "day_off", "meeting_over"  # the reasons of the tasks
REASONS = (DAY_OFF, OVER)
_MACHINE = "system"
_LATE = timedelta(days=60)  # one that is over was asked about long since
_NAME = 20  # characters of its key that name an appointment in its task
_NO_FIGURES = str.maketrans("0123456789", "abcdefghij")


def ask_about_appointments(means: Means) -> int:
    """Raise one task for each that is in doubt, and close those that are settled."""
    now, raised = means.clock.now(), 0
    with means.database.read() as session:
        found = [case_id for case_id in _cases(session, now) if _changes(session, case_id, now)]
    for case_id in found:
        with means.database.write() as session:
            case = cases.lock(session, [case_id])[case_id]
            raised += _ask(session, case, now)
    return raised


def appointment_of(session: Session, task_id: int) -> int | None:
    """The appointment that such a question is about."""
    task = session.get(Task, task_id)
    if task is None or task.reason not in REASONS:
        return None
    rows = select(Appointment).where(Appointment.case_id == task.case_id)
    return next((row.id for row in session.scalars(rows) if _step(row) == task.step), None)


def _cases(session: Session, now: datetime) -> Iterable[int]:
    """Cases with something that may be in doubt, or with a question that may be settled."""
    standing = select(Appointment.case_id).where(
        Appointment.state.in_(STANDING),
        or_(
            Appointment.starts_at > now,
            (Appointment.kind == AppointmentKind.MEETING) & (Appointment.ends_at > now - _LATE),
        ),
    )
    asked = select(Task.case_id).where(Task.reason.in_(REASONS), Task.state == TaskState.OPEN)
    found = {*session.scalars(standing), *session.scalars(asked)}
    return sorted(case_id for case_id in found if case_id is not None)


def _changes(session: Session, case_id: int, now: datetime) -> bool:
    case = session.get_one(Case, case_id)
    doubts = _doubts(session, case, now)
    return bool(_settled(session, case, doubts)) or any(
        not _asked(session, row, reason) for row, reason in doubts
    )


def _ask(session: Session, case: Case, now: datetime) -> int:
    doubts, raised = _doubts(session, case, now), 0
    for task in _settled(session, case, doubts):
        cancel(session, case, task, now=now, actor=_MACHINE)
    today = local_day(session, now)
    for row, reason in doubts:
        if _asked(session, row, reason):
            continue
        new = NewTask(
            TaskKind.DECIDE, today, reason=reason, step=_step(row), person_id=row.person_id
        )
        task = raise_task(session, case, new, now=now)
        if task.owner_id is not None and is_absent(session, task.owner_id, today):
            task.owner_id = None  # somebody who is there has to see it
        raised += 1
    return raised


def _doubts(session: Session, case: Case, now: datetime) -> list[tuple[Appointment, str]]:
    """What stands of a case and has to be looked at, and why; of one that is closed, nothing."""
    if case.state == CaseState.CLOSED:
        return []
    rows = select(Appointment).where(
        Appointment.case_id == case.id, Appointment.state.in_(STANDING)
    )
    found = session.scalars(rows.order_by(Appointment.id)).all()
    ahead = any(row.starts_at > now for row in found)
    calendar = calendar_of(session, case) if ahead else None
    reasons = ((row, _doubt(session, calendar, row, now)) for row in found)
    return [(row, reason) for row, reason in reasons if reason]


def _doubt(session: Session, calendar: Calendar | None, row: Appointment, now: datetime) -> str:
    if calendar is not None and row.starts_at > now:
        return DAY_OFF if cannot_be(session, calendar, row) else ""
    meeting = row.kind == AppointmentKind.MEETING  # a visit is told by the outcome of its task
    over = local_day(session, row.ends_at) < local_day(session, now)
    return OVER if meeting and over else ""


def _asked(session: Session, row: Appointment, reason: str) -> bool:
    """Whether a human was asked since it last changed; what we took back was not asked."""
    rows = select(Task.id).where(
        Task.case_id == row.case_id,
        Task.reason == reason,
        Task.step == _step(row),
        Task.raised_at >= row.changed_at,
        or_(Task.state != TaskState.CANCELLED, Task.done_by != _MACHINE),
    )
    return session.scalar(rows.limit(1)) is not None


def _settled(
    session: Session, case: Case, doubts: Collection[tuple[Appointment, str]]
) -> list[Task]:
    """The open questions about what was moved, called off or told, or can be after all."""
    asked = select(Task).where(
        Task.case_id == case.id, Task.reason.in_(REASONS), Task.state == TaskState.OPEN
    )
    still = {(_step(row), reason) for row, reason in doubts}
    return [task for task in session.scalars(asked) if (task.step, task.reason) not in still]


def _step(row: Appointment) -> str:
    """A name of the appointment without figures: the journal takes long ones for a phone."""
    return row.key[-_NAME:].translate(_NO_FIGURES)
