"""Envelopes and door cards: sizes, languages, and what stands on them."""

from pathlib import Path

import pytest

from outreach.documents.card import Card, card_pdf
from outreach.documents.envelopes import Envelope, Format, envelopes_pdf
from outreach.documents.quick_response import svg_of
from tests.documents.papers import ADDRESS, faults, pages, reader

BACK = ("1 rue de l’Exemple", "45000 Orléans")


@pytest.mark.parametrize(("size", "wide", "high"), [(Format.DL, 220, 110), (Format.C5, 229, 162)])
def test_an_envelope_holds_the_address_and_the_way_back(
    size: Format, wide: int, high: int, tmp_path: Path
) -> None:
    pdf = envelopes_pdf([Envelope(ADDRESS, BACK), Envelope(ADDRESS)], "Enveloppes", size)
    assert faults(pdf, tmp_path) == []
    assert pages(pdf) == [" ".join((*BACK, *ADDRESS)), " ".join(ADDRESS)]
    box = reader(pdf).pages[0].mediabox
    assert [round(float(side) / 72 * 25.4) for side in (box.width, box.height)] == [wide, high]


def test_a_card_has_a_language_on_each_half_of_one_sheet(tmp_path: Path) -> None:
    french = Card("fr", "Un mot de l’AHU", "Bonjour,\n\nAppelez-moi : 02 38 00 00 00.")
    pdf = card_pdf([french, Card("ar", "كلمة", "مرحبا")], "Un mot", "02 38 00 00 00")
    assert faults(pdf, tmp_path) == []
    (page,) = pages(pdf)
    assert "Un mot de l’AHU Bonjour, Appelez-moi : 02 38 00 00 00." in page
    assert "مرحبا" in page


def test_a_code_is_drawn_without_being_asked_of_anybody() -> None:
    assert svg_of("https://example.org/r/a").startswith("<svg")
    assert svg_of("a") == svg_of("a") != svg_of("b")
