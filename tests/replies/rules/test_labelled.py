"""Labelled messages: those we were given, those we learnt from, and those kept unseen."""

from collections import Counter
from statistics import median
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.replies.rules.intents import classify
from outreach.replies.rules.lexicon import Lexicon
from outreach.replies.rules.reading import Intent
from outreach.replies.services.files import shipped_lexicon
from tests.replies.rules.conftest import Row, rows

HELD_OUT = [row for row in rows("examples.tsv") if row.held_out]
GRAVE = {"distress", "stop", "wrong_person", "no"}
HARD = 5
LEARNT = [row for row in rows("examples.tsv") if not row.held_out] + rows("seen.tsv")


@pytest.mark.parametrize("row", rows("received.tsv"), ids=lambda row: row.text)
def test_every_message_we_were_given_is_read_exactly(row: Row, lexicon: Lexicon) -> None:
    assert set(classify(row.text, lexicon).intents) == row.intents


@pytest.mark.parametrize("row", LEARNT, ids=lambda row: row.text)
def test_every_message_we_learnt_from_is_read_exactly(row: Row, lexicon: Lexicon) -> None:
    reading = classify(row.text, lexicon)
    assert set(reading.intents) == row.intents
    assert row.kinds <= set(reading.kinds)


def test_unseen_messages_are_read_well(lexicon: Lexicon) -> None:
    readings = [(row, set(classify(row.text, lexicon).intents)) for row in HELD_OUT]
    wrong = [row.text for row, found in readings if found != row.intents]
    assert len(wrong) <= 0.07 * len(HELD_OUT), wrong


def test_no_unseen_cry_for_help_and_no_unseen_stop_is_missed_too_often(lexicon: Lexicon) -> None:
    wanted: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for row in HELD_OUT:
        found = set(classify(row.text, lexicon).intents)
        wanted.update(row.intents)
        missed.update(row.intents - found)
    assert missed[Intent.DISTRESS] <= 0.02 * wanted[Intent.DISTRESS]
    assert missed[Intent.STOP] <= 0.05 * wanted[Intent.STOP]


def test_messages_that_nobody_tuned_for_raise_the_alert_nine_times_in_ten(
    lexicon: Lexicon,
) -> None:
    """Written and labelled before being read once, and never looked at again (indirect cries)."""
    wanted, heard, ordinary, alerts = [], [], [], []
    for row in rows("cold.tsv"):
        danger = Intent.DISTRESS in classify(row.text, lexicon).intents
        if "distress" in row.intents:
            wanted.append(row.text)
            heard += [row.text] * danger
        else:
            ordinary.append(row.text)
            alerts += [row.text] * danger
    assert len(heard) >= 0.89 * len(wanted), set(wanted) - set(heard)
    assert len(alerts) <= 0.08 * len(ordinary), alerts


def test_hard_messages_get_no_harder(lexicon: Lexicon) -> None:
    """Seen, and still not read exactly: move a row to seen.tsv once it is."""
    missed = [
        row.text
        for row in rows("hard.tsv")
        if row.intents & GRAVE - set(classify(row.text, lexicon).intents)
    ]
    assert len(missed) <= HARD, missed


def test_a_message_is_read_in_milliseconds(lexicon: Lexicon) -> None:
    spans = []
    for row in LEARNT[::5]:
        start = perf_counter()
        classify(row.text, lexicon)
        spans.append(perf_counter() - start)
    assert median(spans) < 0.005  # a tenth of that on an idle machine


@given(st.text(max_size=200))
def test_any_text_gets_a_reading(text: str) -> None:
    reading = classify(text, shipped_lexicon())
    assert reading.intents
    assert bool(reading.kinds) == (Intent.DISTRESS in reading.intents)
    assert len(set(reading.intents)) == len(reading.intents)
