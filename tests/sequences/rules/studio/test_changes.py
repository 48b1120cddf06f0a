"""What changes between two versions, step by step and word by word."""

from dataclasses import replace
from datetime import time

from hypothesis import given
from hypothesis import strategies as st

from outreach.messages.rules.tone import Exposure
from outreach.sequences.rules.script import Requirement, Script, Text
from outreach.sequences.rules.studio.changes import (
    Rewording,
    StepChange,
    compare,
    languages_changed,
)
from outreach.sequences.rules.studio.edit import Timing, with_dates, with_words
from tests.sequences.rules.studio.test_edit import SCRIPT
from tests.sequences.rules.test_script import scripts

TEXTS = st.text(alphabet="ab \n", max_size=20)


@given(scripts())
def test_a_script_does_not_differ_from_itself(script: Script) -> None:
    assert compare(script, script) == ()


@given(TEXTS, TEXTS)
def test_the_pieces_hold_both_texts_whole(before: str, after: str) -> None:
    pieces = Rewording("fr", "body", before, after).pieces
    assert "".join(piece.text for piece in pieces if piece.way != "new") == before
    assert "".join(piece.text for piece in pieces if piece.way != "gone") == after


def test_a_changed_word_stands_alone() -> None:
    pieces = Rewording("fr", "text", "Je peux vous voir mardi", "Je peux vous voir jeudi").pieces
    assert pieces == (("same", "Je peux vous voir "), ("gone", "mardi"), ("new", "jeudi"))


def test_days_windows_and_words_are_told_apart() -> None:
    noon = ((time(12), time(14)),)
    changed = with_dates(SCRIPT, {"S1": Timing(0, noon), "mail": Timing(6)})
    changed = with_words(changed, "S1", "ar", {"text": "أهلا"})
    sms, mail = compare(SCRIPT, changed)
    assert (sms.step, sms.days, sms.conditions) == ("S1", None, False)
    assert sms.windows == (((time(10), time(12)),), noon)
    assert sms.words == (Rewording("ar", "text", "مرحبا", "أهلا"),)
    assert (mail.step, mail.days, mail.windows) == ("mail", (5, 6), None)


def test_steps_that_come_and_go_are_named() -> None:
    shorter = replace(SCRIPT, steps=SCRIPT.steps[:-1])
    assert [(one.step, one.fate) for one in compare(SCRIPT, shorter)] == [("visite", "gone")]
    assert [(one.step, one.fate) for one in compare(shorter, SCRIPT)] == [("visite", "new")]


def test_what_the_forms_do_not_touch_is_seen_too() -> None:
    waits = replace(SCRIPT.steps[2], requires=(Requirement("info"),))
    changed = replace(SCRIPT, steps=(*SCRIPT.steps[:2], waits, SCRIPT.steps[3]))
    assert [(one.step, one.conditions) for one in compare(SCRIPT, changed)] == [("mail", True)]
    swapped = replace(SCRIPT, steps=(*SCRIPT.steps[:2], SCRIPT.steps[3], SCRIPT.steps[2]))
    assert [one.step for one in compare(SCRIPT, swapped)] == ["visite", "mail"]
    french = {**SCRIPT.texts["fr"], "info": Text(Exposure.OPEN, body="Bonjour")}
    opened = replace(SCRIPT, texts={**SCRIPT.texts, "fr": french})
    assert [(one.step, one.conditions) for one in compare(SCRIPT, opened)] == [("info", True)]


def test_an_empty_change_is_false() -> None:
    assert not StepChange("S1", SCRIPT.steps[1].kind)


def test_a_language_more_or_less_is_named() -> None:
    french = replace(SCRIPT, texts={"fr": SCRIPT.texts["fr"]})
    assert languages_changed(SCRIPT, french) == ("ar",)
    assert languages_changed(SCRIPT, SCRIPT) == ()
