"""When somebody could be reached before: hours that are known, never guessed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Sign(StrEnum):
    """What happened at an hour."""

    ANSWERED = "answered"  # a call of ours
    CALLED = "called"  # they phoned or came by
    WROTE = "wrote"
    ASKED = "asked"  # they wrote that they want to be called
    SILENT = "silent"  # a call of ours that nobody took


class Part(StrEnum):
    """A part of the day, by the hours in which somebody may be called."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"


_PARTS = ((Part.MORNING, 8, 12), (Part.NOON, 12, 14), (Part.AFTERNOON, 14, 17))
_LAST_PART, _LAST_HOUR = (Part.EVENING, 17), 20  # later than that, nobody calls
_ENOUGH = 2  # days: once is an anecdote
_MOST_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, at a local instant."""

    at: datetime
    sign: Sign


@dataclass(frozen=True, slots=True)
class Hours:
    """What is known. `best`: the parts of the day in which the person was there on two days at
    least, more often than not, the surest first; `moments`: what it rests on, the latest first."""

    best: tuple[Part, ...] = ()
    moments: tuple[Moment, ...] = ()


def hours_of(moments: Iterable[Moment]) -> Hours:
    """What some moments say of the hours at which to call."""
    known = sorted(moments, key=lambda moment: moment.at, reverse=True)
    there = _days_by_part(moment for moment in known if moment.sign is not Sign.SILENT)
    silent = _days_by_part(moment for moment in known if moment.sign is Sign.SILENT)
    surest = sorted(there, key=lambda part: (-there[part], list(Part).index(part)))
    best = (part for part in surest if there[part] >= _ENOUGH and there[part] > silent[part])
    return Hours(tuple(best), tuple(known[:_MOST_SHOWN]))


def part_of(at: datetime) -> Part | None:
    """The part of the day of a local instant; None when nobody is called then."""
    hour = at.hour
    if _LAST_PART[1] <= hour < _LAST_HOUR:
        return _LAST_PART[0]
    return next((part for part, first, end in _PARTS if first <= hour < end), None)


def _days_by_part(moments: Iterable[Moment]) -> Counter[Part]:
    """On how many days something happened in each part of the day: a talk is one sign."""
    seen = {(part_of(moment.at), moment.at.date()) for moment in moments}
    return Counter(part for part, _ in seen if part is not None)
