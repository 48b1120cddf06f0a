"""A time zone as calendar programs read it: the rule of each change of the clock, not a list.

Some programs ignore a list of dates, and then show every summer an hour late.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_HOUR = timedelta(hours=1)


def zone_rules(zone: ZoneInfo, year: int) -> Timezone:
    """The rules of a zone from the changes of one year on; a zone without changes has one."""
    found = Timezone()
    found.add("tzid", zone.key)
    changes = list(_changes(zone, year))
    for at in changes:
        found.add_component(_rule(zone, at))
    if not changes:
        always = TimezoneStandard()
        start = datetime.combine(date(year, 1, 1), time(), zone)
        always.add("dtstart", start.replace(tzinfo=None))
        always.add("tzoffsetfrom", start.utcoffset())
        always.add("tzoffsetto", start.utcoffset())
        found.add_component(always)
    return found


def _changes(zone: ZoneInfo, year: int) -> Iterator[datetime]:
    """The instants of a year from which another offset holds."""
    at, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    while at < end:
        if (at - _HOUR).astimezone(zone).utcoffset() != at.astimezone(zone).utcoffset():
            yield at
        at += _HOUR


def _rule(zone: ZoneInfo, at: datetime) -> TimezoneDaylight | TimezoneStandard:
    before, after = (at - _HOUR).astimezone(zone), at.astimezone(zone)
    rule = TimezoneDaylight() if after.dst() else TimezoneStandard()
    shown = before.replace(tzinfo=None) + _HOUR  # what the clock would show if nothing changed
    last = shown.day + 7 > monthrange(shown.year, shown.month)[1]
    place = -1 if last else (shown.day - 1) // 7 + 1
    rule.add("dtstart", shown)
    rule.add("tzoffsetfrom", before.utcoffset())
    rule.add("tzoffsetto", after.utcoffset())
    rule.add("tzname", after.tzname())
    yearly = {"freq": "yearly", "bymonth": shown.month, "byday": f"{place}{_DAYS[shown.weekday()]}"}
    rule.add("rrule", yearly)
    return rule
