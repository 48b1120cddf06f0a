"""One's appointments for a calendar program: kind and reference only, at an address to keep secret.

Whoever finds the file reads neither a name, nor an address, nor why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText
from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from outreach.agenda.models import Appointment, AppointmentState
from outreach.cases.models import Case, visible_to
from outreach.clock import Clock
from outreach.database import Database
from outreach.fieldwork.models import CalendarFeed
from outreach.fieldwork.services.appointments.zones import zone_rules
from outreach.staff.models import Role, Staff

READERS = (Role.WORKER, Role.COORDINATOR)
_YEARS_BACK = 2
_BACK, _AHEAD = timedelta(days=60), timedelta(days=400)
_APPOINTMENTS = select(Appointment, Case.reference).join(Case, Case.id == Appointment.case_id)
_STATUS: Mapping[str, str] = {
    AppointmentState.PROPOSED: "TENTATIVE",
    AppointmentState.CANCELLED: "CANCELLED",
}


@dataclass(frozen=True, slots=True)
class Dated:
    """What a calendar program is told of one appointment."""

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    revision: int
    status: str


def has_feed(session: Session, staff: Staff) -> bool:
    """Whether somebody has an address that works."""
    rows = select(CalendarFeed.id).where(
        CalendarFeed.staff_id == staff.id, CalendarFeed.revoked_at.is_(None)
    )
    return session.scalar(rows.limit(1)) is not None


def open_feed(database: Database, clock: Clock, staff: Staff) -> str:
    """A new secret, told once; the one before does not work any more."""
    token, now = clock.key(), clock.now()
    hashed = database.fingerprint(token)
    with database.write() as session:
        _revoke(session, staff, now)
        session.add(CalendarFeed(staff_id=staff.id, token_hash=hashed, made_at=now))
    return token


def close_feed(database: Database, clock: Clock, staff: Staff) -> None:
    """From now on there is nothing at that address."""
    with database.write() as session:
        _revoke(session, staff, clock.now())


def feed_of(
    database: Database, token: str, titles: Mapping[str, str], name: str, now: datetime
) -> bytes | None:
    """The calendar at a secret address; None when there is none. `titles`: by kind."""
    hashed = database.fingerprint(token)
    with database.read() as session:
        staff = session.scalar(
            select(Staff)
            .join(CalendarFeed, CalendarFeed.staff_id == Staff.id)
            .where(
                CalendarFeed.token_hash == hashed,
                CalendarFeed.revoked_at.is_(None),
                Staff.active,
                Staff.role.in_(READERS),
            )
        )
        if staff is None:
            return None
        return written(_dated(session, staff, titles, now), database.zone, name, now)


def file_of(
    database: Database,
    staff: Staff,
    appointment_id: int,
    titles: Mapping[str, str],
    name: str,
    now: datetime,
) -> bytes | None:
    """One appointment that somebody may know of, under the name it has in a feed too."""
    with database.read() as session:
        rows = _APPOINTMENTS.where(Appointment.id == appointment_id, visible_to(staff))
        found = _told(session, rows, titles)
    return written(found, database.zone, name, now) if found else None


def written(dated: Iterable[Dated], zone: ZoneInfo, name: str, now: datetime) -> bytes:
    """Appointments as an iCalendar file, with the rules of their time zone."""
    calendar = Calendar()
    calendar.add("prodid", "-//AHU//outreach//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(name))  # else its commas stay bare
    calendar.add_component(zone_rules(zone, now.year - _YEARS_BACK))
    for each in dated:
        calendar.add_component(_event(each, zone))
    return bytes(calendar.to_ical())


def _event(dated: Dated, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", f"{dated.key}@ahu")
    event.add("dtstamp", dated.changed_at)
    event.add("last-modified", dated.changed_at)
    event.add("dtstart", dated.starts_at.astimezone(zone))
    event.add("dtend", dated.ends_at.astimezone(zone))
    event.add("summary", dated.title)
    event.add("sequence", dated.revision)
    event.add("status", dated.status)
    event.add("class", "PRIVATE")
    return event


def _dated(session: Session, staff: Staff, titles: Mapping[str, str], now: datetime) -> list[Dated]:
    rows = _APPOINTMENTS.where(
        or_(Appointment.staff_id == staff.id, Appointment.companion_id == staff.id),
        Appointment.starts_at > now - _BACK,
        Appointment.starts_at < now + _AHEAD,
    )
    return _told(session, rows, titles)


def _told(
    session: Session, rows: Select[Appointment, str], titles: Mapping[str, str]
) -> list[Dated]:
    ordered = rows.order_by(Appointment.starts_at, Appointment.id)
    return [
        Dated(
            key=row.key,
            title=f"{titles[row.kind]} {reference}",
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            changed_at=row.changed_at,
            revision=row.revision,
            status=_STATUS.get(row.state, "CONFIRMED"),
        )
        for row, reference in session.execute(ordered)
    ]


def _revoke(session: Session, staff: Staff, now: datetime) -> None:
    session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.staff_id == staff.id, CalendarFeed.revoked_at.is_(None))
        .values(revoked_at=now)
    )
