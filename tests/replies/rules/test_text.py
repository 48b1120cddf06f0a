"""One spelling for what a thumb can type in ten ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.replies.rules.text import normalise, tokens, word_count


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ARRÊTEZ", "arretez"),
        ("HAYIR", "hayir"),
        ("hayır", "hayir"),
        ("İSTEMİYORUM", "istemiyorum"),
        ("stoooop", "stop"),
        ("arrrêtez", "aretez"),
        ("ST\u200bOP", "stop"),
        ("\u202bتَوَقَّفْ\u202c", "توقف"),
        ("أريد", "اريد"),
        ("رســالة", "رساله"),
        ("١٢ mars", "12 mars"),
        ("ＯＵＩ", "oui"),
        ("cœur", "coeur"),
        ("j’ai", "j'ai"),
        ("l´heure", "l'heure"),
        ("👍🏽", "👍"),
        ("  a \t b ", "a b"),
    ],
)
def test_folding(typed: str, folded: str) -> None:
    assert normalise(typed) == folded


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("j'ai plus l'eau", ["je", "ai", "plus", "le", "eau"]),
        ("c'est bon. Merci !", ["ce", "est", "bon", ".", "merci", "."]),
        ("jeudi 10h30", ["jeudi", "#hour"]),
        ("jeudi 10 h 30", ["jeudi", "#hour"]),
        ("le 12/03 à 9h", ["le", "#date", "a", "#hour"]),
        ("06 39 98 00 11 svp", ["#phone", "svp"]),
        ("oui...non 👍", ["oui", "non", "👍"]),
    ],
)
def test_words(typed: str, found: list[str]) -> None:
    assert tokens(normalise(typed)) == found


def test_words_are_counted_as_a_person_counts_them() -> None:
    assert word_count("STOP, j'ai peur !") == 3


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
