"""Texts as people receive them."""

from dataclasses import replace

import pytest

from outreach.sequences.rules.script import Script, Text
from outreach.sequences.rules.studio.edit import step_of, with_words
from outreach.sequences.rules.studio.previews import (
    OWN,
    Preview,
    answer_previews,
    people,
    person,
    previews,
)
from tests.world import LIBRARY

SCRIPT = LIBRARY.scripts["premier-contact"]


def seen(step: str, language: str, who: str = OWN, script: Script = SCRIPT) -> dict[str, Preview]:
    found = step_of(script, step)
    assert found is not None
    return {one.field: one for one in previews(script, found, language, who)}


@pytest.mark.parametrize("language", SCRIPT.texts)
def test_every_text_of_every_language_is_shown_without_a_placeholder_left(language: str) -> None:
    for step in SCRIPT.steps:
        for who in people(language):
            for one in previews(SCRIPT, step, language, who.name):
                assert one.field == "note" or not set("{}") & set(one.text), (step.id, one.field)


def test_each_language_has_its_own_person() -> None:
    assert [person(code, OWN).values["prenom"] for code in ("fr", "ar", "tr")] == [
        *("Camille", "Nour", "Ayşe")
    ]
    assert person("fr", "personne").name == OWN


def test_an_sms_has_its_cost_and_the_worst_of_all_people() -> None:
    text = seen("S1", "fr")["text"]
    assert text.cost is not None
    assert (text.cost.encoding, text.cost.segments, text.with_twin) == ("GSM-7", 1, None)
    assert text.most == 3  # "Jean-François": ç


def test_the_french_twin_follows_a_translation() -> None:
    text = seen("S1", "ar")["text"]
    assert text.cost is not None
    assert text.with_twin is not None
    assert text.with_twin.characters > text.cost.characters
    assert text.text.startswith("مرحبا Nour،")
    assert "\u2068AHU\u2069" in text.text


def test_a_variant_is_never_sent_and_has_no_twin() -> None:
    script = with_words(SCRIPT, "S1", "ar", {"variant": "مرحبا"})
    assert seen("S1", "ar", script=script)["variant"].with_twin is None


def test_a_letter_is_written_as_on_paper() -> None:
    letter = seen("info", "fr")
    assert "Je m’appelle Léa" in letter["body"].text
    assert letter["body"].cost is None
    assert letter["note"].text == SCRIPT.texts["fr"]["info"].note
    assert set(seen("info", "ar")) == {"body"}


def test_what_can_not_be_put_in_stays_as_it_is_typed() -> None:
    script = with_words(SCRIPT, "S1", "fr", {"text": "Bonjour {prenon} { {ts}"})
    assert seen("S1", "fr", script=script)["text"].text == "Bonjour {prenon} { Léa"


def test_a_text_that_is_not_there_is_left_out() -> None:
    texts = {**SCRIPT.texts, "fr": {**SCRIPT.texts["fr"], "S2": Text()}}
    assert seen("S2", "fr", script=replace(SCRIPT, texts=texts)) == {}


def test_a_fixed_answer_is_shown_too() -> None:
    (ack,) = answer_previews(LIBRARY.answers["fr"]["ACK"], "fr")
    assert (ack.step, ack.field) == ("ACK", "text")
    assert "Léa vous répond" in ack.text
    suite = answer_previews(LIBRARY.answers["fr"]["SUITE"], "fr", "long")
    assert [one.field for one in suite] == ["text", "one_way"]


@pytest.mark.parametrize("language", sorted(LIBRARY.answers))
def test_an_answer_is_promised_for_a_day_as_it_will_be_sent(language: str) -> None:
    """An acknowledgement names no hour: its preview must not either."""
    for one in people(language):
        assert one.values["limite"] == one.values["d"]
