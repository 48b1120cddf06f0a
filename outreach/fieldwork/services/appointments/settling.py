"""What became of an appointment: agreed, held, missed or called off.

An appointment that was held is a contact, and stops the automation like any other. One that the
person missed is no attempt to reach them: they had been reached. It stands in the record as
missed, and asks a human to talk about it.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.models import Appointment, AppointmentKind, AppointmentState
from outreach.agenda.services.booking import move
from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, PauseReason, visible_to
from outreach.database import local_day
from outreach.fieldwork.services.appointments.making import WRITERS
from outreach.fieldwork.services.leftovers import leave_nobody
from outreach.messages.models import Attempt, Status
from outreach.messages.services.attempts import cancel
from outreach.messages.services.means import Means
from outreach.sequences.services.pausing import pause_case
from outreach.staff.models import Staff
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

MISSED = "missed"  # the reason of the task

_State = AppointmentState
_NEXT: Mapping[str, tuple[AppointmentState, ...]] = {
    _State.PROPOSED: (_State.AGREED, _State.DONE, _State.MISSED, _State.CANCELLED),
    _State.AGREED: (_State.DONE, _State.MISSED, _State.CANCELLED),
    _State.MISSED: (_State.DONE,),  # somebody came late, or the slip is corrected
    _State.DONE: (_State.MISSED,),
}
_PAST = (_State.DONE, _State.MISSED)


class Problem(StrEnum):
    """Why it is not written."""

    UNKNOWN = "unknown"
    NOT_NOW = "not_now"  # it is over, or was settled otherwise meanwhile
    EARLY = "early"  # nobody can know yet


def choices_of(kind: str, state: str, starts_at: datetime, now: datetime) -> tuple[str, ...]:
    """What may become of an appointment now; a visit is told by the outcome of its task."""
    if kind == AppointmentKind.VISIT:
        return ()
    possible = _NEXT.get(state, ())
    return tuple(each.value for each in possible if each not in _PAST or starts_at <= now)


def settle_appointment(
    means: Means, staff: Staff, appointment_id: int, state: AppointmentState
) -> Problem | None:
    """Write down what became of it; the same twice changes nothing."""
    now = means.clock.now()
    with means.database.write() as session:
        found = locked_appointment(session, staff, appointment_id)
        if found is None:
            return Problem.UNKNOWN
        case, appointment = found
        if appointment.state == state:
            return None
        if state not in _NEXT.get(appointment.state, ()) or _is_visit(appointment):
            return Problem.NOT_NOW
        if state in _PAST and appointment.starts_at > now:
            return Problem.EARLY
        move(session, case, appointment, state, now=now, actor=staff.code)
        _follow(session, means, case, appointment, staff.code, now)
    return None


def locked_appointment(
    session: Session, staff: Staff, appointment_id: int
) -> tuple[Case, Appointment] | None:
    """An appointment and its case, both locked; None when it is not theirs to change."""
    case_id = session.scalar(
        select(Case.id)
        .join(Appointment, Appointment.case_id == Case.id)
        .where(Appointment.id == appointment_id, visible_to(staff))
    )
    if case_id is None or staff.role not in WRITERS:
        return None
    case = cases.lock(session, [case_id])[case_id]
    rows = select(Appointment).where(Appointment.id == appointment_id).with_for_update()
    return case, session.scalars(rows.execution_options(populate_existing=True)).one()


def silence(session: Session, means: Means, appointment: Appointment, now: datetime) -> None:
    """No reminder leaves for it any more: one that waits for a sender is taken back."""
    appointment.reminded_at = appointment.reminded_at or now
    take_back(session, means, appointment, "called_off", now)


def take_back(
    session: Session, means: Means, appointment: Appointment, reason: str, now: datetime
) -> None:
    """A reminder that waits for a sender does not leave."""
    if appointment.reminder_key is None:
        return
    waiting = select(Attempt).where(
        Attempt.key == appointment.reminder_key, Attempt.status == Status.RESERVED
    )
    for attempt in session.scalars(waiting.with_for_update()):
        cancel(session, means, attempt, reason, now)


def _is_visit(appointment: Appointment) -> bool:
    return appointment.kind == AppointmentKind.VISIT


def _follow(
    session: Session,
    means: Means,
    case: Case,
    appointment: Appointment,
    actor: str,
    now: datetime,
) -> None:
    match appointment.state:
        case AppointmentState.CANCELLED:
            silence(session, means, appointment, now)
            session.flush()
            leave_nobody(session, case, None, now)
        case AppointmentState.AGREED | AppointmentState.DONE:
            pause_case(session, means, case, PauseReason.HUMAN_CONTACT, actor=actor, now=now)
            reached = appointment.state == AppointmentState.DONE
            if reached and case.state == CaseState.CONTACTING:
                cases.move(session, case, CaseState.IN_CONTACT, actor=actor, now=now)
            if reached:
                session.flush()
                leave_nobody(session, case, None, now)
        case AppointmentState.MISSED:
            due = local_day(session, now)
            person_id = appointment.person_id
            task = NewTask(TaskKind.DECIDE, due, reason=MISSED, person_id=person_id)
            raise_task(session, case, task, now=now, actor=actor)
