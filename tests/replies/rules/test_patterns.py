"""The pattern language of the intent files, on a lexicon of a few lines."""

import pytest

from outreach.replies.rules.intents import classify
from outreach.replies.rules.lexicon import Lexicon, build_lexicon
from outreach.replies.rules.reading import Intent


def small(say: list[str], **more: object) -> Lexicon:
    return build_lexicon([{"code": "fr", "help": {"say": say}, **more}])


def hit(lexicon: Lexicon, text: str) -> bool:
    return Intent.HELP in classify(text, lexicon).intents


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("plus travail|boulot", "plus boulot", True),
        ("plus travail|boulot", "plus argent", False),
        ("plus de? travail", "plus de travail", True),
        ("plus de? travail", "plus du travail", False),
        ("factur* payer", "facturation payer", True),
        ("plus ~1 travail", "plus de travail", True),
        ("plus ~1 travail", "plus de bon travail", False),
        ("plus ~ travail", "plus. rien au travail", False),
        ("^ aide $", "aide", True),
        ("^ aide $", "une aide", False),
        ("aide|me+soutenir vite", "me soutenir vite", True),
        ("aide ~1 vite|$", "aide donc", True),
        ("aide _ vite", "aide moi vite", True),
        ("j'ai faim", "g faim", True),
    ],
)
def test_one_pattern(pattern: str, text: str, expected: bool) -> None:
    assert hit(small([pattern], spelling={"g": "j'ai"}), text) is expected


def test_a_slip_in_a_long_word_is_forgiven_but_not_in_a_short_one() -> None:
    lexicon = small(["travail", "toit"])
    assert hit(lexicon, "traavil")
    assert not hit(lexicon, "tout")


def test_a_common_word_is_no_slip_of_another() -> None:
    assert hit(small(["voiture"]), "toiture") is False
    assert hit(small(["poison"]), "poisson")
    assert not hit(small(["poison"], common="poisson"), "poisson")


def test_a_named_set_and_a_phrase_to_step_over() -> None:
    lexicon = small(["@moi aider"], sets={"moi": "me nous"}, fillers="vraiment")
    assert hit(lexicon, "nous vraiment aider")


@pytest.mark.parametrize("pattern", ["~2", "de?", "@inconnu", "a||b"])
def test_a_line_that_makes_no_sense_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|set|alternative"):
        small([pattern])
