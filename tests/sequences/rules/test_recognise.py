"""A text is known again by its wording, whatever its values and whatever a provider did to it."""

import pytest

from outreach.messages.rules.render import for_sms, placeholders, render
from outreach.sequences.rules.recognise import made_from, steps_of
from outreach.sequences.rules.script import StepKind
from tests.world import LIBRARY

SCRIPT = LIBRARY.scripts["premier-contact"]
SMS = [step.id for step in SCRIPT.steps if step.kind is StepKind.SMS]


def written(step: str, language: str, *, one_way: bool = False) -> str:
    """A text of a step as it leaves, every value filled in."""
    text = SCRIPT.texts[language][step]
    template = text.one_way if one_way else text.text
    values = {name: f"<{name} 10:30 +33 2>" for name in placeholders(template)}
    return for_sms(render(template, values), language)


@pytest.mark.parametrize("language", sorted(SCRIPT.texts))
@pytest.mark.parametrize("step", SMS)
def test_every_text_of_the_script_is_its_step_and_no_other(step: str, language: str) -> None:
    for one_way in (False, True):
        left = written(step, language, one_way=one_way)
        twin = f"{left}\n\n{written(step, 'fr', one_way=one_way)}"
        for body in (left, twin, f"Sent from your trial account - {left}", left.replace("'", "’")):
            assert steps_of(SCRIPT, body) == (step,)


@pytest.mark.parametrize("body", ["", "Bonjour", "STOP", "Bonjour Zoé, à demain. Valérie"])
def test_other_words_are_no_step(body: str) -> None:
    assert steps_of(SCRIPT, body) == ()


def test_a_wording_without_text_matches_nothing() -> None:
    assert made_from({"A": [""], "B": ["{prenom}, bonjour"]}, "Zoé, bonjour") == ("B",)
