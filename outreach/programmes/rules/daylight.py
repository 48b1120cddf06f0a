"""When it is dark: nobody is sent to a stranger's door by night (domain.md §7.1).

The almanac's approximation, good to a few minutes, for Orléans: the agreement is a local one.
"""

import math
from datetime import UTC, date, datetime, time, timedelta

_LATITUDE, _LONGITUDE = math.radians(47.9), 1.9  # degrees east
_HORIZON = math.radians(-0.833)  # of the sun's middle, with refraction
_MARGIN = timedelta(minutes=15)  # dusk is not dark


def daylight(day: date) -> tuple[datetime, datetime]:
    """The instants between which it is light enough, dusk included."""
    year = 2 * math.pi / 365 * (day.timetuple().tm_yday - 1)
    minutes = 229.18 * (
        0.000075
        + 0.001868 * math.cos(year)
        - 0.032077 * math.sin(year)
        - 0.014615 * math.cos(2 * year)
        - 0.040849 * math.sin(2 * year)
    )
    tilt = (
        0.006918
        - 0.399912 * math.cos(year)
        + 0.070257 * math.sin(year)
        - 0.006758 * math.cos(2 * year)
        + 0.000907 * math.sin(2 * year)
    )
    cosine = (math.sin(_HORIZON) - math.sin(_LATITUDE) * math.sin(tilt)) / (
        math.cos(_LATITUDE) * math.cos(tilt)
    )
    half = timedelta(minutes=4 * math.degrees(math.acos(cosine)))
    noon = datetime.combine(day, time(12), UTC) - timedelta(minutes=4 * _LONGITUDE + minutes)
    return noon - half - _MARGIN, noon + half + _MARGIN


def is_dark(instant: datetime) -> bool:
    """Whether it is dark at an aware instant."""
    rises, sets = daylight(instant.astimezone(UTC).date())
    return not rises <= instant <= sets
