"""First names as initials, where an envelope has no room for them: whose letter it is stays plain.

A surname stays whole: it is what stands on the letter box.
"""

import unicodedata

from outreach.people.rules.text import fold

# What an initial must not look like: "M." would call Marie a man, and "Me." Mehdi a lawyer.
_TITLES = frozenset({"m", "mm", "mr", "mme", "mlle", "me", "mgr", "dr", "pr", "st", "ste"})


def fitted_name(name: str, first_name: str, width: int) -> str:
    """The name within a width, its first names as initials from the last one on.

    As it is when it is short enough, or when no initials make it so: a human shortens it.
    """
    words = first_name.split()
    rest = name.removeprefix(first_name)
    if len(name) <= width or not words or not rest.startswith(" "):
        return name
    for kept in reversed(range(len(words))):
        firsts = " ".join([*words[:kept], *map(_initials, words[kept:])])
        if len(firsts + rest) <= width:
            return firsts + rest
    return name


def _initials(word: str) -> str:
    """``J.-F.`` for Jean-François, ``Ma.`` for Marie; particles, titles and what is no shorter so
    stay whole, and so does what is not written in Latin letters."""
    parts = [part for part in word.split("-") if part]
    latin = bool(parts) and all(_is_latin(part[0]) for part in parts)
    if not latin or word.islower() or fold(word) in _TITLES:
        return word
    short = "-".join(f"{part[:1]}." for part in parts) if len(parts) > 1 else _initial(word)
    return short if len(short) < len(word) else word


def _initial(word: str) -> str:
    """The fewest letters that are no title."""
    for end in range(1, len(word)):
        begun = word[:end]
        cut = unicodedata.combining(word[end]) or not begun[-1].isalpha()
        if not cut and fold(begun).replace(" ", "") not in _TITLES:
            return f"{begun}."
    return word


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")
