"""What can still be offered of a team's time, for one batch of messages or one page."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.models import Absence, Offer, Opening, TakenQuarter
from outreach.agenda.rules import (
    VISIT,
    Away,
    Hours,
    Slot,
    chosen,
    free_slots,
    overlap,
    quarters,
    visit_time,
    window,
)
from outreach.programmes.rules.calendar import Calendar
from outreach.staff.models import Role, Staff

COUNT = 3
_SEES = (Role.WORKER, Role.COORDINATOR)
_DAY = timedelta(days=1)


class Diary:
    """Read once for a team, when somebody first asks; what it gave is given to nobody else."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session, self._now = session, now
        self._teams: dict[str, tuple[list[Hours], list[Away], set[tuple[int, datetime]]]] = {}
        self._given: dict[int, tuple[Slot, ...]] = {}
        self._free: dict[tuple[str, Calendar], list[Slot]] = {}
        self._visitors: dict[int, set[tuple[int, datetime]]] = {}

    def slots(
        self, case_id: int, team: str, owner_id: int | None, calendar: Calendar
    ) -> tuple[Slot, ...]:
        """Three slots for a case, or none; of whoever follows it, if they have as many."""
        if case_id not in self._given:
            found = self._look(team, owner_id, calendar)
            self._given[case_id] = found
            self._give(team, found)
        return self._given[case_id]

    def free(self, team: str, calendar: Calendar, staff_id: int | None = None) -> list[Slot]:
        """Every slot that could be offered now, of one colleague or of all."""
        key = team, calendar
        if key not in self._free:
            hours, away, taken = self._of(team)
            days = window(calendar, self._now)
            self._free[key] = free_slots(calendar, hours, away, taken, days) if hours else []
        return [slot for slot in self._free[key] if staff_id in (None, slot.staff_id)]

    def _give(self, team: str, found: tuple[Slot, ...]) -> None:
        """What one is offered, nobody else of this batch is."""
        for (other, calendar), slots in self._free.items():
            if other == team and found:
                self._free[other, calendar] = [
                    slot
                    for slot in slots
                    if not any(
                        slot.staff_id == each.staff_id and overlap(slot, each) for each in found
                    )
                ]

    def visit_at(self, team: str, staff_id: int, calendar: Calendar, wanted: datetime) -> datetime:
        """When a visitor is free for a visit, from the wanted time on; given to nobody else."""
        taken = self._taken_of(staff_id)
        found = visit_time(calendar, wanted, staff_id, self._of(team)[1], taken)
        taken.update((staff_id, at) for at in quarters(found, found + VISIT))
        return found

    def _taken_of(self, staff_id: int) -> set[tuple[int, datetime]]:
        if staff_id not in self._visitors:
            self._visitors[staff_id] = _taken(self._session, {staff_id}, self._now)
        return self._visitors[staff_id]

    def _look(self, team: str, owner_id: int | None, calendar: Calendar) -> tuple[Slot, ...]:
        own = self.free(team, calendar, owner_id) if owner_id is not None else []
        for slots in (own, self.free(team, calendar)):
            found = chosen(slots, COUNT)
            if len(found) == COUNT:
                return found
        return ()

    def _of(self, team: str) -> tuple[list[Hours], list[Away], set[tuple[int, datetime]]]:
        if team not in self._teams:
            hours = _hours(self._session, team)
            away = _away(self._session, team, self._now.date() - _DAY)
            taken = _taken(self._session, {each.staff_id for each in hours}, self._now)
            self._teams[team] = hours, away, taken
        return self._teams[team]


def _hours(session: Session, team: str) -> list[Hours]:
    rows = (
        select(Opening)
        .join(Staff, Staff.id == Opening.staff_id)
        .where(Staff.team == team, Staff.active, Staff.role.in_(_SEES))
        .order_by(Opening.staff_id, Opening.weekday, Opening.starts)
    )
    return [
        Hours(row.staff_id, row.office_id, row.weekday, row.starts, row.ends, row.minutes)
        for row in session.scalars(rows)
    ]


def _away(session: Session, team: str, since: date) -> list[Away]:
    rows = select(Absence).where(Absence.team == team, Absence.ends_on >= since)
    return [Away(row.staff_id, row.starts_on, row.ends_on) for row in session.scalars(rows)]


def _taken(session: Session, who: set[int], now: datetime) -> set[tuple[int, datetime]]:
    """What is agreed, and what somebody has been offered of late."""
    agreed = select(TakenQuarter.staff_id, TakenQuarter.at).where(
        TakenQuarter.staff_id.in_(who), TakenQuarter.at >= now
    )
    found = {(staff_id, at) for staff_id, at in session.execute(agreed)}
    offered = select(Offer).where(
        Offer.staff_id.in_(who), Offer.starts_at >= now, Offer.held_until > now
    )
    for row in session.scalars(offered):
        found.update((row.staff_id, at) for at in quarters(row.starts_at, row.ends_at))
    return found
