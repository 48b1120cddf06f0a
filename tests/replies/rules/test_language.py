"""The language of a message, guessed from its script, its letters and its small words."""

import pytest

from outreach.replies.rules.intents import classify
from outreach.replies.rules.lexicon import Lexicon


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("je ne peux pas venir", "fr"),
        ("I can not come with you", "en"),
        ("لا أستطيع الدفع", "ar"),
        ("kirayı ödeyemiyorum", "tr"),
        ("não consigo pagar", "pt"),
        ("не понимаю", "ru"),
        ("не розумію і не їм", "uk"),
        ("??", "und"),
    ],
)
def test_a_guess(text: str, language: str, lexicon: Lexicon) -> None:
    assert classify(text, lexicon).language == language
