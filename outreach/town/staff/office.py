"""Where the association sees people, and when: all of it invented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.models import Office
from outreach.agenda.services.hours import NewOpening, add_office, add_opening
from outreach.database import Database
from outreach.staff.models import Staff
from outreach.town.staff.team import COLLEAGUE, LEADER, WORKER, Hired, Member

ADDRESS = "1 rue de l'Exemple, 45000 Orléans"
_NAME, _MINUTES = "À l'AHU", 60  # of one appointment
_WEDNESDAY, _THURSDAY = 2, 3


@dataclass(frozen=True, slots=True)
class Hours:
    """Some hours of each week."""

    weekday: int
    starts: time
    ends: time

    def hold(self, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> bool:
        """Whether an appointment fits into them."""
        first, last = starts_at.astimezone(zone), ends_at.astimezone(zone)
        return (
            first.weekday() == self.weekday
            and first.date() == last.date()
            and self.starts <= first.time()
            and last.time() <= self.ends
        )


# Whoever answers the offer of a Monday by the third choice comes on the Wednesday of the week
# after, so that a town that opens on the Tuesday has an appointment ahead.
HOURS: Mapping[Member, Sequence[Hours]] = {
    WORKER: (
        Hours(_WEDNESDAY, time(9, 30), time(12, 30)),
        Hours(_THURSDAY, time(14), time(17)),
    ),
    COLLEAGUE: (
        Hours(_WEDNESDAY, time(14), time(17)),
        Hours(_THURSDAY, time(9, 30), time(12, 30)),
    ),
}


def open_office(database: Database, hired: Hired) -> None:
    """Set up the office and its hours, as the coordinator does on the page of hours."""
    leader = hired[LEADER]
    problems = [add_office(database, leader, _NAME, ADDRESS)]
    with database.read() as session:
        office_id = session.scalars(select(Office.id).where(Office.team == leader.team)).one()
    for member, hours in HOURS.items():
        for each in hours:
            new = NewOpening(
                staff_id=hired[member].id,
                office_id=office_id,
                weekday=each.weekday,
                starts=each.starts,
                ends=each.ends,
                minutes=_MINUTES,
            )
            problems.append(add_opening(database, leader, new))
    if any(problems):
        raise ValueError(problems)


def hours_of(session: Session) -> Mapping[int, Sequence[Hours]]:
    """The hours of each colleague, by the id of their account."""
    ids = {row.email: row.id for row in session.execute(select(Staff.id, Staff.email))}
    return {ids[member.email]: hours for member, hours in HOURS.items()}
