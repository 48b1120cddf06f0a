"""The words of every language, compiled once: what the intent files say, ready to search."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from outreach.replies.rules.alarms import SIGN, Alarm, read_alarms
from outreach.replies.rules.patterns import Item, Pattern, compile_patterns
from outreach.replies.rules.spelling import Speller, Word, build_speller
from outreach.replies.rules.text import BREAK, normalise

Table = Mapping[str, Any]
_Draft = tuple[str, str, Pattern, str, bool]  # a rule without its anchor
_WAYS = ("certain", "first_person", "whole", "say", "hint", "not")
_WHOLE = frozenset({"certain", "whole"})
_STRICT = frozenset({"certain", "first_person"})
DISTRESS, COURTESY = "distress", "courtesy"
_DARK = frozenset({DISTRESS, SIGN})
_META = frozenset({"markers", "spelling", "sets", "fillers", "common", "alarm"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern of one section ("stop", "distress.suicide"), and how it is to be taken."""

    section: str
    way: str  # one of the ways above
    pattern: Pattern
    language: str
    strict: bool  # no near misses: what it says is too grave, or too close to other words
    anchor: Item  # its rarest required place: a message without it needs no search
    others: tuple[Item, ...]  # its other required places, which it must have too
    anchored: bool  # it speaks of the start or the end of the message, politeness set aside
    dark: bool  # it speaks of danger, or of a sign of it


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that took the words `start` to `end` of a message."""

    rule: Rule
    start: int
    end: int

    def meets(self, other: "Hit") -> bool:
        """Whether both took a word in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything `classify` knows. Build it once with `build_lexicon`; safe to share."""

    rules: tuple[Rule, ...]
    speller: Speller
    markers: Mapping[str, frozenset[str]]
    alarms: tuple[Alarm, ...] = field(repr=False)
    by_word: Mapping[str, tuple[int, ...]] = field(repr=False)
    by_beginning: Mapping[str, tuple[int, ...]] = field(repr=False)

    def search(self, words: Sequence[Word], language: str = "", *, dark: bool = False) -> list[Hit]:
        """Every rule that takes part of the message, politeness set aside for anchored ones.

        Near misses count for the rules of the message's `language` only ("" = of any): a French
        word is one letter away from too many Turkish ones. `dark`: only danger and its signs.
        """
        candidates = self._candidates(words)
        everywhere = range(len(words))
        polite = [
            hit
            for rule in candidates
            if rule.section == COURTESY
            for hit in _find(rule, words, everywhere, language)
        ]
        covered = {at for hit in polite for at in range(hit.start, hit.end)}
        core = [at for at in everywhere if at not in covered and words[at].word != BREAK]
        plain = [words[at] for at in core]
        found = (
            _find(rule, plain, core, language)
            if rule.anchored
            else _find(rule, words, everywhere, language)
            for rule in candidates
            if rule.dark or not dark
        )
        return list(chain.from_iterable(found))

    def _candidates(self, words: Sequence[Word]) -> list[Rule]:
        """The rules whose every required place may be somewhere in the message, in order."""
        meanings = set(chain.from_iterable(word.near for word in words))
        starts = {word[:size] for word in meanings for size in range(1, len(word) + 1)}
        found: set[int] = set()
        for meaning in meanings:
            found.update(self.by_word.get(meaning, ()))
        for start in starts:
            found.update(self.by_beginning.get(start, ()))
        rules = map(self.rules.__getitem__, sorted(found))
        return [r for r in rules if all(item.within(meanings, starts) for item in r.others)]


def build_lexicon(tables: Iterable[Table]) -> Lexicon:
    """Compile the intent files, one table per language, as `tomllib` reads them.

    Raises ValueError on a pattern or a set that makes no sense.
    """
    tables = list(tables)
    sets = _merged(tables, "sets")
    drafts = [d for table in tables for d in _drafts(table, sets)]
    counts = Counter(word for draft in drafts for i in draft[2].items for word in _keys(i))
    rules = tuple(_rule(draft, counts) for draft in drafts)
    speller = build_speller(
        _merged(tables, "spelling"),
        chain.from_iterable(normalise(table.get("fillers", "")).split() for table in tables),
        {word for rule in rules for item in rule.pattern.items for word in item.words},
        chain.from_iterable(table.get("common", "").split() for table in tables),
    )
    markers = {t["code"]: _small_words(t) for t in tables if "markers" in t}
    alarms = read_alarms((t.get("alarm", {}) for t in tables), {rule.section for rule in rules})
    return Lexicon(rules, speller, markers, alarms, *_indexes(rules))


def _small_words(table: Table) -> frozenset[str]:
    return frozenset(normalise(table["markers"]).split())


def _merged(tables: Iterable[Table], key: str) -> dict[str, str]:
    merged: dict[str, str] = {}
    for table in tables:
        for name, words in table.get(key, {}).items():
            merged[name] = f"{merged[name]} {words}" if name in merged else words
    return merged


def _drafts(table: Table, sets: Mapping[str, str]) -> Iterator[_Draft]:
    for section, body in _sections(table, ""):
        for way in _WAYS:
            strict = way in _STRICT or body.get("exact", False)
            for source in body.get(way, ()):
                line = f"^ {source} $" if way in _WHOLE else source
                for pattern in compile_patterns(line, sets):
                    yield section, way, pattern, table["code"], strict


def _sections(table: Table, prefix: str) -> list[tuple[str, Table]]:
    found: list[tuple[str, Table]] = []
    for name, body in table.items():
        if isinstance(body, Mapping) and name not in _META:
            found.append((prefix + name, body))
            found += _sections(body, f"{prefix}{name}.")
    return found


def _keys(item: Item) -> list[str]:
    return [*item.words, *(beginning + "*" for beginning in item.beginnings)]


def _rule(draft: _Draft, counts: Mapping[str, int]) -> Rule:
    required = [item for item in draft[2].items if item.required]
    anchor = min(required, key=lambda item: sum(counts[key] for key in _keys(item)))
    section, pattern = draft[0], draft[2]
    return Rule(
        *draft,
        anchor=anchor,
        others=tuple(item for item in required if item is not anchor),
        anchored=pattern.at_start or pattern.at_end,
        dark=section.partition(".")[0] in _DARK,
    )


def _indexes(rules: Sequence[Rule]) -> tuple[dict[str, tuple[int, ...]], ...]:
    words: dict[str, list[int]] = {}
    beginnings: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        for word in rule.anchor.words:
            words.setdefault(word, []).append(number)
        for beginning in rule.anchor.beginnings:
            beginnings.setdefault(beginning, []).append(number)
    return tuple({k: tuple(v) for k, v in index.items()} for index in (words, beginnings))


def _find(rule: Rule, words: Sequence[Word], places: Sequence[int], language: str) -> list[Hit]:
    """The hits of a rule on words that stand at those places of the message."""
    fuzzy = not rule.strict and language in ("", rule.language)
    spans = rule.pattern.spans(words, fuzzy)
    return [Hit(rule, places[start], places[end - 1] + 1) for start, end in spans]
