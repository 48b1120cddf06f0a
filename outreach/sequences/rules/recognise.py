"""Which of our wordings a text was made from, when nobody remembers: after a restore."""

import re
from collections.abc import Iterable, Mapping

from outreach.channels.base import normalised
from outreach.messages.rules.render import BOUNDS, PLACEHOLDER, for_sms
from outreach.sequences.rules.script import Script, StepKind

_WITHOUT_BOUNDS = str.maketrans(dict.fromkeys(BOUNDS, ""))


def steps_of(script: Script, body: str) -> tuple[str, ...]:
    """The SMS steps of `script` that `body` may be, in their order; whatever the values in it.

    A provider may put a notice before a text, and a French twin may follow it: a wording is
    looked for inside the text.
    """
    wordings = {
        step.id: [
            for_sms(template, language)
            for language, texts in script.texts.items()
            for template in (texts[step.id].text, texts[step.id].one_way)
        ]
        for step in script.steps
        if step.kind is StepKind.SMS
    }
    return made_from(wordings, body)


def made_from(wordings: Mapping[str, Iterable[str]], body: str) -> tuple[str, ...]:
    """The names under which `wordings` holds a template that `body` may have been made from."""
    text = _bare(body)
    return tuple(
        name
        for name, templates in wordings.items()
        if any(_pattern(template).search(text) for template in templates if template)
    )


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(PLACEHOLDER.pattern.replace("(", "(?:", 1), _bare(template))
    return re.compile(".+?".join(map(re.escape, parts)))


def _bare(text: str) -> str:
    return normalised(text.translate(_WITHOUT_BOUNDS))
