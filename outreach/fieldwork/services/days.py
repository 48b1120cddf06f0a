"""The days on which somebody may be visited."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.database import database_of
from outreach.fieldwork.rules import Problem
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules.calendar import Calendar
from outreach.programmes.rules.daylight import is_dark


def calendar_of(session: Session, case: Case) -> Calendar:
    """The working days and contact hours of a case's agreement."""
    programme = session.get_one(Programme, case.programme_id)
    return programmes.calendar_of(session, programme, database_of(session).zone)


def visit_objection(
    session: Session, case: Case, on: date | None, at: datetime | None, now: datetime
) -> Problem | None:
    """Why nobody may visit on that day, or at that instant: past, today, not worked, or dark."""
    if on is None and at is None:
        return None
    calendar = calendar_of(session, case)
    day = calendar.day(at) if at is not None else on
    if day is None or day <= calendar.day(now) or not calendar.is_working_day(day):
        return Problem.VISIT_DAY
    if at is not None and not calendar.is_open(at):
        return Problem.VISIT_HOUR
    if at is not None and is_dark(at):
        return Problem.VISIT_DARK
    return None


def notice_objection(
    session: Session, case: Case, announced: bool, at: datetime, posted: date, now: datetime
) -> Problem | None:
    """Why a letter posted that day can't announce a visit at `at`; `announced` = it names one."""
    if not announced:
        return Problem.NO_VISIT
    wrong = visit_objection(session, case, None, at, now)
    if wrong is not None:
        return wrong
    return Problem.VISIT_SOON if arrives_late(session, case, at, posted) else None


def arrives_late(session: Session, case: Case, at: datetime, posted: date) -> bool:
    """Whether a letter posted that day may not be there before a visit at `at`."""
    calendar, programme = calendar_of(session, case), session.get_one(Programme, case.programme_id)
    days = programmes.policy_of(programme).letter_working_days
    return calendar.add_working_days(posted, days) >= calendar.day(at)


def visit_day(session: Session, case: Case, at: datetime | None, now: datetime) -> date:
    """The day of a visit: of its instant, else the next working day; never today."""
    calendar = calendar_of(session, case)
    return calendar.day(at) if at is not None else calendar.add_working_days(calendar.day(now), 1)
