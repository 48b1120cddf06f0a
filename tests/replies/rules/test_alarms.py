"""Faint signs raise an alert only together, near each other, and never anything but an alert."""

import pytest

from outreach.replies.rules.alarms import Sign, raised, read_alarms
from outreach.replies.rules.follow import choose_answer
from outreach.replies.rules.intents import classify
from outreach.replies.rules.lexicon import Lexicon, build_lexicon
from outreach.replies.rules.reading import Intent, Kind

SECTIONS = {"sign.him", "sign.fear", "sign.light"}
ALARMS = read_alarms(
    [{"violence": ["him fear -light"], "quiet": {"other": ["him"]}, "silent": {"other": ["fear"]}}],
    SECTIONS,
)


def near(first: int, second: int) -> list[Sign]:
    return [Sign("him", first, first + 1), Sign("fear", second, second + 1)]


@pytest.mark.parametrize(
    ("signs", "silence", "kinds"),
    [
        (near(0, 3), 0, {"violence"}),
        (near(3, 0), 0, {"violence"}),
        (near(0, 3)[:1], 0, set()),
        (near(0, 0), 0, set()),
        (near(0, 40), 0, set()),
        ([*near(0, 3), Sign("light", 5, 6)], 0, set()),
        ([*near(0, 3), Sign("light", 60, 61)], 0, {"violence"}),
        (near(0, 40)[:1], 1, {"other"}),
        (near(0, 40)[1:], 1, set()),
        (near(0, 40)[1:], 2, {"other"}),
    ],
)
def test_signs_are_weighed_together(signs: list[Sign], silence: int, kinds: set[str]) -> None:
    assert raised(ALARMS, signs, silence) == kinds


@pytest.mark.parametrize("line", ["him nobody", "him -nobody"])
def test_a_family_that_no_file_has_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="nobody"):
        build_lexicon(
            [{"code": "fr", "alarm": {"violence": [line]}, "sign": {"him": {"say": ["il"]}}}]
        )


def test_what_the_net_finds_is_an_alert_and_never_a_help_line(lexicon: Lexicon) -> None:
    reading = classify("je compte les boites de cachets et je les mets de coté", lexicon)
    assert reading.kinds == (Kind.SUICIDE,)
    assert not reading.explicit_first_person
    assert choose_answer(reading, danger_texts=True) == "ACK"


def test_a_long_story_that_nobody_understood_is_looked_at(lexicon: Lexicon) -> None:
    story = "zob trug " * 8
    assert Intent.DISTRESS in classify(story, lexicon).intents
    assert Intent.DISTRESS not in classify(story + " mdr", lexicon).intents
    assert Intent.DISTRESS not in classify("zob trug", lexicon).intents
