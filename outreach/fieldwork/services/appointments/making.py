"""An appointment that a worker makes with somebody, or puts off to another time."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.models import Appointment, AppointmentState, Office, Where
from outreach.agenda.services.away import is_off
from outreach.agenda.services.booking import Booking, book
from outreach.agenda.services.suspension import visits_suspended
from outreach.cases.models import Case, CaseState, PauseReason
from outreach.database import database_of
from outreach.fieldwork.services.days import calendar_of
from outreach.fieldwork.services.household import locked_case, people_of
from outreach.messages.services.means import Means
from outreach.programmes.rules.daylight import is_dark
from outreach.sequences.services.pausing import pause_case
from outreach.staff.models import Role, Staff
from outreach.tasks.services import followers

WRITERS = (Role.WORKER, Role.COORDINATOR)
_SHORTEST, _LONGEST = timedelta(minutes=15), timedelta(hours=4)
_FARTHEST = timedelta(days=366)
_EARLIEST, _LATEST, _SUNDAY = time(8), time(20), 6


class Problem(StrEnum):
    """Why an appointment is not made."""

    NO_CASE = "no_case"
    CLOSED = "case_closed"
    WHO = "who"
    WITH = "with"
    OFFICE = "office"
    PLACE = "place"
    PAST = "past"
    LENGTH = "length"
    TAKEN = "taken"
    AWAY = "away"  # whoever receives is absent, or everything is closed
    SUSPENDED = "suspended"  # after a threat or an incident nobody goes to their home
    DARK = "dark"  # nobody goes to a home by night without the coordination's word
    UNUSUAL = "unusual"  # on a Sunday, early or late: a slip, unless somebody says it is meant
    SETTLED = "settled"  # it is over or was called off meanwhile: there is nothing to move


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a worker typed; `key`: of the form, so that the same one is made once.

    `meant`: they were asked about an unusual hour, and said yes.
    """

    key: str
    person_id: int | None
    staff_id: int
    starts_at: datetime
    minutes: int
    place: Where
    office_id: int | None = None
    elsewhere: str = field(default="", repr=False)
    agreed: bool = True
    meant: bool = False


def make(means: Means, staff: Staff, reference: str, wish: Wish) -> Problem | None:
    """Write an appointment of a case into the agenda; what is agreed with a person is a contact."""
    now = means.clock.now()
    with means.database.write() as session:
        case = locked_case(session, staff, reference)
        if case is None or staff.role not in WRITERS:
            return Problem.NO_CASE
        if session.scalar(select(Appointment.id).where(Appointment.key == wish.key)) is not None:
            return None
        problem = objection(session, case, wish, now) or doubt(session, staff, wish)
        if problem is not None:
            return problem
        new = Booking(
            key=wish.key,
            person_id=wish.person_id,
            staff_id=wish.staff_id,
            starts_at=wish.starts_at,
            ends_at=wish.starts_at + timedelta(minutes=wish.minutes),
            state=AppointmentState.AGREED if wish.agreed else AppointmentState.PROPOSED,
            place=wish.place,
            office_id=wish.office_id if wish.place is Where.OFFICE else None,
            elsewhere=wish.elsewhere if wish.place is Where.ELSEWHERE else None,
        )
        if not book(session, case, new, now=now, actor=staff.code):
            return Problem.TAKEN
        if wish.agreed:
            pause_case(session, means, case, PauseReason.HUMAN_CONTACT, actor=staff.code, now=now)
    return None


def objection(session: Session, case: Case, wish: Wish, now: datetime) -> Problem | None:
    """Why an appointment can't be there then, whoever has the time."""
    if case.state == CaseState.CLOSED:
        return Problem.CLOSED
    if wish.staff_id not in {each.id for each in followers(session, case.team)}:
        return Problem.WHO
    if wish.person_id not in people_of(session, case):
        return Problem.WITH
    if not now < wish.starts_at <= now + _FARTHEST:
        return Problem.PAST
    if not _SHORTEST <= timedelta(minutes=wish.minutes) <= _LONGEST:
        return Problem.LENGTH
    if is_off(session, calendar_of(session, case), [wish.staff_id], wish.starts_at):
        return Problem.AWAY
    return _nowhere(session, case, wish)


def doubt(session: Session, staff: Staff, wish: Wish) -> Problem | None:
    """Whether somebody would be sent to a home in the dark by whoever may not decide it, or the
    hour looks like a slip."""
    night = wish.place is Where.HOME and is_dark(wish.starts_at)
    if night and staff.role != Role.COORDINATOR:
        return Problem.DARK
    return Problem.UNUSUAL if not wish.meant and _is_unusual(session, wish) else None


def _is_unusual(session: Session, wish: Wish) -> bool:
    zone = database_of(session).zone
    starts = wish.starts_at.astimezone(zone)
    ends = (wish.starts_at + timedelta(minutes=wish.minutes)).astimezone(zone)
    late = ends.date() != starts.date() or ends.time() > _LATEST
    return starts.weekday() == _SUNDAY or starts.time() < _EARLIEST or late


def _nowhere(session: Session, case: Case, wish: Wish) -> Problem | None:
    if wish.place is Where.ELSEWHERE:
        return None if wish.elsewhere.strip() else Problem.PLACE
    if wish.place is Where.HOME:
        return Problem.SUSPENDED if visits_suspended(session, case) else None
    office = session.get(Office, wish.office_id) if wish.office_id is not None else None
    fits = office is not None and office.team == case.team and office.active
    return None if fits else Problem.OFFICE
