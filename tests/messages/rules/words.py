"""The shipped word lists, read once for the tests of this folder."""

import tomllib
from pathlib import Path

import outreach
from outreach.messages.rules.tone import Exposure, Finding, Lexicon, chosen, find

_FOLDER = Path(outreach.__file__).with_name("scripts") / "words"
_LISTS = ("threat", "reveals", "amber", "allowed", "invites")


def _lexicon(path: Path) -> Lexicon:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Lexicon(path.stem, **{name: tuple(table[name]) for name in _LISTS})


LEXICONS = {path.stem: _lexicon(path) for path in _FOLDER.glob("*.toml")}


def found(
    text: str,
    language: str = "fr",
    exposure: Exposure = Exposure.OPEN,
    prompted: bool = False,
) -> tuple[Finding, ...]:
    """What the shipped lists find in a text of one language."""
    return find(text, exposure, prompted, chosen(LEXICONS, language))
