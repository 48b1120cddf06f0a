"""A guess at the language of a message, from its script, its letters and its small words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

UNKNOWN = "und"
_HOME = "fr"  # what a person in Orléans most likely writes: wins every tie
# Letters that one of our languages has and French has not.
_LETTERS = {"ğışİ": "tr", "ãõ": "pt", "ñ¿¡": "es", "ățșţ": "ro"}
_BEYOND_LATIN = "\u0250"
_UKRAINIAN = frozenset("іїєґ")


def guess_language(
    text: str,
    words: Sequence[str],
    markers: Mapping[str, frozenset[str]],
    spoken: Iterable[str] = (),
) -> str:
    """The ISO 639 code of a message, "und" without a sign.

    `words` are its folded words, `markers` the small words of each language, `spoken` the
    language of every pattern that took part of it.
    """
    if script := _script(text):
        return script
    score = Counter(spoken)
    for language, small in markers.items():
        score[language] += 2 * sum(map(small.__contains__, words))
    for letters, language in _LETTERS.items():
        score[language] += 2 * any(letter in text for letter in letters)
    best = max(score.values(), default=0)
    winners = [language for language, points in score.items() if points == best]
    if not best:
        return UNKNOWN
    return _HOME if _HOME in winners else winners[0]


def _script(text: str) -> str:
    if not text or max(text) < _BEYOND_LATIN:
        return ""
    letters = [c for c in text.casefold() if c.isalpha()]
    arabic = sum("\u0600" <= c <= "\u06ff" for c in letters)
    cyrillic = sum("\u0400" <= c <= "\u04ff" for c in letters)
    if arabic * 2 > len(letters):
        return "ar"
    if cyrillic * 2 > len(letters):
        return "uk" if _UKRAINIAN & set(letters) else "ru"
    return "" if not letters or any(c < _BEYOND_LATIN for c in letters) else "mul"
