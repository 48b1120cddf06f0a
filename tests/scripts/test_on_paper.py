"""The shipped letters on paper: one sheet each, whatever the language, the layout, the names."""

from pathlib import Path

import pytest

from outreach.documents.card import Card, card_pdf
from outreach.documents.letters import Addressed, Letter, Sender, Sheet, letters_pdf
from outreach.documents.signs import unprintable
from outreach.messages.rules.render import for_page, render
from outreach.sequences.rules.words.prints import CARD, LAST_LETTER, VISIT_LETTER
from outreach.sequences.rules.words.samples import samples
from tests.documents.papers import ADDRESS, faults, pages
from tests.world import LIBRARY

TEXTS = LIBRARY.scripts["premier-contact"].texts
OFFICE = "125 bis rue du Faubourg Saint-Jean, Bâtiment administratif, 45000 Orléans"


def filled(text: str, language: str) -> str:
    long = samples(language)[1].values
    return for_page(render(text, {**long, "siege": OFFICE}), language)


def bodies(language: str) -> list[str]:
    steps = [text.body for text in TEXTS[language].values() if text.body and not text.subject]
    return [*steps, *(LIBRARY.prints[language][each].body for each in (LAST_LETTER, VISIT_LETTER))]


@pytest.mark.parametrize("addressed", Addressed)
@pytest.mark.parametrize("language", TEXTS)
def test_each_letter_is_one_sheet(language: str, addressed: Addressed, tmp_path: Path) -> None:
    texts = [filled(body, language) for body in bodies(language)]
    assert len(texts) == 4
    assert unprintable("".join(texts).replace("☐", "")) == ""
    sender = Sender("Association AHU", (OFFICE,), "Stéphanie", "02 38 00 00 00")
    letters = [
        Letter(
            reference="AHU-2026-0001",
            name="Camille",
            address=ADDRESS,
            sender=sender,
            sheets=(Sheet(language, text, "Orléans"),),
            addressed=addressed,
        )
        for text in texts
    ]
    pdf = letters_pdf(letters, "Lettres")
    assert len(pages(pdf)) == 4
    assert faults(pdf, tmp_path) == []


@pytest.mark.parametrize("language", TEXTS)
def test_each_card_is_half_a_sheet(language: str, tmp_path: Path) -> None:
    paper = LIBRARY.prints[language][CARD]
    card = Card(language, paper.title, filled(paper.body, language))
    pdf = card_pdf([card, card], "Un mot", "02 38 00 00 00")
    assert len(pages(pdf)) == 1
    assert faults(pdf, tmp_path) == []


@pytest.mark.parametrize("language", sorted(LIBRARY.prints))
def test_the_slip_that_comes_back_names_the_day_it_agrees_to(language: str) -> None:
    script = TEXTS[language]["lettre"]
    for text in (script, LIBRARY.prints[language][VISIT_LETTER]):
        boxes = [line for line in text.body.splitlines() if line.startswith("☐")]
        assert "{d}" in boxes[0]
