from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake.rules.dates import read_date

DAY = date(2026, 6, 1)
DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "01/06/2026",
        "1/6/2026",
        "01/06/26",
        "01-06-2026",
        "01.06.2026",
        "01 06 2026",
        "01 / 06 / 2026",
        "01/06/2026 00:00",
        "01/06/2026 00:00:00",
        "'01/06/2026",
        "2026-06-01",
        "2026/06/01",
        "2026-06-01 00:00:00",
        "2026-06-01T00:00:00+02:00",
        "20260601",
        "01062026",
        "46174",
        "46174.0",
        "46174,5",
        "1er juin 2026",
        "1 juin 2026",
        "lundi 1 juin 2026",
        "01-juin-26",
        "1 JUIN 2026",
    ],
)
def test_every_way_of_writing_a_day(text: str) -> None:
    assert read_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05-juil.-26", date(2026, 7, 5)),
        ("12 août 2026", date(2026, 8, 12)),
        ("3 févr. 2026", date(2026, 2, 3)),
        ("mercredi 1 avril 2026", date(2026, 4, 1)),
        ("29/02/2028", date(2028, 2, 29)),
        ("03/04/2026", date(2026, 4, 3)),
    ],
)
def test_the_day_comes_first_always(text: str, day: date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/02/2026",
        "29/02/2027",
        "06/13/2026",
        "2026-13-01",
        "00/06/2026",
        "01/06/1026",
        "01/06/0026",
        "06/2026",
        "juin 2026",
        "demain",
        "1",
        "########",
        "99999",
        "01/06/2026 ou 05/07/2026",
    ],
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert read_date(text) is None


@given(DAYS)
def test_every_day_is_read_back_in_each_shape(day: date) -> None:
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    french = f"{day.day:02}/{day.month:02}/{day.year}"
    for text in (french, day.isoformat(), french.replace("/", "."), str(serial), f"{day:%d%m%Y}"):
        assert read_date(text) == day


@given(st.text())
def test_any_text_gives_a_day_or_nothing(text: str) -> None:
    assert read_date(text) is None or isinstance(read_date(text), date)
