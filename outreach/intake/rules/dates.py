"""Dates as French files hold them: always day first, never guessed."""

import re
from datetime import date, timedelta

from outreach.people.rules.text import fold

# Outside these years a date of this trade is a slip of the keyboard.
_EARLIEST, _LATEST = date(1950, 1, 1), date(2099, 12, 31)
# Spreadsheets count days from here (their 1900 is a leap year by mistake).
_SERIAL_START = date(1899, 12, 30)
_MONTHS = ("jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec")
_WEEKDAYS = r"(?:(?:lun|mar|mercre|jeu|vendre)(?:di)?|same(?:di)?|dimanche)\s+"
_TIME = r"(?:[T\s]+\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_TIME}")
_BASIC = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>0\d|1[0-2])(?P<d>\d{2})")
_FRENCH = re.compile(
    rf"(?P<d>\d{{1,2}})\s?[-/. ]\s?(?P<m>\d{{1,2}})\s?[-/. ]\s?(?P<y>\d{{4}}|\d{{2}}){_TIME}"
)
_PACKED = re.compile(r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>(?:19|20)\d{2})")
_WORDS = re.compile(
    rf"(?:{_WEEKDAYS})?(?P<d>\d{{1,2}})(?:er)? (?P<m>[a-z]+) (?P<y>\d{{4}}|\d{{2}})"
)
_SERIAL = re.compile(r"(?P<days>\d{5})(?:[.,]\d+)?")


def read_date(text: str) -> date | None:
    """The day of a cell, or None when it is unreadable or not in the calendar (31/02)."""
    plain = text.strip().removeprefix("'").strip()
    if serial := _SERIAL.fullmatch(plain):
        return _plausible(_SERIAL_START + timedelta(days=int(serial["days"])))
    for shape in (_ISO, _BASIC, _FRENCH, _PACKED):
        if found := shape.fullmatch(plain):
            return _day(found["y"], found["m"], found["d"])
    if found := _WORDS.fullmatch(fold(plain)):
        return _day(found["y"], _month(found["m"]), found["d"])
    return None


def _month(word: str) -> str:
    places = (place for place, start in enumerate(_MONTHS, start=1) if word.startswith(start))
    return str(next(places, 0))


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return _plausible(date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)))
    except ValueError:
        return None


def _plausible(day: date) -> date | None:
    return day if _EARLIEST <= day <= _LATEST else None
