"""The words that must never leave: threats, what reveals a debt, what nobody asked for.

The lists are data (`scripts/words/<language>.toml`); this module only reads a text with them.
A pattern is one or more words in plain letters, where `*` stands for any ending, `#` for a
figure, `?` makes the letter or group before it optional and `(a|b)` offers a choice.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

from outreach.messages.rules.folding import fold, plain_readings, readings

FRENCH, ARABIC = "fr", "ar"
# Sums of money are the same threat in every language: signs, or a figure with cents.
AMOUNT = re.compile(
    r"[€£]|\$ ?\d|\d ?\$|(?<![\w.,])\d{1,3}(?:[ .]?\d{3})*,\d{2}(?![\w,])"
    r"|(?<![\w.,])\d{1,3}(?:[ ,]?\d{3})+\.\d{2}(?![\w.])|(?<![\w.,])\d{3}\.\d{2}(?![\w.])"
    r"|\d ?(?:eur|euros?)(?!\w)"
)
_SUM = re.compile(r"[€£$\d]")
# In Arabic the article, "and", "with" and "for" are written joined to the word.
ARABIC_PREFIX = "(?:[وف]?(?:ب?ال|لل|[بل])?)"
SIGNS = {
    "*": r"[^\W\d_]*",
    "#": r"\d+",
    "(": "(?:",
    ")": ")",
    "|": "|",
    "?": "?",
    " ": "(?:[ ,;:]+)",
}


class Exposure(StrEnum):
    """Who may come across a text: anybody (SMS, e-mail, card) or who opens the envelope."""

    OPEN = "open"
    SEALED = "sealed"


class WordList(StrEnum):
    """The list a word stands in."""

    THREAT = "threat"
    REVEALS = "reveals"
    AMBER = "amber"


@dataclass(frozen=True)
class Lexicon:
    """The word lists of one language.

    `allowed` holds phrases that make a listed word harmless; `invites` the words that ask for a
    reply, which a one-way text can't use.
    """

    language: str
    threat: tuple[str, ...] = ()
    reveals: tuple[str, ...] = ()
    amber: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    invites: tuple[str, ...] = ()

    @cached_property
    def screens(self) -> Mapping[int, re.Pattern[str] | None]:
        """The words of the first so many lists in one pattern, by how many."""
        lists = (self.threat, self.reveals, self.amber)
        words = {count: sum(lists[:count], ()) for count in range(1, len(lists) + 1)}
        return {
            count: _compiled(patterns, self.language) if patterns else None
            for count, patterns in words.items()
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One word to take out: its list, how the text spells it, where it starts."""

    list: WordList
    term: str
    position: int


def find(
    text: str, exposure: Exposure, prompted: bool, lexicons: Iterable[Lexicon]
) -> tuple[Finding, ...]:
    """Return what `text`, as rendered, must not say, in order of position.

    `prompted` is true when the person asked (amber words are then fine). A sealed text is only
    checked for threats. Pass the lexicons of the text's language and of French, see `chosen`.
    """
    lists = _lists(exposure, prompted)
    lexicons = tuple(lexicons)
    if not _may_hold(text, lists, lexicons):
        return ()
    found: dict[tuple[WordList, int], Finding] = {}
    for reading in readings(text):
        for kind, start, end in _spans(reading.text, lists, lexicons):
            first, last = reading.positions[start], reading.positions[end - 1] + 1
            found.setdefault((kind, first), Finding(kind, text[first:last], first))
    return tuple(sorted(found.values(), key=lambda finding: (finding.position, finding.list)))


def invitations(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words of `text` that ask for a reply, "1 =" included, as spelled."""
    reading = readings(text)[0]
    spans = list(_matches(lexicon.invites, lexicon.language, reading.text))
    spans += [match.span() for match in re.finditer(r"\d ?=", reading.text)]
    places = sorted((reading.positions[a], reading.positions[b - 1] + 1) for a, b in spans)
    return tuple(text[start:end] for start, end in places)


def chosen(lexicons: Mapping[str, Lexicon], language: str) -> tuple[Lexicon, ...]:
    """Return the lexicon of `language` and always the French one: names and places may be French.

    Raises KeyError when one of them is missing: a text is never sent unread.
    """
    return tuple(lexicons[code] for code in dict.fromkeys((language, FRENCH)))


def valid(pattern: str) -> bool:
    """Return whether `pattern` can be read: balanced choices, and something to look for."""
    try:
        return not re.fullmatch(_expression(pattern), "")
    except re.error:
        return False


def _lists(exposure: Exposure, prompted: bool) -> tuple[WordList, ...]:
    if exposure is Exposure.SEALED:
        return (WordList.THREAT,)
    return (WordList.THREAT, WordList.REVEALS) + (() if prompted else (WordList.AMBER,))


def _may_hold(text: str, lists: tuple[WordList, ...], lexicons: tuple[Lexicon, ...]) -> bool:
    """A quick look, which may be wrong only by saying yes: nearly every text holds nothing."""
    screens = [lexicon.screens[len(lists)] for lexicon in lexicons]
    return any(
        (_amount(reading) or any(screen and screen.search(reading) for screen in screens))
        and any(_spans(reading, lists, lexicons))  # an allowed phrase may make it harmless
        for reading in plain_readings(text)
    )


def _amount(reading: str) -> bool:
    """Whether a sum of money stands there: none starts before a figure or a sign."""
    first = _SUM.search(reading)
    return first is not None and AMOUNT.search(reading, first.start()) is not None


def _spans(
    text: str, lists: tuple[WordList, ...], lexicons: tuple[Lexicon, ...]
) -> Iterator[tuple[WordList, int, int]]:
    for match in AMOUNT.finditer(text):
        yield WordList.THREAT, match.start(), match.end()
    spared = [
        span for lexicon in lexicons for span in _matches(lexicon.allowed, lexicon.language, text)
    ]
    for lexicon in lexicons:
        for kind in lists:
            for start, end in _matches(getattr(lexicon, kind), lexicon.language, text):
                if not any(first <= start and end <= last for first, last in spared):
                    yield kind, start, end


def _matches(patterns: tuple[str, ...], language: str, text: str) -> Iterator[tuple[int, int]]:
    if patterns:
        yield from (match.span() for match in _compiled(patterns, language).finditer(text))


@cache
def _compiled(patterns: tuple[str, ...], language: str) -> re.Pattern[str]:
    choices = "|".join(f"(?:{_expression(pattern)})" for pattern in patterns)
    prefix = ARABIC_PREFIX if language == ARABIC else ""
    return re.compile(rf"(?<!\w){prefix}(?:{choices})(?!\w)")


def _expression(pattern: str) -> str:
    folded = fold(pattern).text.replace("-", " ")
    return "".join(SIGNS.get(sign) or re.escape(sign) for sign in folded)
