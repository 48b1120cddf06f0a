"""A team's offices, weekly hours and absences: read on one page, and changed there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from outreach.agenda.models import (
    STANDING,
    Absence,
    Appointment,
    Office,
    Opening,
)
from outreach.database import Database, local_day
from outreach.staff.models import Role, Staff
from outreach.tasks.services import followers

_SHORTEST, _LONGEST = 15, 240  # minutes of one appointment
_FARTHEST = timedelta(days=400)


class Problem(StrEnum):
    """Why hours or absences are not written."""

    NOT_YOURS = "not_yours"
    BACKWARDS = "backwards"
    TOO_SHORT = "too_short"  # no appointment fits into these hours
    OVERLAPS = "overlaps"
    KNOWN = "known"
    PAST = "past"
    TOO_FAR = "too_far"
    NO_OFFICE = "no_office"


@dataclass(frozen=True, slots=True)
class Week:
    """What the page of hours shows."""

    offices: Sequence[Office]
    openings: Sequence[tuple[Opening, str, str]]  # with the colleague's and the office's name
    absences: Sequence[tuple[Absence, str]]  # with the colleague's name, "" = everybody
    team: Sequence[Staff]


@dataclass(frozen=True, slots=True)
class NewOpening:
    """Hours to add to a week."""

    staff_id: int
    office_id: int
    weekday: int
    starts: time
    ends: time
    minutes: int


def week_of(session: Session, staff: Staff, now: datetime) -> Week:
    """The hours of somebody's team, and the absences that are not over."""
    today = local_day(session, now)
    offices = select(Office).where(Office.team == staff.team, Office.active).order_by(Office.name)
    openings = (
        select(Opening, Staff.first_name, Office.name)
        .join(Staff, Staff.id == Opening.staff_id)
        .join(Office, Office.id == Opening.office_id)
        .where(Staff.team == staff.team, Staff.active)
        .order_by(Staff.first_name, Staff.id, Opening.weekday, Opening.starts)
    )
    absences = (
        select(Absence, Staff.first_name)
        .outerjoin(Staff, Staff.id == Absence.staff_id)
        .where(Absence.team == staff.team, Absence.ends_on >= today)
        .order_by(Absence.starts_on, Absence.id)
    )
    return Week(
        offices=session.scalars(offices).all(),
        openings=[(row, name, office) for row, name, office in session.execute(openings)],
        absences=[(row, name or "") for row, name in session.execute(absences)],
        team=followers(session, staff.team),
    )


def may_change(staff: Staff, staff_id: int | None) -> bool:
    """Everybody their own hours; a coordinator those of the team and its closures."""
    return staff.role == Role.COORDINATOR or (staff.role == Role.WORKER and staff_id == staff.id)


def add_office(database: Database, staff: Staff, name: str, address: str) -> Problem | None:
    """A place where the team sees people; one that was closed opens again."""
    if staff.role != Role.COORDINATOR:
        return Problem.NOT_YOURS
    with database.write() as session:
        found = session.scalar(select(Office).where(Office.team == staff.team, Office.name == name))
        if found is not None and found.active:
            return Problem.KNOWN
        office = found or Office(team=staff.team, name=name)
        office.address, office.active = address, True
        session.add(office)
    return None


def close_office(database: Database, staff: Staff, office_id: int) -> Problem | None:
    """Nothing is offered there any more; what is agreed stands."""
    with database.write() as session:
        office = session.get(Office, office_id)
        if office is None or office.team != staff.team or staff.role != Role.COORDINATOR:
            return Problem.NOT_YOURS
        office.active = False
        for opening in session.scalars(select(Opening).where(Opening.office_id == office_id)):
            session.delete(opening)
    return None


def add_opening(database: Database, staff: Staff, new: NewOpening) -> Problem | None:
    """Hours in which somebody sees people each week; they may not overlap."""
    if not may_change(staff, new.staff_id):
        return Problem.NOT_YOURS
    problem = _unfit(new)
    if problem is not None:
        return problem
    with database.write() as session:
        if new.staff_id not in {each.id for each in followers(session, staff.team)}:
            return Problem.NOT_YOURS
        office = session.get(Office, new.office_id)
        if office is None or office.team != staff.team or not office.active:
            return Problem.NO_OFFICE
        same_day = select(Opening).where(
            Opening.staff_id == new.staff_id, Opening.weekday == new.weekday
        )
        others = session.scalars(same_day).all()
        if any(row.starts < new.ends and new.starts < row.ends for row in others):
            return Problem.OVERLAPS
        session.add(
            Opening(
                staff_id=new.staff_id,
                office_id=new.office_id,
                weekday=new.weekday,
                starts=new.starts,
                ends=new.ends,
                minutes=new.minutes,
            )
        )
    return None


def remove_opening(database: Database, staff: Staff, opening_id: int) -> Problem | None:
    """These hours are not offered any more; what is agreed stands."""
    with database.write() as session:
        opening = session.get(Opening, opening_id)
        owner = session.get(Staff, opening.staff_id) if opening is not None else None
        if opening is None or owner is None or owner.team != staff.team:
            return Problem.NOT_YOURS
        if not may_change(staff, owner.id):
            return Problem.NOT_YOURS
        session.delete(opening)
    return None


def add_absence(
    database: Database, staff: Staff, who: int | None, first: date, last: date, now: datetime
) -> Problem | int:
    """Days on which somebody sees nobody (None: the whole team); how much stands in them still."""
    if not may_change(staff, who):
        return Problem.NOT_YOURS
    if last < first:
        return Problem.BACKWARDS
    with database.write() as session:
        today = local_day(session, now)
        if last < today:
            return Problem.PAST
        if last > today + _FARTHEST:
            return Problem.TOO_FAR
        if who is not None and who not in {each.id for each in followers(session, staff.team)}:
            return Problem.NOT_YOURS
        _in_turn(session, staff)
        if not _is_noted(session, staff.team, who, first, last):
            session.add(Absence(team=staff.team, staff_id=who, starts_on=first, ends_on=last))
        return _standing(session, staff.team, who, first, last, now)


def remove_absence(database: Database, staff: Staff, absence_id: int) -> Problem | None:
    """They are there after all."""
    with database.write() as session:
        absence = session.get(Absence, absence_id)
        if absence is None or absence.team != staff.team:
            return Problem.NOT_YOURS
        if not may_change(staff, absence.staff_id):
            return Problem.NOT_YOURS
        session.delete(absence)
    return None


def _unfit(new: NewOpening) -> Problem | None:
    if new.ends <= new.starts:
        return Problem.BACKWARDS
    length = (new.ends.hour - new.starts.hour) * 60 + new.ends.minute - new.starts.minute
    if not _SHORTEST <= new.minutes <= min(_LONGEST, length):
        return Problem.TOO_SHORT
    return None


def _in_turn(session: Session, staff: Staff) -> None:
    """Two presses of one button come one after the other."""
    session.execute(select(Staff.id).where(Staff.id == staff.id).with_for_update())


def _is_noted(session: Session, team: str, who: int | None, first: date, last: date) -> bool:
    rows = select(Absence.id).where(
        Absence.team == team,
        Absence.staff_id.is_not_distinct_from(who),
        Absence.starts_on == first,
        Absence.ends_on == last,
    )
    return session.scalar(rows.limit(1)) is not None


def _standing(
    session: Session, team: str, who: int | None, first: date, last: date, now: datetime
) -> int:
    """How many appointments fall into an absence: a human moves them."""
    rows = (
        select(Appointment.starts_at)
        .join(Staff, Staff.id == Appointment.staff_id)
        .where(
            Staff.team == team,
            Appointment.state.in_(STANDING),
            Appointment.starts_at > now,
        )
    )
    if who is not None:
        rows = rows.where(or_(Appointment.staff_id == who, Appointment.companion_id == who))
    days = [local_day(session, at) for at in session.scalars(rows)]
    return sum(first <= day <= last for day in days)
