"""French typography and dates as people read them: pure text, whatever the page."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

_NARROW, _FULL = "\u202f", "\u00a0"  # no-break: before ; ! ? and inside « », before a colon
_BEFORE_HIGH = re.compile(r"[ \u00a0]([;!?»])")
_BEFORE_COLON = re.compile(r"[ \u202f]:(?=\s|$)")
_AFTER_OPENING = re.compile(r"«[ \u00a0]")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_]|«)")
_MINUTE, _HOUR_LONG, _DAY_LONG = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def french(text: str) -> str:
    """No-break spaces where French wants them, and curly apostrophes; never touches markup."""
    text = _BEFORE_HIGH.sub(_NARROW + r"\1", text)
    text = _BEFORE_COLON.sub(_FULL + ":", text)
    text = _AFTER_OPENING.sub("«" + _NARROW, text)
    return _APOSTROPHE.sub("’", text)


def hour(moment: datetime) -> str:
    """``10 h 05``, or ``10 h``; `moment` is local."""
    minutes = f"{_NARROW}{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{_NARROW}h{minutes}"


def day(on: date, today: date | None = None) -> str:
    """``mardi 3 mars``; with the year when it is not the year of `today`; ``1er`` as said."""
    pattern = "EEEE d MMMM" if today is None or on.year == today.year else "EEEE d MMMM y"
    return re.sub(r"(?<=\b)1(?= [^\W\d])", "1er", format_date(on, pattern, locale="fr"), count=1)


def dated_day(on: date) -> str:
    """``mardi 3 mars 2026``, whatever the present year: for what is kept."""
    return day(on, date.min)


def short_day(on: date) -> str:
    """``mar. 3 mars``."""
    return format_date(on, "EEE d MMM", locale="fr")


def instant(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """``mardi 3 mars à 10 h 12``; ``aujourd'hui``, ``hier`` and ``demain`` as people say them."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    near = {-1: "hier", 0: "aujourd’hui", 1: "demain"}
    said = near.get((local.date() - today).days) or day(local.date(), today)
    return f"{said} à {hour(local)}"


def dated_instant(at: datetime, zone: ZoneInfo) -> str:
    """``mardi 3 mars 2026 à 10 h 12``, whatever the present day: for what is kept."""
    local = at.astimezone(zone)
    return f"{dated_day(local.date())} à {hour(local)}"


def ago(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """``il y a 4 min``, ``il y a 3 h``, then the day: how long something has waited."""
    span = now - at
    if span < _MINUTE:
        return "à l’instant"
    if span < _HOUR_LONG:
        return f"il y a {span // _MINUTE}{_FULL}min"
    if span < _DAY_LONG:
        return f"il y a {span // _HOUR_LONG}{_FULL}h"
    days = (now.astimezone(zone).date() - at.astimezone(zone).date()).days
    return "hier" if days == 1 else f"il y a {days}{_FULL}jours"


def phone(number: str) -> str:
    """``06 39 98 00 05`` for a French E.164 number; any other in groups as it came."""
    if re.fullmatch(r"\+33[1-9]\d{8}", number):
        national = "0" + number[3:]
        return _FULL.join(national[place : place + 2] for place in range(0, 10, 2))
    return number


def euros(amount: float) -> str:
    """``0,08 €``."""
    return f"{amount:.2f}".replace(".", ",") + f"{_FULL}€"
