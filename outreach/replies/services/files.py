"""Reading the intent files of `scripts/intents`."""

import tomllib
from functools import cache
from importlib.resources import files

from outreach.replies.rules.lexicon import Lexicon, build_lexicon


@cache
def shipped_lexicon() -> Lexicon:
    """The lexicon of every shipped language, built once a process."""
    folder = files("outreach") / "scripts" / "intents"
    names = sorted(place.name for place in folder.iterdir() if place.name.endswith(".toml"))
    return build_lexicon(
        tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in names
    )
