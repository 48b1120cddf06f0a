"""When the service may contact people: hours, holidays and closures, in the programme's zone.

Instants are aware and given back in UTC; days are local dates. A *working day* is a day with
contact hours that is neither a public holiday nor inside a closure.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from outreach.programmes.rules.holidays_fr import public_holidays

Window: TypeAlias = tuple[time, time]
"""Local times, the second one excluded."""
Span: TypeAlias = tuple[datetime, datetime]
"""Instants in UTC, the second one excluded."""
Closure: TypeAlias = tuple[date, date]
"""First and last closed day, both included."""
YearlyClosure: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""(month, day) of the first and of the last closed day, every year; may cross New Year."""

PARIS = ZoneInfo("Europe/Paris")
_WEEKDAY: tuple[Window, ...] = ((time(9, 30), time(12, 30)), (time(14), time(19)))
DEFAULT_HOURS: tuple[tuple[Window, ...], ...] = (_WEEKDAY,) * 5 + ((),) * 2
CHRISTMAS: YearlyClosure = ((12, 24), (1, 2))

_ONE_DAY = timedelta(days=1)
_HORIZON = 3 * 366  # days looked through before a calendar is declared shut


class NeverOpenError(ValueError):
    """No working day within three years: the hours or the closures are wrong."""

    def __init__(self) -> None:
        """The message is a French sentence for the coordinator."""
        super().__init__("Aucun jour ouvert dans les trois ans : vérifiez horaires et fermetures.")


@dataclass(slots=True)
class _Known:
    """What every run of a batch asks again of the same days."""

    worked: dict[date, bool] = field(default_factory=dict)
    open: dict[date, tuple[Span, ...]] = field(default_factory=dict)
    counted: dict[tuple[date, int], date] = field(default_factory=dict)
    instants: dict[tuple[date, time], datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Contact hours per weekday (Monday first) and the days on which nothing leaves."""

    zone: ZoneInfo = PARIS
    hours: tuple[tuple[Window, ...], ...] = DEFAULT_HOURS
    closures: tuple[Closure, ...] = ()
    yearly: tuple[YearlyClosure, ...] = (CHRISTMAS,)
    _known: _Known = field(default_factory=_Known, compare=False, repr=False, init=False)

    def __post_init__(self) -> None:
        """Refuse a week that is not seven days long."""
        if len(self.hours) != 7:
            raise ValueError("hours are given for seven days, Monday first")

    def day(self, instant: datetime) -> date:
        """The local date of an aware instant."""
        return instant.astimezone(self.zone).date()

    def at(self, day: date, moment: time) -> datetime:
        """The instant of a local time; a time that a clock change skips slides forward."""
        known = self._known.instants.get((day, moment))
        if known is None:
            known = datetime.combine(day, moment, self.zone).astimezone(UTC)
            self._known.instants[day, moment] = known
        return known

    def is_working_day(self, day: date) -> bool:
        """Whether people may be contacted at some hour of `day`."""
        known = self._known.worked.get(day)
        if known is None:
            known = bool(self.hours[day.weekday()]) and not self.is_off(day)
            self._known.worked[day] = known
        return known

    def is_off(self, day: date) -> bool:
        """Whether nobody works on `day`, whatever the week: a holiday or a closure."""
        return (
            day in public_holidays(day.year)
            or any(first <= day <= last for first, last in self.closures)
            or any(_falls_in(closure, day) for closure in self.yearly)
        )

    def windows(self, day: date) -> tuple[Span, ...]:
        """The open spans of a local day, in order; none when it is not a working day."""
        known = self._known.open.get(day)
        if known is None:
            known = tuple(self._spans(day)) if self.is_working_day(day) else ()
            self._known.open[day] = known
        return known

    def _spans(self, day: date) -> Iterator[Span]:
        for start, end in self.hours_of(day):
            span = self.at(day, start), self.at(day, end)
            if span[0] < span[1]:
                yield span

    def hours_of(self, day: date) -> tuple[Window, ...]:
        """The local windows of that weekday, sorted, whether or not the day is off."""
        return tuple(sorted(self.hours[day.weekday()]))

    def is_open(self, instant: datetime) -> bool:
        """Whether a contact may leave at this aware instant."""
        return any(start <= instant < end for start, end in self.windows(self.day(instant)))

    def next_open(self, instant: datetime) -> datetime:
        """The first instant at or after `instant` when a contact may leave."""
        day = self.day(instant)
        for _ in range(_HORIZON):
            for start, end in self.windows(day):
                if instant < end:
                    return max(start, instant.astimezone(UTC))
            day += _ONE_DAY
        raise NeverOpenError

    def closes_at(self, instant: datetime) -> datetime | None:
        """The end of the open span that holds `instant`; None when closed."""
        spans = self.windows(self.day(instant))
        return next((end for start, end in spans if start <= instant < end), None)

    def next_working_day(self, day: date) -> date:
        """`day` itself when it is a working day, else the first one after it."""
        for _ in range(_HORIZON):
            if self.is_working_day(day):
                return day
            day += _ONE_DAY
        raise NeverOpenError

    def previous_working_day(self, day: date) -> date:
        """The last working day strictly before `day`."""
        for _ in range(_HORIZON):
            day -= _ONE_DAY
            if self.is_working_day(day):
                return day
        raise NeverOpenError

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day strictly after `day`; 0 gives the next one from `day` on."""
        known = self._known.counted.get((day, count))
        if known is None:
            known = self._known.counted[day, count] = self._count(day, count)
        return known

    def _count(self, day: date, count: int) -> date:
        if count == 0:
            return self.next_working_day(day)
        for _ in range(count):
            day = self.next_working_day(day + _ONE_DAY)
        return day


def _falls_in(closure: YearlyClosure, day: date) -> bool:
    (first, last), here = closure, (day.month, day.day)
    if first <= last:
        return first <= here <= last
    return here >= first or here <= last
