"""Whether an appointment falls on a day on which it can't be: absences, closures, who left."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from outreach.agenda.models import Absence, Appointment, Office
from outreach.programmes.rules.calendar import Calendar
from outreach.staff.models import Staff


def is_off(
    session: Session,
    calendar: Calendar,
    who: Collection[int],
    at: datetime,
    office_id: int | None = None,
) -> bool:
    """Whether somebody of `who` is away that day or left, or the office or everything is closed."""
    day = calendar.day(at)
    if calendar.is_off(day):
        return True
    office = session.get(Office, office_id) if office_id is not None else None
    if office is not None and not office.active:
        return True
    return any(is_absent(session, each, day) for each in who)


def cannot_be(session: Session, calendar: Calendar, row: Appointment) -> bool:
    """The same of an appointment as it stands, and of whoever comes along."""
    who = [each for each in (row.staff_id, row.companion_id) if each is not None]
    return is_off(session, calendar, who, row.starts_at, row.office_id)


def is_absent(session: Session, staff_id: int, day: date) -> bool:
    """Whether somebody is away that day, alone or with the whole team, or left it."""
    staff = session.get_one(Staff, staff_id)
    rows = select(Absence.id).where(
        Absence.team == staff.team,
        or_(Absence.staff_id == staff.id, Absence.staff_id.is_(None)),
        Absence.starts_on <= day,
        Absence.ends_on >= day,
    )
    return not staff.active or session.scalar(rows.limit(1)) is not None
