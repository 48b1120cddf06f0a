"""The small language of the intent files: sequences of words, with gaps, sets and choices.

je|on veux|veut plus ~2 @message     alternatives, a gap of at most two words, a named set
payer* deja?                         a word that starts so, an optional word
^ non _ $                            start and end of the message, any one word
dispo ~ #hour                        a gap of at most three words, a figure
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product
from typing import Protocol

from outreach.replies.rules.text import BREAK, ELISIONS, normalise

_GAP = 3


class Spot(Protocol):
    """One place in a message: the word as typed and the words it may stand for."""

    @property
    def word(self) -> str:
        """The folded word."""
        ...

    @property
    def skippable(self) -> bool:
        """Whether a pattern may step over it ("ne", "vraiment", an emoji)."""
        ...

    @property
    def sure(self) -> frozenset[str]:
        """What it surely stands for."""
        ...

    @property
    def near(self) -> frozenset[str]:
        """What it may stand for, near misses included."""
        ...


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a pattern: some words, some beginnings, or (neither) any `gap` words."""

    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    optional: bool = False
    gap: int = 0
    anything: bool = False
    stop: bool = False  # also content with the end of the sentence

    @property
    def required(self) -> bool:
        """Whether a message without one of its words can't fit."""
        return bool(self.words or self.beginnings) and not (self.optional or self.stop)

    def accepts(self, spot: Spot, fuzzy: bool) -> bool:
        """Whether this place takes that word."""
        if self.anything:
            return spot.word != BREAK
        meanings = spot.near if fuzzy else spot.sure
        if not self.words.isdisjoint(meanings):
            return True
        return bool(self.beginnings) and any(m.startswith(self.beginnings) for m in meanings)

    def within(self, meanings: Set[str], starts: Set[str]) -> bool:
        """Whether any word of a message, by all it may mean and their beginnings, may fit."""
        return not (self.words.isdisjoint(meanings) and starts.isdisjoint(self.beginnings))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. `source` is what the file says, for messages to its author."""

    source: str
    items: tuple[Item, ...]
    at_start: bool = False
    at_end: bool = False

    @property
    def loose(self) -> bool:
        """Whether it steps over words it does not name, which may be the ones that matter."""
        return any(item.gap for item in self.items)

    def spans(self, spots: Sequence[Spot], fuzzy: bool) -> Iterator[tuple[int, int]]:
        """Every (start, end) of the message that it takes, the shortest for each start."""
        first = self.items[0]
        starts: Sequence[int] = (0,) if self.at_start else range(len(spots))
        if first.required:  # mostly nowhere: then the rest need not be looked at
            starts = [at for at in starts if spots and first.accepts(spots[at], fuzzy)]
        for start in starts:
            for end in _ends(self.items, spots, start, fuzzy):
                if not self.at_end or end == len(spots):
                    yield start, end
                    break


def compile_patterns(source: str, sets: Mapping[str, str]) -> tuple[Pattern, ...]:
    """Read one line of an intent file; `sets` maps a name to its blank-separated words.

    One pattern, or several when a choice holds phrases ("mourir|me+tuer"). Raises ValueError on
    an unknown set or on a pattern without a required word.
    """
    marks = _spell(source).split()
    at_start, at_end = marks[:1] == ["^"], marks[-1:] == ["$"]
    marks = marks[at_start : len(marks) - at_end]
    ways = product(*(_phrases(mark) for mark in marks))
    found = (tuple(_item(m, sets, source) for m in " ".join(way).split()) for way in ways)
    patterns = tuple(Pattern(source, items, at_start, at_end) for items in found)
    if not all(any(item.required for item in p.items) for p in patterns):
        raise ValueError(f"pattern without a required word: {source}")
    return patterns


def _phrases(mark: str) -> list[str]:
    """The ways to read one place: its plain words together, and each phrase on its own."""
    if "+" not in mark:
        return [mark]
    parts = mark.removesuffix("?").split("|")
    plain = "|".join(part for part in parts if "+" not in part)
    return [part.replace("+", " ") for part in parts if "+" in part] + ([plain] if plain else [])


def _spell(source: str) -> str:
    text = normalise(source).replace("-", " ")
    for short, full in {**ELISIONS, "c": "ce"}.items():
        text = f" {text}".replace(f" {short}'", f" {full} ").replace(f"|{short}'", f"|{full} ")
    return text.replace("'", " ")


def _item(mark: str, sets: Mapping[str, str], source: str) -> Item:
    if mark == "_":
        return Item(anything=True)
    if mark.startswith("~"):
        return Item(gap=int(mark[1:] or _GAP))
    optional = mark.endswith("?") and len(mark) > 1
    parts = [word for part in mark.removesuffix("?").split("|") for word in _words(part, sets)]
    if not all(parts) or "*" in parts:
        raise ValueError(f"empty alternative: {source}")
    return Item(
        frozenset(ELISIONS.get(p, p) for p in parts if p != "$" and not p.endswith("*")),
        tuple(p[:-1] for p in parts if p.endswith("*")),
        optional,
        stop="$" in parts,
    )


def _words(part: str, sets: Mapping[str, str]) -> list[str]:
    if not part.startswith("@"):
        return [part]
    if part[1:] not in sets:
        raise ValueError(f"unknown set: {part}")
    return normalise(sets[part[1:]]).split()


def _ends(
    items: tuple[Item, ...], spots: Sequence[Spot], at: int, fuzzy: bool, first: bool = True
) -> Iterator[int]:
    """Every place where the items can end when they start at `at`, nearest first."""
    if not items:
        yield at
        return
    item, rest = items[0], items[1:]
    if item.stop and (at == len(spots) or spots[at].word == BREAK):
        yield from _ends(rest, spots, at, fuzzy, False)
    if item.gap:
        yield from _over_gap(item.gap, rest, spots, at, fuzzy)
        return
    if at < len(spots) and item.accepts(spots[at], fuzzy):
        yield from _ends(rest, spots, at + 1, fuzzy, False)
    if item.optional:
        yield from _ends(rest, spots, at, fuzzy, first)
    if not first and at < len(spots) and spots[at].skippable:
        yield from _ends(items, spots, at + 1, fuzzy, False)


def _over_gap(
    gap: int, rest: tuple[Item, ...], spots: Sequence[Spot], at: int, fuzzy: bool
) -> Iterator[int]:
    for skip in range(gap + 1):
        if skip and (at + skip > len(spots) or spots[at + skip - 1].word == BREAK):
            return
        yield from _ends(rest, spots, at + skip, fuzzy, False)
