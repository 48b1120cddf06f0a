"""The hours of one day, as people write them."""

from datetime import time

import pytest

from outreach.programmes.rules.hours_text import HoursError, parse_day, spell_day

MORNING, AFTERNOON = (time(9, 30), time(12, 30)), (time(14), time(19))


@pytest.mark.parametrize(
    "text",
    [
        "9:30-12:30 14:00-19:00",
        "9h30-12h30 14h-19h",
        "9 h 30 à 12 h 30 et 14 h à 19 h",
        "9 h 30 à 12 h 30, 14 h à 19 h",
        "09:30 – 12:30 ; 14:00 – 19:00",
        "14H-19H / 9H30-12H30",
        "9\u202fh\u202f30 à 12\u202fh\u202f30, 14\u202fh à 19\u202fh",
    ],
)
def test_every_way_to_write_them_is_read(text: str) -> None:
    assert parse_day(text) == (MORNING, AFTERNOON)


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_is_a_closed_day(text: str) -> None:
    assert parse_day(text) == ()


def test_what_is_spelled_is_read_back() -> None:
    assert parse_day(spell_day((MORNING, AFTERNOON))) == (MORNING, AFTERNOON)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9:30", "n'est pas une plage"),
        ("toujours", "n'est pas une plage"),
        ("25h-26h", "cette heure n'existe pas"),
        ("14h-9h", "la plage finit avant de commencer"),
        ("7h-9h", "entre 8:00 et 21:30"),
        ("9h-12h 11h-14h", "deux plages se chevauchent"),
    ],
)
def test_what_is_no_hour_is_said(text: str, said: str) -> None:
    with pytest.raises(HoursError, match=said):
        parse_day(text)
