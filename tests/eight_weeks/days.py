"""The calendar of the story, written down by hand: nothing here asks the program."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FEASTS = (date(2026, 12, 25), date(2027, 1, 1))
PARIS = ZoneInfo("Europe/Paris")
START = date(2026, 11, 23)
END = date(2027, 1, 22)  # a week more than eight: the closure takes one
CLOSED = {date(2026, 12, day) for day in range(24, 32)} | {date(2027, 1, 1), date(2027, 1, 2)}
WORKING_TICKS = (time(11, 50), time(18, 55))
BUSY_TICKS = (time(8, 5), time(9, 31), time(12, 45), time(14, 10), time(17, 5), time(22))
IDLE_TICKS = (time(11),)
OFFICE = time(11, 50)  # after this tick, in the afternoon, humans do their tasks


def at(day: date, hour: time) -> datetime:
    """A local instant."""
    return datetime.combine(day, hour, PARIS)


def works(day: date) -> bool:
    """Whether the association works that day."""
    return day.weekday() < 5 and day not in CLOSED


def every_day() -> Iterator[date]:
    """The days of the story."""
    for number in range((END - START).days + 1):
        yield START + timedelta(days=number)


def ticks(day: date) -> tuple[time, ...]:
    """When the worker runs: often on one day in six, and also when nothing may leave."""
    if not works(day):
        return IDLE_TICKS if day.weekday() == 5 or day in FEASTS else ()
    busy = (day - START).days % 6 == 0
    return tuple(sorted(WORKING_TICKS + BUSY_TICKS)) if busy else WORKING_TICKS


def after_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`."""
    while count:
        day += timedelta(days=1)
        count -= works(day)
    return day


def open_hours(instant: datetime) -> bool:
    """Whether a machine may write to somebody who has not just written."""
    local = instant.astimezone(PARIS)
    clock = local.time()
    morning = time(9, 30) <= clock <= time(12, 30)
    return works(local.date()) and (morning or time(14) <= clock <= time(19))
