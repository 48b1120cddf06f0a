"""A bare figure is understood by the question it answers, and is nothing by itself."""

import pytest

from outreach.replies.rules.choices import SLOTS, WISHES, with_menu
from outreach.replies.rules.intents import classify
from outreach.replies.rules.lexicon import Lexicon
from outreach.replies.rules.reading import Intent


@pytest.mark.parametrize(
    ("text", "choice"),
    [("1", "1"), ("le 2", "2"), ("٣", "3"), ("0", "0"), ("Deux", "2"), ("choix 1 svp", "1")],
)
def test_a_figure_alone_is_a_choice(text: str, choice: str, lexicon: Lexicon) -> None:
    reading = classify(text, lexicon)
    assert reading.choice == choice
    assert reading.intents == (Intent.OTHER,)


@pytest.mark.parametrize("text", ["2 enfants", "12", "oui", "le 2 mars"])
def test_a_figure_among_words_is_none(text: str, lexicon: Lexicon) -> None:
    assert classify(text, lexicon).choice is None


def test_the_open_question_gives_the_figure_its_sense(lexicon: Lexicon) -> None:
    one, four = classify("1", lexicon), classify("4", lexicon)
    assert with_menu(one, WISHES).intents == (Intent.CALLBACK,)
    assert with_menu(one, SLOTS).intents == (Intent.APPOINTMENT,)
    assert with_menu(four, WISHES).intents == (Intent.NO,)
    assert with_menu(four, SLOTS) == four
