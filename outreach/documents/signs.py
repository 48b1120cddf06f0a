"""Which signs our fonts can draw: what they can't is left to be written by hand."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from fontTools.ttLib import TTFont

from outreach.documents.fonts import files

BLANK = "…"
# Shown as nothing, or as a space, whatever the font.
_UNSEEN = frozenset("\n\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\u2028\u00ad")


def unprintable(text: str) -> str:
    """The signs of a text that no font of ours has, once each."""
    return "".join(dict.fromkeys(sign for sign in text if sign not in _drawn()))


def printable(value: Any) -> Any:
    """The same value, with a blank for each sign that can't be drawn in any text of it."""
    if isinstance(value, str):
        return "".join(sign if sign in _drawn() else BLANK for sign in value)
    if isinstance(value, Mapping):
        return {name: printable(each) for name, each in value.items()}
    if isinstance(value, Sequence):
        return [printable(each) for each in value]
    return value


@cache
def _drawn() -> frozenset[str]:
    found = set(_UNSEEN)
    for path in files():
        with TTFont(path, lazy=True) as font:
            found |= {chr(code) for code in font.getBestCmap()}
    return frozenset(found)
