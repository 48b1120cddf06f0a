"""How often a person may be contacted, and how the agreement counts each way of contacting.

The figures copy the decree on commercial calls (Code de la consommation D223-9: four attempts in
thirty days, sixty days of silence after a refusal). It does not bind us; it is a decent ceiling.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo


class Category(StrEnum):
    """The agreement's own words for a contact."""

    TELEPHONE = "telephone"
    LETTER = "courrier"
    VISIT = "visite"
    OTHER = "autre"


DEFAULT_CATEGORIES: Mapping[str, Category] = MappingProxyType(
    {
        "sms": Category.TELEPHONE,
        "call": Category.TELEPHONE,
        "voicemail": Category.TELEPHONE,
        "letter": Category.LETTER,
        "visit": Category.VISIT,
        "email": Category.OTHER,
    }
)


@dataclass(frozen=True, slots=True)
class ContactPolicy:
    """Ceilings of one agreement; days are calendar days except `letter_working_days`."""

    max_contacts: int = 4
    window_days: int = 30
    spacing_days: int = 3
    letter_working_days: int = 4
    refusal_silence_days: int = 60

    def __post_init__(self) -> None:
        """Refuse a ceiling that would never let anybody be called."""
        if self.max_contacts < 1 or self.window_days < 1:
            raise ValueError("a contact policy allows at least one contact in a day or more")


def cap_free_at(
    contacts: Iterable[datetime], now: datetime, policy: ContactPolicy, zone: ZoneInfo
) -> datetime:
    """The first instant from `now` on when one more phone contact keeps every window in the cap.

    `contacts` are aware instants in any order. The oldest contact of a full window frees its
    place once `window_days` have passed, by the local calendar and by the clock, so that no way
    of counting thirty days finds five.
    """
    latest = sorted(contacts)[-policy.max_contacts :]
    if len(latest) < policy.max_contacts:
        return now
    window = timedelta(days=policy.window_days)
    midnight = datetime.combine(latest[0].astimezone(zone).date() + window, time(), zone)
    return max(now, latest[0] + window, midnight.astimezone(now.tzinfo))


def spacing_free_on(last_contact_on: date, policy: ContactPolicy) -> date:
    """The first local date for an automated message after a contact."""
    return last_contact_on + timedelta(days=policy.spacing_days)


def silent_until(refused_on: date, policy: ContactPolicy) -> date:
    """The first local date for a contact after an explicit refusal."""
    return refused_on + timedelta(days=policy.refusal_silence_days)
