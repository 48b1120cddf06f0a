"""Rendering: strict, one pass, nothing injected, signs that cost less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.messages.rules.render import (
    RenderError,
    for_page,
    for_sms,
    isolated,
    placeholders,
    render,
    sanitised,
)
from outreach.messages.rules.segments import measure


def test_placeholders_are_found_once() -> None:
    assert placeholders("Bonjour {prenom}, {ts} et {ts}, {j1}") == {"prenom", "ts", "j1"}


@pytest.mark.parametrize("text", ["Bonjour {Prenom}", "{", "}", "{ prenom }", "{prenom!r}", "{}"])
def test_a_stray_brace_is_refused(text: str) -> None:
    with pytest.raises(RenderError) as caught:
        placeholders(text)
    assert caught.value.placeholder == ""
    assert str(caught.value) == "Accolade isolée dans le texte."


def test_values_take_their_places() -> None:
    assert render("{prenom}, {ts} : {tel}", {"prenom": "Ana", "ts": "Léa", "tel": "02"}) == (
        "Ana, Léa : 02"
    )


@pytest.mark.parametrize("values", [{}, {"prenom": ""}, {"prenom": " \n"}, {"nom": "X"}])
def test_a_missing_or_empty_value_is_named(values: dict[str, str]) -> None:
    with pytest.raises(RenderError) as caught:
        render("Bonjour {prenom}", values)
    assert caught.value.placeholder == "prenom"
    assert str(caught.value) == "Variable inconnue ou sans valeur : {prenom}."


def test_a_value_is_never_read_as_a_placeholder() -> None:
    assert render("{prenom} {ts}", {"prenom": "{ts}", "ts": "Léa"}) == "ts Léa"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ana\nSTOP", "Ana STOP"),
        ("A\x00na\x1b", "A na"),
        ("\u202eanA", "anA"),
        ("A\u200bna", "Ana"),
        ("Zoe\u0308", "Zoë"),
        ("  Jean  ", "Jean"),
        ("D'Angélo", "D'Angélo"),
        ("Anne\u2028Marie", "Anne Marie"),
    ],
)
def test_values_are_cleaned_but_names_stay_correctly_spelt(value: str, expected: str) -> None:
    assert sanitised(value) == expected


@given(st.text(max_size=40))
def test_no_value_can_break_the_line_or_leave_braces(value: str) -> None:
    clean = sanitised(value)
    assert not set(clean) & set("{}\n\r\u2028\u202e")
    assert sanitised(clean) == clean


def test_signs_with_a_plain_twin_are_written_plainly_in_an_sms() -> None:
    text = "L’AHU : «\u00a0d’accord\u00a0» “oui”… non – oui — non\u202f?"
    assert for_sms(text) == 'L\'AHU : "d\'accord" "oui"... non - oui - non ?'
    assert measure(for_sms(text)).encoding == "GSM-7"


def test_an_hour_takes_two_signs_less_in_an_sms() -> None:
    assert (
        for_sms("mardi 14 à 10\u00a0h\u00a030, 9 h, 2 heures") == "mardi 14 à 10h30, 9h, 2 heures"
    )
    assert for_sms("1 h 30", "tr") == "1 h 30"


def test_names_are_never_rewritten_to_save_a_segment() -> None:
    assert for_sms("Bonjour François, Zoë, Şükran") == "Bonjour François, Zoë, Şükran"


def test_a_page_gets_french_typography() -> None:
    assert for_page("L'AHU « oui » : non ? Si ; voilà !") == (
        "L’AHU «\u00a0oui\u00a0»\u00a0: non\u202f? Si\u202f; voilà\u202f!"
    )


def test_typography_is_set_once_and_only_in_french() -> None:
    once = for_page("L'AHU « oui » : non ?")
    assert for_page(once) == once
    assert for_page("It's here: yes?", "en") == "It's here: yes?"


def test_arabic_wraps_ahu_and_whole_numbers() -> None:
    assert isolated("جمعية AHU: 02 38 00 00 00، 10:30", "ar") == (
        "جمعية \u2068AHU\u2069: \u206802 38 00 00 00\u2069، \u206810:30\u2069"
    )


def test_isolating_twice_changes_nothing_more() -> None:
    once = for_sms("AHU 112 {tel} 1 = مكالمة", "ar")
    assert for_sms(once, "ar") == once


def test_other_languages_are_not_isolated() -> None:
    assert isolated("AHU 112", "tr") == "AHU 112"
