"""An appointment that is put off: the same one, at another time or place, in one act.

Calendar programs see it move, the record says "moved", and the reminder follows.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.models import (
    STANDING,
    Appointment,
    AppointmentKind,
    AppointmentState,
    Where,
)
from outreach.agenda.services.booking import hold, move, retime, take
from outreach.cases.models import Case, PauseReason
from outreach.fieldwork.services.appointments.making import Problem, Wish, doubt, objection
from outreach.fieldwork.services.appointments.settling import locked_appointment, take_back
from outreach.fieldwork.services.household import has_refused
from outreach.messages.models import Attempt, Status
from outreach.messages.services.means import Means
from outreach.sequences.services.pausing import pause_case
from outreach.staff.models import Staff

_NEVER_LEFT = (Status.CANCELLED, Status.BLOCKED)


def may_move(kind: str, state: str, starts_at: datetime, now: datetime) -> bool:
    """A meeting that is ahead; a visit moves with its task."""
    return kind == AppointmentKind.MEETING and state in STANDING and starts_at > now


def move_appointment(means: Means, staff: Staff, appointment_id: int, wish: Wish) -> Problem | None:
    """Put an appointment at another time or place; the same form twice moves it once."""
    now = means.clock.now()
    with means.database.write() as session:
        found = locked_appointment(session, staff, appointment_id)
        if found is None:
            return Problem.NO_CASE
        case, row = found
        wish = replace(wish, key=row.key, person_id=row.person_id)
        if _is_there(row, wish):
            return None
        if not may_move(row.kind, row.state, row.starts_at, now):
            return Problem.SETTLED
        problem = objection(session, case, wish, now) or doubt(session, staff, wish)
        if problem is not None:
            return problem
        if not take(session, wish.staff_id, row.key, wish.starts_at, _end_of(wish)):
            return Problem.TAKEN
        _move(session, means, case, row, wish, staff.code, now)
    return None


def _move(
    session: Session,
    means: Means,
    case: Case,
    row: Appointment,
    wish: Wish,
    actor: str,
    now: datetime,
) -> None:
    row.staff_id, row.place = wish.staff_id, wish.place
    row.office_id = wish.office_id if wish.place is Where.OFFICE else None
    row.elsewhere = wish.elsewhere if wish.place is Where.ELSEWHERE else None
    retime(session, case, row, wish.starts_at, _end_of(wish), now=now, actor=actor)
    move(session, case, row, _state_of(wish), now=now, actor=actor)
    session.flush()
    hold(session, row)
    _remind_again(session, means, case, row, now)
    if wish.agreed:
        pause_case(session, means, case, PauseReason.HUMAN_CONTACT, actor=actor, now=now)


def _remind_again(
    session: Session, means: Means, case: Case, row: Appointment, now: datetime
) -> None:
    """The reminder of the old day is taken back, or, once it left, followed by another.

    Its key stays on the row then: the next one corrects it. Who said STOP gets none.
    """
    take_back(session, means, row, "moved", now)
    session.flush()
    if row.reminder_key is not None:
        left = select(Attempt.status).where(Attempt.key == row.reminder_key)
        if session.scalar(left) in _NEVER_LEFT:
            row.reminder_key = None
    row.reminded_at = now if has_refused(session, case, row.person_id) else None


def _is_there(row: Appointment, wish: Wish) -> bool:
    """Whether it stands just as wished."""
    return (row.staff_id, row.starts_at, row.ends_at, row.place, row.state) == (
        *(wish.staff_id, wish.starts_at, _end_of(wish), wish.place, _state_of(wish)),
    ) and _spot(row.place, row.office_id, row.elsewhere) == _spot(
        wish.place, wish.office_id, wish.elsewhere
    )


def _spot(place: str, office_id: int | None, elsewhere: str | None) -> int | str | None:
    return {Where.OFFICE: office_id, Where.ELSEWHERE: elsewhere}.get(Where(place))


def _end_of(wish: Wish) -> datetime:
    return wish.starts_at + timedelta(minutes=wish.minutes)


def _state_of(wish: Wish) -> AppointmentState:
    return AppointmentState.AGREED if wish.agreed else AppointmentState.PROPOSED
