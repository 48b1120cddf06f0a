"""Segments against a table frozen from the carrier's own published calculator.

`segments.json` rows are [text, encoding, segments, units] as answered by the npm package
sms-segments-calculator 1.3.0, chosen among 6 131 edge and random messages that all agreed with
ours. Emoji joined by ZWJ, flags and combining marks are left out: that calculator never splits
such a cluster between two segments, phones and carriers do.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.messages.rules.segments import measure

TABLE = json.loads(Path(__file__).with_name("segments.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", TABLE, ids=range(len(TABLE)))
def test_agrees_with_the_published_calculator(row: list[str | int]) -> None:
    text, encoding, segments, units = row
    found = measure(str(text))
    assert (found.encoding, found.segments, found.units) == (encoding, segments, units)


def test_the_table_holds_both_encodings_and_several_lengths() -> None:
    assert {row[1] for row in TABLE} == {"GSM-7", "UCS-2"}
    assert {row[2] for row in TABLE} >= {1, 2, 3, 4}
    assert len(TABLE) >= 150


@pytest.mark.parametrize("name", ["André", "Agnès", "Mélanie", "Øyvind"])
def test_names_within_the_alphabet_cost_nothing(name: str) -> None:
    assert measure(name).costly == ()


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("François", ("ç",)),
        ("Zoë", ("ë",)),
        ("Jérôme", ("ô",)),
        ("Şükran", ("Ş",)),
        ("João", ("ã",)),
        ("être être", ("ê",)),
        ("« là »", ("«", "»")),
    ],
)
def test_costly_letters_are_named_once_in_order(name: str, letters: tuple[str, ...]) -> None:
    assert measure(name).costly == letters


def test_an_extension_sign_is_never_cut_in_two() -> None:
    assert measure("a" * 152 + "€" + "a" * 152).segments == 3
    assert measure("a" * 151 + "€" + "a" * 153).segments == 2


def test_an_emoji_is_never_cut_in_two() -> None:
    assert measure("ç" * 66 + "😀" + "ç" * 66).segments == 3
    assert measure("ç" * 65 + "😀" + "ç" * 67).segments == 2


@given(st.text(max_size=400), st.text(max_size=50))
def test_more_text_never_costs_fewer_segments(text: str, more: str) -> None:
    assert measure(text + more).segments >= measure(text).segments
