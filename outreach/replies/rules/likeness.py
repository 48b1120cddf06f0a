"""Whether a name is the one that somebody typed: blind to case, accents, hyphens and one slip."""

from itertools import pairwise

from rapidfuzz.distance import OSA

from outreach.people.rules.text import clean, fold

_WHOLE, _START, _SLIP = 0, 1, 3
_SHORTEST_START = 2  # letters that are the start of a name
_SHORTEST_SLIP, _LONG = 4, 8  # below, one letter makes another name; from there two are forgiven


def words_of(text: str) -> tuple[str, ...]:
    """What was typed, as words to compare."""
    return tuple(fold(clean(text)).split())


def unlikeness(wanted: tuple[str, ...], name: str) -> int | None:
    """How far a name is from what was typed, 0 for the very words; None when it is another name.

    Every word must be found, in any order; "legoff" finds "Le Goff" and "mar" finds "Martin".
    """
    words = words_of(name)
    known = (*words, *("".join(pair) for pair in pairwise(words)))
    total = 0
    for each in wanted:
        nearest = min(
            (far for word in known if (far := _far(each, word)) is not None), default=None
        )
        if nearest is None:
            return None
        total += nearest
    return total if wanted else None


def _far(wanted: str, word: str) -> int | None:
    if wanted == word:
        return _WHOLE
    if len(wanted) >= _SHORTEST_START and word.startswith(wanted):
        return _START
    allowed = _slips(wanted)
    if not allowed or abs(len(wanted) - len(word)) > allowed:
        return None
    slips = OSA.distance(wanted, word, score_cutoff=allowed)
    return _SLIP * slips if slips <= allowed else None


def _slips(wanted: str) -> int:
    if len(wanted) < _SHORTEST_SLIP:
        return 0
    return 2 if len(wanted) >= _LONG else 1
