"""The card that a worker leaves when nobody opened."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from outreach.documents.engine import typeset
from outreach.documents.lines import unbroken


@dataclass(frozen=True, slots=True)
class Card:
    """The card in one language."""

    language: str
    title: str
    text: str = field(repr=False)


def card_pdf(cards: Sequence[Card], title: str, phone: str) -> bytes:
    """One sheet of at most two cards, a language on each half."""
    return typeset(
        "card",
        {
            "title": title,
            "language": "fr",
            "phone": unbroken(phone),
            "cards": [
                {
                    "language": card.language,
                    "title": card.title,
                    "paragraphs": [part.splitlines() for part in unbroken(card.text).split("\n\n")],
                }
                for card in cards
            ],
        },
    )
