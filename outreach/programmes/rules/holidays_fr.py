"""Public holidays of metropolitan France."""

from datetime import date
from functools import cache

import holidays


@cache
def public_holidays(year: int) -> frozenset[date]:
    """The eleven legal holidays of `year` (Code du travail L3133-1), without Alsace-Moselle's."""
    return frozenset(holidays.country_holidays("FR", years=year))
