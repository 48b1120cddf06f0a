"""Hours as a coordinator types them."""

from datetime import date, time

import pytest
from hypothesis import given

from outreach.programmes.rules.calendar import DEFAULT_HOURS, Calendar
from outreach.programmes.rules.hours_text import (
    HoursError,
    format_hours,
    parse_closure,
    parse_hours,
)
from tests.programmes.rules.calendars import CALENDARS


def test_the_default_hours_are_written_and_read_back() -> None:
    assert format_hours(DEFAULT_HOURS) == "lun-ven 9:30-12:30 14:00-19:00"
    assert parse_hours("lun-ven 9:30-12:30 14:00-19:00") == DEFAULT_HOURS


def test_days_may_differ_and_french_hours_are_read() -> None:
    hours = parse_hours("Lun,mer-jeu 9h30-12h30 ; sam 10h-12h")
    assert hours[0] == hours[2] == hours[3] == ((time(9, 30), time(12, 30)),)
    assert hours[1] == hours[4] == hours[6] == ()
    assert hours[5] == ((time(10), time(12)),)


def test_windows_are_put_in_order() -> None:
    assert parse_hours("mar 14:00-19:00 9:30-12:30")[1] == DEFAULT_HOURS[0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Aucun horaire"),
        ("lun-ven", "au moins une plage"),
        ("lun-xyz 9:00-10:00", "n'est pas un jour"),
        ("ven-lun 9:00-10:00", "avant le dernier"),
        ("lun 9-10", "n'est pas une plage"),
        ("lun 9:00-9:75", "n'existe pas"),
        ("lun 12:00-9:00", "finit avant"),
        ("lun 7:00-9:00", "entre 8:00 et 21:30"),
        ("lun 19:00-22:00", "entre 8:00 et 21:30"),
        ("lun 9:00-12:00 11:00-13:00", "se chevauchent"),
        ("lun 9:00-12:00 ; lun-mar 14:00-16:00", "deux fois"),
    ],
)
def test_what_cannot_be_read_is_explained(text: str, sentence: str) -> None:
    with pytest.raises(HoursError, match=sentence):
        parse_hours(text)


@given(CALENDARS)
def test_formatting_and_reading_are_inverse(calendar: Calendar) -> None:
    assert parse_hours(format_hours(calendar.hours)) == calendar.hours


def test_a_closure_is_a_pair_of_days_or_one_day() -> None:
    assert parse_closure("2026-08-03..2026-08-14") == (date(2026, 8, 3), date(2026, 8, 14))
    assert parse_closure("2026-08-03") == (date(2026, 8, 3), date(2026, 8, 3))


@pytest.mark.parametrize("text", ["", "3 août", "2026-08-14..2026-08-03"])
def test_an_impossible_closure_is_explained(text: str) -> None:
    with pytest.raises(HoursError, match="ermeture"):
        parse_closure(text)
