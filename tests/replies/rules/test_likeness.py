"""A name is found as people type it, and another name is not."""

import pytest

from outreach.replies.rules.likeness import unlikeness, words_of


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("elodie", "Élodie Martin"),
        ("MARTIN elodie", "Élodie Martin"),
        ("le goff", "Anne Le Goff"),
        ("legoff", "Anne Le Goff"),
        ("marie ange", "Marie-Ange Dubois"),
        ("sukran ozturk", "Şükran Öztürk"),
        ("mart", "Élodie Martin"),
        ("martim", "Élodie Martin"),
        ("matrin", "Élodie Martin"),
        ("ferrera", "Ana Ferreira da Silva"),
        ("محمد", "محمد علي"),
        ("oeuvre", "Jean Œuvré"),
    ],
)
def test_it_is_found_however_it_is_typed(typed: str, name: str) -> None:
    assert unlikeness(words_of(typed), name) is not None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("martin paul", "Élodie Martin"),
        ("luc", "Léa Luo"),
        ("m", "Élodie Martin"),
        ("martine bernard", "Bernard Petit"),
        ("", "Élodie Martin"),
        ("?!", "Élodie Martin"),
    ],
)
def test_another_name_is_not(typed: str, name: str) -> None:
    assert unlikeness(words_of(typed), name) is None


def test_the_very_words_come_before_a_start_and_a_slip() -> None:
    far = [unlikeness(words_of("marti"), name) for name in ("Marti", "Martin", "Morti")]
    assert far == sorted(far, key=lambda each: each or 0)
    assert far[0] == 0
