"""Contact hours and closures as a coordinator types them: "lun-ven 9:30-12:30 14:00-19:00"."""

import re
from datetime import date, time
from itertools import groupby, pairwise

from outreach.programmes.rules.calendar import Closure, Window

_DAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
# Between the ends of a window, inside an hour, between two windows.
_JOINED = re.compile(r"\s*(?:-|–|—|\bà\b|\ba\b|→)\s*")
_HOUR = re.compile(r"(\d{1,2})\s*[h:](?:\s*(\d{2})(?!\s*[h:\d]))?")
_BETWEEN = re.compile(r"[\s,;/]+(?:et\s+)?")
_TIMES = re.compile(r"(\d{1,2})[:hH](\d{2})?-(\d{1,2})[:hH](\d{2})?")
# The hours that the operators' charter of 2026 allows for business messages.
_EARLIEST, _LATEST = time(8), time(21, 30)


class HoursError(ValueError):
    """Hours or closures that can't be read; the message is a French sentence for the user."""


def parse_hours(text: str) -> tuple[tuple[Window, ...], ...]:
    """Read hours: groups separated by ``;``, each "days windows…"; days not named are closed.

    Gives seven tuples of (start, end), Monday first. Raises HoursError.
    """
    week: dict[int, tuple[Window, ...]] = {}
    for group in filter(None, (part.strip() for part in text.lower().split(";"))):
        days, *windows = group.split()
        if not windows:
            raise HoursError(f"« {group} » : donnez au moins une plage, par exemple 9:30-12:30.")
        read = _ordered([_window(window) for window in windows], group)
        for day in _days(days):
            if day in week:
                raise HoursError(f"« {_DAYS[day]} » est donné deux fois.")
            week[day] = read
    if not week:
        raise HoursError("Aucun horaire : écrivez par exemple lun-ven 9:30-12:30 14:00-19:00.")
    return tuple(week.get(day, ()) for day in range(7))


def format_hours(hours: tuple[tuple[Window, ...], ...]) -> str:
    """Write hours so that `parse_hours` reads them back."""
    groups = []
    for windows, run in groupby(range(7), key=lambda day: hours[day]):
        if windows:
            days = list(run)
            name = _DAYS[days[0]] + (f"-{_DAYS[days[-1]]}" if len(days) > 1 else "")
            groups.append(" ".join([name, *map(_spell, windows)]))
    return " ; ".join(groups)


def parse_day(text: str) -> tuple[Window, ...]:
    """Read the windows of one day, as people write them; nothing means closed. Raises HoursError.

    ``9:30-12:30 14:00-19:00``, ``9 h 30 à 12 h 30 et 14 h à 19 h``.
    """
    plain = _JOINED.sub("-", text.lower())
    plain = _HOUR.sub(lambda found: f"{found[1]}h{found[2] or ''}", plain)
    windows = [_window(each) for each in _BETWEEN.split(plain) if each]
    return _ordered(windows, text.strip())


def spell_day(windows: tuple[Window, ...]) -> str:
    """Write the windows of one day so that `parse_day` reads them back."""
    return " ".join(map(_spell, windows))


def parse_closure(text: str) -> Closure:
    """Read "2026-08-03..2026-08-14", both days included; one date alone is one day."""
    first, _, last = text.strip().partition("..")
    try:
        closure = (date.fromisoformat(first), date.fromisoformat(last or first))
    except ValueError:
        raise HoursError("Fermeture illisible : écrivez 2026-08-03..2026-08-14.") from None
    if closure[0] > closure[1]:
        raise HoursError("La fermeture finit avant de commencer : vérifiez les deux jours.")
    return closure


def _days(text: str) -> list[int]:
    days: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        for name in (first, last or first):
            if name not in _DAYS:
                raise HoursError(f"« {name} » n'est pas un jour : {', '.join(_DAYS)}.")
        start, end = _DAYS.index(first), _DAYS.index(last or first)
        if start > end:
            raise HoursError(f"« {part} » : le premier jour doit venir avant le dernier.")
        days += range(start, end + 1)
    return days


def _window(text: str) -> Window:
    found = _TIMES.fullmatch(text)
    if not found:
        raise HoursError(f"« {text} » n'est pas une plage : écrivez 9:30-12:30.")
    hour, minute, end_hour, end_minute = (int(figure or 0) for figure in found.groups())
    try:
        window = (time(hour, minute), time(end_hour, end_minute))
    except ValueError:
        raise HoursError(f"« {text} » : cette heure n'existe pas.") from None
    if window[0] >= window[1]:
        raise HoursError(f"« {text} » : la plage finit avant de commencer.")
    if window[0] < _EARLIEST or window[1] > _LATEST:
        raise HoursError(f"« {text} » : les contacts partent entre 8:00 et 21:30.")
    return window


def _ordered(windows: list[Window], group: str) -> tuple[Window, ...]:
    windows.sort()
    if any(before[1] > after[0] for before, after in pairwise(windows)):
        raise HoursError(f"« {group} » : deux plages se chevauchent.")
    return tuple(windows)


def _spell(window: Window) -> str:
    return "-".join(f"{moment.hour}:{moment.minute:02d}" for moment in window)
