"""The time of day of a step: spread over its windows, always the same for the same case."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from outreach.programmes.rules.calendar import Calendar, Span, Window

# The last hour before closing is kept free, so that a worker that looks once an hour still sends
# on the planned day.
_LAST_HOUR = timedelta(hours=1)
_ONE_MINUTE = timedelta(minutes=1)
_A_MONDAY = date(2024, 1, 8)  # any: only the hours of its weekdays are looked at
_VISITS: tuple[Window, ...] = ((time(10), time(12)), (time(14, 30), time(17, 30)))
_VISIT = timedelta(minutes=30)


def spread(
    calendar: Calendar, prefer: Sequence[Window], floor: datetime, reference: str, step: str
) -> datetime:
    """The instant of a message: the first working day from `floor` on, at a time drawn from the
    case reference and the step among the preferred windows, else among the contact hours.
    """
    day = calendar.next_working_day(calendar.day(floor))
    while True:
        hours = [_clip(span, floor) for span in _without_last_hour(calendar.windows(day))]
        wanted = [(calendar.at(day, start), calendar.at(day, end)) for start, end in prefer]
        for spans in (_common(hours, wanted), hours):
            if any(_minutes(span) for span in spans):
                return _walk(spans, _draw(reference, step))
        day = calendar.next_working_day(day + timedelta(days=1))


def fits(calendar: Calendar, prefer: Sequence[Window]) -> bool:
    """Whether a preferred window is ever open; else a message takes any of the contact hours."""
    for day in (_A_MONDAY + timedelta(days=rank) for rank in range(7)):
        hours = [
            (calendar.at(day, start), calendar.at(day, end))
            for start, end in calendar.hours_of(day)
        ]
        wanted = [(calendar.at(day, start), calendar.at(day, end)) for start, end in prefer]
        if any(map(_minutes, _common(_without_last_hour(hours), wanted))):
            return True
    return not prefer


def visit_slot(calendar: Calendar, reference: str, day: date) -> datetime:
    """The half-hour proposed for a visit on a local day, drawn from the case reference."""
    slots = [
        calendar.at(day, start) + rank * _VISIT
        for start, end in _VISITS
        for rank in range((calendar.at(day, end) - calendar.at(day, start)) // _VISIT)
    ]
    return slots[_draw(reference, "visit") % len(slots)]


def _draw(reference: str, step: str) -> int:
    digest = hashlib.sha256(f"{reference}/{step}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


def _without_last_hour(spans: Iterable[Span]) -> list[Span]:
    """Spans shortened by an hour, or by half when they are short."""
    return [(start, end - min(_LAST_HOUR, (end - start) / 2)) for start, end in spans]


def _clip(span: Span, floor: datetime) -> Span:
    """The span from `floor` on, from a whole minute."""
    start = max(span[0], floor)
    past_the_minute = timedelta(seconds=start.second, microseconds=start.microsecond)
    return start + (-past_the_minute) % _ONE_MINUTE, span[1]


def _common(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a in first for b in second)
    return sorted(pair for pair in pairs if pair[0] < pair[1])


def _minutes(span: Span) -> int:
    return max((span[1] - span[0]) // _ONE_MINUTE, 0)


def _walk(spans: Sequence[Span], draw: int) -> datetime:
    """The whole minute that `draw` falls on, the spans laid end to end."""
    rest = draw % sum(map(_minutes, spans))
    for span in spans:
        if rest < _minutes(span):
            return span[0] + rest * _ONE_MINUTE
        rest -= _minutes(span)
    raise AssertionError("the draw is smaller than the sum")
