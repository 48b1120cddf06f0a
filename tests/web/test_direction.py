"""Arabic runs right to left even when it begins with a Latin name; its French twin does not."""

import pytest

from outreach.web.direction import Run, direction, runs


@pytest.mark.parametrize(
    ("text", "language", "way"),
    [
        ("Valérie من جمعية AHU", "ar", "rtl"),
        ("مرحبا", "ar", "rtl"),
        ("02 38 00 00 00", "ar", "rtl"),
        ("Bonjour Karim", "ar", "auto"),
        ("مرحبا", None, "auto"),
        ("مرحبا", "", "auto"),
        ("EVET", "tr", "auto"),
    ],
)
def test_the_language_decides_where_it_is_known(text: str, language: str, way: str) -> None:
    assert direction(text, language) == way


def test_a_message_and_its_twin_run_each_its_own_way() -> None:
    text = "Valérie من AHU\n\nنعم أو لا\n\nBonjour Karim\n\nOUI ou NON"
    assert list(runs(text, "ar")) == [
        Run("Valérie من AHU\n\nنعم أو لا", "rtl", "ar"),
        Run("Bonjour Karim\n\nOUI ou NON", "auto", ""),
    ]


def test_what_runs_one_way_stays_whole() -> None:
    assert list(runs("Un\n\ndeux", "fr")) == [Run("Un\n\ndeux", "auto", "")]
    assert list(runs("EVET\n\n10'da", "tr")) == [Run("EVET\n\n10'da", "auto", "tr")]
    assert list(runs("", "ar")) == [Run("", "rtl", "ar")]
