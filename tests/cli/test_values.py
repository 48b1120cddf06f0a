"""Types of arguments."""

from datetime import date
from typing import Any

import click
import pytest

from outreach.cli.values import DAY, Value, line, one_of, whole


def _refusal(kind: Value[Any], text: str) -> str:
    with pytest.raises(click.BadParameter) as caught:
        kind.convert(text, None, None)
    return caught.value.message


@pytest.mark.parametrize("text", ["2026-03-02", "02/03/2026", " 2026-03-02 "])
def test_a_date_is_read_in_both_ways_of_writing(text: str) -> None:
    assert DAY.convert(text, None, None) == date(2026, 3, 2)


@pytest.mark.parametrize("text", ["", "02/03/26", "2026-02-29", "lundi", "20260302", "32/01/2026"])
def test_another_date_is_refused(text: str) -> None:
    assert _refusal(DAY, text).startswith("mettez une date")


@pytest.mark.parametrize("text", ["", "1", "5", "2.5", "٣", "trois", "99999999999999999999"])
def test_a_number_out_of_bounds_is_refused_with_its_bounds(text: str) -> None:
    assert _refusal(whole(2, 4), text) == "mettez un nombre entier de 2 à 4."


def test_a_number_is_read_with_spaces_around() -> None:
    assert whole(2, 4).convert(" 3 ", None, None) == 3


def test_a_line_is_tidied_and_measured() -> None:
    assert line(5).convert(" a \n b ", None, None) == "a b"
    assert _refusal(line(5), "123456") == "mettez de 1 à 5 caractères."


def test_an_unknown_word_is_told_the_known_ones() -> None:
    assert _refusal(one_of(["a", "b", "c"]), "d") == "mettez a, b ou c."


def test_a_value_that_is_no_text_passes_as_it_is() -> None:
    assert whole(2, 4).convert(9, None, None) == 9
