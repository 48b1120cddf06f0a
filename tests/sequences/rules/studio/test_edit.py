"""What a coordinator types becomes a script again, and dates that can't be are named."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.messages.rules.tone import Exposure
from outreach.sequences.rules.script import (
    TEXT_FIELDS,
    Script,
    Step,
    StepKind,
    Text,
    canonical,
    parse_files,
)
from outreach.sequences.rules.studio.edit import (
    DateFault,
    Timing,
    date_faults,
    fields_of,
    mark_of_dates,
    mark_of_words,
    tidy,
    timings,
    with_dates,
    with_words,
    words_of,
)
from tests.sequences.rules.test_script import WINDOWS, scripts

STEPS = (
    Step("info", StepKind.LETTER, -7),
    Step("S1", StepKind.SMS, 0, ((time(10), time(12)),)),
    Step("mail", StepKind.EMAIL, 5),
    Step("visite", StepKind.VISIT, 9),
)
SCRIPT = Script(
    "essai",
    "Essai",
    STEPS,
    {
        "fr": {"info": Text(Exposure.SEALED, body="Bonjour"), "S1": Text(text="Bonjour")},
        "ar": {"S1": Text(text="مرحبا")},
    },
)


@given(st.data(), scripts())
def test_whatever_is_typed_is_read_back_the_same(data: st.DataObject, script: Script) -> None:
    for language in script.texts:
        for step in script.steps:
            typed = {name: data.draw(st.text(max_size=40)) for name in TEXT_FIELDS[step.kind]}
            script = with_words(script, step.id, language, typed)
    assert parse_files(canonical(script)) == script


@given(st.data(), scripts())
def test_dates_without_fault_are_read_back_the_same(data: st.DataObject, script: Script) -> None:
    wanted = {
        step.id: Timing(
            data.draw(st.integers(-9, 40)), tuple(data.draw(st.lists(WINDOWS, max_size=3)))
        )
        for step in script.steps
    }
    if not any(date_faults(script, wanted)):
        changed = with_dates(script, wanted)
        assert parse_files(canonical(changed)) == changed
        assert {name: timing.day for name, timing in timings(changed).items()} == {
            name: timing.day for name, timing in wanted.items()
        }


def test_only_what_is_given_changes() -> None:
    changed = with_words(SCRIPT, "S1", "fr", {"one_way": "  Appelez le {tel} \r\n"})
    assert words_of(changed, "S1", "fr") == Text(text="Bonjour", one_way="Appelez le {tel}")
    assert changed.texts["ar"] == SCRIPT.texts["ar"]


def test_a_new_text_is_in_the_envelope_of_the_french_one() -> None:
    changed = with_words(SCRIPT, "info", "ar", {"body": "مرحبا"})
    assert words_of(changed, "info", "ar") == Text(Exposure.SEALED, body="مرحبا")


def test_an_absent_text_that_stays_empty_changes_nothing() -> None:
    assert with_words(SCRIPT, "info", "ar", {"body": " "}) == SCRIPT


@pytest.mark.parametrize(
    ("step", "language", "field"),
    [("S9", "fr", "text"), ("S1", "tr", "text"), ("S1", "fr", "body")],
)
def test_an_unknown_place_is_refused(step: str, language: str, field: str) -> None:
    with pytest.raises(KeyError):
        with_words(SCRIPT, step, language, {field: "Bonjour"})


@pytest.mark.parametrize(
    ("typed", "lines", "kept"),
    [
        ("  Bonjour \r\n", False, "Bonjour"),
        ("a\r\nb\rc\nd", False, "a b c d"),
        ("a \r\n\r\nb", True, "a\n\nb"),
        ("a\x00b\u2028c\td", True, "a b c d"),
        ("e\u0301t\u00e9", False, "été"),
        ("رقم \u2068AHU\u2069", False, "رقم \u2068AHU\u2069"),
    ],
)
def test_what_is_typed_is_tidied(typed: str, lines: bool, kept: str) -> None:
    assert tidy(typed, lines=lines) == kept


def test_a_note_is_for_the_team_and_in_french() -> None:
    assert fields_of(StepKind.LETTER, "fr") == ("body", "note")
    assert fields_of(StepKind.LETTER, "ar") == ("body",)
    assert fields_of(StepKind.VISIT, "ar") == ()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, []),
        ({"mail": Timing(0)}, []),
        ({"mail": Timing(10)}, [("visite", DateFault.BACKWARDS)]),
        ({"info": Timing(1)}, [("info", DateFault.AFTER_J0), ("S1", DateFault.BACKWARDS)]),
        ({"mail": Timing(-1)}, [("mail", DateFault.BEFORE_J0)]),
        ({"visite": Timing(366)}, [("visite", DateFault.FAR)]),
        ({"S1": Timing(0, ((time(12), time(10)),))}, [("S1", DateFault.REVERSED)]),
        ({"S1": Timing(0, ((time(10), time(10)),))}, [("S1", DateFault.REVERSED)]),
        (
            {"mail": Timing(5, ((time(11), time(13)), (time(10), time(12))))},
            [("mail", DateFault.OVERLAP)],
        ),
        ({"mail": Timing(5, ((time(12), time(13)), (time(10), time(12))))}, []),
    ],
)
def test_days_and_windows_that_can_not_be_are_named(
    wanted: dict[str, Timing], found: list[tuple[str, DateFault]]
) -> None:
    assert list(date_faults(SCRIPT, wanted)) == found


def test_windows_are_put_in_order() -> None:
    evening, morning = (time(17), time(19)), (time(10), time(12))
    changed = with_dates(SCRIPT, {"mail": Timing(5, (evening, morning))})
    assert timings(changed)["mail"].prefer == (morning, evening)


def test_a_mark_tells_of_its_own_part_only() -> None:
    changed = with_words(SCRIPT, "S1", "ar", {"text": "أهلا"})
    assert mark_of_words(changed, "S1", "ar") != mark_of_words(SCRIPT, "S1", "ar")
    assert mark_of_words(changed, "S1", "fr") == mark_of_words(SCRIPT, "S1", "fr")
    assert mark_of_dates(changed) == mark_of_dates(SCRIPT)
    moved = with_dates(SCRIPT, {"mail": Timing(6)})
    assert mark_of_dates(moved) != mark_of_dates(SCRIPT)
    assert mark_of_words(moved, "S1", "ar") == mark_of_words(SCRIPT, "S1", "ar")
