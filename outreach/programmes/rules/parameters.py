"""Everything that a coordinator may change of an agreement, as one value."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from outreach.programmes.rules.calendar import Calendar, Closure, NeverOpenError
from outreach.programmes.rules.hours_text import parse_hours

# Least and most. Caps and spacing can be made gentler than the promise of design.md §5.4, never
# harder.
LIMITS: Mapping[str, tuple[int, int]] = {
    "capacity": (0, 9999),
    "fee": (0, 9999),
    "months": (1, 60),
    "min_landlord_attempts": (0, 99),
    "max_contacts": (1, 4),
    "window_days": (30, 365),
    "spacing_days": (3, 60),
    "letter_working_days": (4, 30),
}
LONGEST: Mapping[str, int] = {
    "name": 120,
    "landlord": 120,
    "team": 40,
    "contact_name": 60,
    "head_office": 200,
    "dpo": 200,
}


# What no date of a sequence hangs on: changing it plans nothing again.
_DATELESS = {"letter_layout"}


class Layout(StrEnum):
    """Where the address of a letter stands, unless somebody asks otherwise as they print."""

    BY_HAND = "hand"  # on the envelope, written by hand
    WINDOW = "window"  # on the letter, where a windowed envelope shows it


class Problem(StrEnum):
    """What no single value can show."""

    BACKWARDS = "backwards"  # it ends before it starts
    NEVER_OPEN = "never_open"  # no working day is left


@dataclass(frozen=True, slots=True)
class Parameters:
    """An agreement's values; `hours` in their canonical text, `contact_phone` as people read it."""

    name: str
    landlord: str
    team: str
    starts_on: date | None
    ends_on: date | None
    capacity: int
    fee: int
    contact_name: str
    contact_phone: str = field(repr=False)
    adil_phone: str
    head_office: str
    dpo: str
    hours: str
    closures: tuple[Closure, ...]
    guarantors: tuple[str, ...]
    months: int
    min_landlord_attempts: int
    max_contacts: int
    window_days: int
    spacing_days: int
    letter_working_days: int
    letter_layout: str

    @property
    def stamp(self) -> str:
        """The same for the same values: a form says which ones it was filled from."""
        text = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def changed(old: Parameters, new: Parameters) -> tuple[str, ...]:
    """The names of the values that differ."""
    names = (each.name for each in fields(Parameters))
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))


def moves_dates(names: Collection[str]) -> bool:
    """Whether what is planned may follow a change of these values."""
    return not names or not _DATELESS.issuperset(names)


def problem(parameters: Parameters, now: datetime, zone: ZoneInfo) -> Problem | None:
    """Why these values can't be kept together, if so."""
    starts, ends = parameters.starts_on, parameters.ends_on
    if starts is not None and ends is not None and ends < starts:
        return Problem.BACKWARDS
    calendar = Calendar(
        zone=zone, hours=parse_hours(parameters.hours), closures=parameters.closures
    )
    try:
        calendar.next_open(now)
        for first, _last in parameters.closures:  # what is planned before it moves behind it
            calendar.next_working_day(first)
    except NeverOpenError:
        return Problem.NEVER_OPEN
    return None
