"""Which hours of a team can be offered, and which of them to offer first."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from outreach.programmes.rules.calendar import Calendar
from outreach.programmes.rules.daylight import is_dark

QUARTER = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
# Somebody who reads their messages in the evening still has a working day to answer.
NOTICE_DAYS = 2
AHEAD = timedelta(days=21)  # "mardi 14" says no month
HELD = timedelta(days=3)  # the spacing of messages: what follows then is another question
VISIT = timedelta(minutes=45)
# Nobody is visited again before the coordination said so (care.md §3).
THREAT, INCIDENT = "threat", "incident"
SUSPENDING = frozenset({THREAT, INCIDENT})
VISIT_HOURS = tuple(time(hour, minute) for hour in (10, 11, 14, 15, 16) for minute in (0, 30))
_NOON = time(12, 30)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """Some time of somebody at an office."""

    starts_at: datetime
    ends_at: datetime
    staff_id: int
    office_id: int
    day: date  # where the service works
    morning: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """What somebody does each week."""

    staff_id: int
    office_id: int
    weekday: int
    starts: time
    ends: time
    minutes: int


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which somebody sees nobody; None = the whole team."""

    staff_id: int | None
    first: date
    last: date

    def covers(self, staff_id: int, day: date) -> bool:
        """Whether somebody is away that day."""
        return self.staff_id in (None, staff_id) and self.first <= day <= self.last


def quarters(starts_at: datetime, ends_at: datetime) -> list[datetime]:
    """The quarters of an hour that a span touches, in order."""
    first = starts_at.replace(minute=starts_at.minute // 15 * 15, second=0, microsecond=0)
    found = []
    while first < ends_at:
        found.append(first)
        first += QUARTER
    return found


def window(calendar: Calendar, now: datetime) -> tuple[date, date]:
    """The first and the last day that may be offered."""
    today = calendar.day(now)
    return calendar.add_working_days(today, NOTICE_DAYS), today + AHEAD


def free_slots(
    calendar: Calendar,
    hours: Iterable[Hours],
    away: Sequence[Away],
    taken: Collection[tuple[int, datetime]],
    days: tuple[date, date],
) -> list[Slot]:
    """Every slot of those days that nobody has, in order; `taken`: quarters, by whose they are."""
    found = []
    for each in hours:
        day, last = days
        while day <= last:
            if _works(calendar, each, away, day):
                found += [
                    slot
                    for slot in _cut(calendar, each, day)
                    if not _taken(slot.staff_id, (slot.starts_at, slot.ends_at), taken)
                ]
            day += timedelta(days=1)
    return sorted(found)


def chosen(slots: Sequence[Slot], count: int) -> tuple[Slot, ...]:
    """So many of them, as unlike as can be: other days first, mornings and afternoons in turn."""
    once = {(slot.starts_at, slot.ends_at): slot for slot in reversed(slots)}
    left, picked = list(once.values()), list[Slot]()
    while left and len(picked) < count:
        best = min(left, key=lambda slot: (*_likeness(picked, slot), slot))
        picked.append(best)
        left = [slot for slot in left if not overlap(slot, best)]
    return tuple(sorted(picked))


def visit_time(
    calendar: Calendar,
    wanted: datetime,
    staff_id: int,
    away: Sequence[Away],
    taken: Collection[tuple[int, datetime]],
) -> datetime:
    """The wanted time of a visit if its visitor is free then by daylight, else the next that is.

    The wanted one when there is none within the month: a human chooses.
    """
    first = calendar.day(wanted)
    for day in (first + timedelta(days=ahead) for ahead in range(28)):
        if not calendar.is_working_day(day) or any(a.covers(staff_id, day) for a in away):
            continue
        hours = [calendar.at(day, moment) for moment in VISIT_HOURS]
        for at in (wanted, *hours) if day == first else hours:
            span = at, at + VISIT
            if at >= wanted and not is_dark(span[1]) and not _taken(staff_id, span, taken):
                return at
    return wanted


def _likeness(picked: Sequence[Slot], slot: Slot) -> tuple[int, int]:
    same_day = sum(each.day == slot.day for each in picked)
    same_half = bool(picked) and picked[-1].morning == slot.morning
    return same_day, int(same_half)


def overlap(one: Slot, other: Slot) -> bool:
    """Two colleagues at one hour are one choice for the person."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _works(calendar: Calendar, hours: Hours, away: Sequence[Away], day: date) -> bool:
    if day.weekday() != hours.weekday or not calendar.is_working_day(day):
        return False
    return not any(each.covers(hours.staff_id, day) for each in away)


def _cut(calendar: Calendar, hours: Hours, day: date) -> Iterator[Slot]:
    start, end = calendar.at(day, hours.starts), calendar.at(day, hours.ends)
    length, noon = timedelta(minutes=hours.minutes), calendar.at(day, _NOON)
    while start + length <= end:
        morning = start < noon
        yield Slot(start, start + length, hours.staff_id, hours.office_id, day, morning)
        start += length


def _taken(
    staff_id: int, span: tuple[datetime, datetime], taken: Collection[tuple[int, datetime]]
) -> bool:
    return any((staff_id, at) in taken for at in quarters(*span))
