"""What a typed word may stand for: SMS spellings, missing apostrophes, near misses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from outreach.replies.rules.text import ELISIONS, NUMBER, is_sign, normalise, tokens

_SHORTEST_FUZZY = 5  # below, one letter makes another word: "stp" is not "stop"
_LONG = 9  # from here two slips are forgiven
_VOWELS = frozenset("aeiouyh")
_ARABIC_HEADS = ("وال", "ال", "و", "ف")  # "and the", "the", "and", "so": written attached


@dataclass(frozen=True, slots=True)
class Word:
    """One place of a message: as typed, what it surely means, and near misses besides."""

    word: str
    sure: frozenset[str]
    near: frozenset[str]
    skippable: bool


@dataclass(frozen=True, slots=True)
class Speller:
    """Knows the words of the intent files, the SMS spellings and what a pattern may skip."""

    spellings: Mapping[str, tuple[str, ...]]
    skippable: frozenset[str]
    known: frozenset[str]  # words that are themselves, never a slip of another
    by_initial: Mapping[str, tuple[str, ...]] = field(repr=False)

    def read(self, text: str) -> tuple[Word, ...]:
        """Fold, split and spell a message."""
        return tuple(self._word(token) for token in self._spelt(tokens(normalise(text))))

    def _spelt(self, raw: Sequence[str]) -> list[str]:
        out: list[str] = []
        at = 0
        while at < len(raw):
            pair = self.spellings.get(" ".join(raw[at : at + 2])) if at + 1 < len(raw) else None
            full = pair or self.spellings.get(raw[at], ())
            # A one-word spelling is only another meaning (see `_word`): "pu" may be "pu".
            out.extend(full if pair or len(full) > 1 else self._unglued(raw[at]))
            at += 2 if pair else 1
        return out

    def _unglued(self, token: str) -> tuple[str, ...]:
        if token in self.known or len(token) < 4:
            return (token,)
        head, rest = ELISIONS.get(token[0], ""), token[1:]
        joined = head and (token[0] == "j" or rest[0] in _VOWELS)
        return (head, rest) if joined and rest in self.known else (token,)

    def _word(self, token: str) -> Word:
        sure = {token, *self.spellings.get(token, ())[:1]}
        if token.isdigit():
            sure.add(NUMBER)
        for head in _ARABIC_HEADS:
            if token.startswith(head) and len(token) > len(head) + 2:
                sure.add(token.removeprefix(head))
        near = frozenset(sure | self._near(token))
        return Word(token, frozenset(sure), near, token in self.skippable or is_sign(token))

    def _near(self, token: str) -> set[str]:
        if len(token) < _SHORTEST_FUZZY or token in self.known or not token.isalpha():
            return set()
        found = extract(
            token,
            self.by_initial.get(token[0], ()),
            scorer=OSA.distance,
            processor=None,
            score_cutoff=2 if len(token) >= _LONG else 1,
            limit=3,
        )
        return {str(choice) for choice, _, _ in found}


def build_speller(
    spellings: Mapping[str, str],
    fillers: Iterable[str],
    vocabulary: Iterable[str],
    common: Iterable[str],
) -> Speller:
    """Make a speller from what the files say: SMS spellings, words to skip, the words of the
    patterns (the only targets of a near miss) and common words that are no slip.
    """
    targets = frozenset(vocabulary)
    by_initial: dict[str, list[str]] = {}
    for word in sorted(targets):
        if len(word) >= _SHORTEST_FUZZY - 1 and word.isalpha():
            by_initial.setdefault(word[0], []).append(word)
    table = {_key(short): tuple(tokens(normalise(full))) for short, full in spellings.items()}
    return Speller(
        table,
        frozenset(fillers),
        targets | frozenset(normalise(word) for word in common) | frozenset(table),
        {initial: tuple(words) for initial, words in by_initial.items()},
    )


def _key(short: str) -> str:
    return " ".join(tokens(normalise(short)))
