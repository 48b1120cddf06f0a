"""When it is dark in Orléans, as the almanac has it."""

from datetime import date, timedelta

import pytest

from outreach.programmes.rules.daylight import daylight, is_dark
from tests.world import paris


@pytest.mark.parametrize(
    ("day", "rises", "sets"),
    [
        (date(2026, 12, 21), "08:38", "17:01"),
        (date(2026, 6, 21), "05:52", "21:56"),
        (date(2026, 3, 20), "06:56", "19:04"),
    ],
)
def test_the_sun_rises_and_sets_by_the_almanac(day: date, rises: str, sets: str) -> None:
    """A quarter of an hour of dusk at both ends; within five minutes."""
    morning, evening = daylight(day)
    dusk = timedelta(minutes=15)
    for found, said in ((morning + dusk, rises), (evening - dusk, sets)):
        exact = paris(f"{day} {said}")
        assert abs(found - exact) < timedelta(minutes=5)


def test_a_winter_evening_is_dark_and_a_summer_one_is_not() -> None:
    assert is_dark(paris("2026-12-10 17:45"))
    assert not is_dark(paris("2026-06-10 20:45"))
    assert is_dark(paris("2026-12-10 08:00"))
