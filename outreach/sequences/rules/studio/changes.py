"""What one version of a script says otherwise than another, step by step, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple, TypeAlias

from outreach.sequences.rules.script import TEXT_FIELDS, Script, Step, StepKind, Text
from outreach.sequences.rules.studio.edit import Windows

_WORDS = re.compile(r"\S+\s*|\s+")  # a word and the blanks after it
Way: TypeAlias = Literal["same", "gone", "new"]


class Piece(NamedTuple):
    """Words that stay, go or come."""

    way: Way
    text: str


@dataclass(frozen=True, slots=True)
class Rewording:
    """One wording that changed; an empty side is a text that was not there, or is there no more."""

    language: str
    field: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Both wordings as one text, word by word."""
        return tuple(_pieces(_WORDS.findall(self.before), _WORDS.findall(self.after)))


@dataclass(frozen=True, slots=True)
class StepChange:
    """What changes in one step. `days` and `windows` are (before, after); None = unchanged.

    `fate`: "new", "gone", or "kept"; `conditions`: what it waits for, its kind or its place
    changed.
    """

    step: str
    kind: StepKind
    fate: Literal["kept", "new", "gone"] = "kept"
    days: tuple[int, int] | None = None
    windows: tuple[Windows, Windows] | None = None
    conditions: bool = False
    words: tuple[Rewording, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changes at all."""
        changed = (self.days, self.windows, self.conditions, self.words)
        return self.fate != "kept" or any(changed)


def compare(before: Script, after: Script) -> tuple[StepChange, ...]:
    """Every step that changes, in the new order; those that go come last."""
    old = {step.id: step for step in before.steps}
    kept = {step.id for step in after.steps}
    found = [_change(before, after, old.get(step.id), step) for step in after.steps]
    found += [
        StepChange(step.id, step.kind, "gone") for step in before.steps if step.id not in kept
    ]
    return tuple(change for change in found if change)


def languages_changed(before: Script, after: Script) -> tuple[str, ...]:
    """Languages that one of them has and the other has not."""
    return tuple(sorted(before.texts.keys() ^ after.texts.keys()))


def _change(before: Script, after: Script, old: Step | None, new: Step) -> StepChange:
    words = tuple(_rewordings(before, after, new))
    if old is None:
        return StepChange(new.id, new.kind, "new", words=words)
    return StepChange(
        step=new.id,
        kind=new.kind,
        days=None if old.day == new.day else (old.day, new.day),
        windows=None if old.prefer == new.prefer else (old.prefer, new.prefer),
        conditions=_fixed(old) != _fixed(new) or _moved(before, after, new.id, words),
        words=words,
    )


def _fixed(step: Step) -> object:
    """What the forms don't change."""
    return step.kind, step.requires, step.when


def _moved(before: Script, after: Script, step: str, words: tuple[Rewording, ...]) -> bool:
    """Whether it comes after other steps than before, or in another envelope."""
    old, new = ([step.id for step in script.steps] for script in (before, after))
    both = set(old) & set(new)
    places = [[each for each in order if each in both].index(step) for order in (old, new)]
    bare = {word.language for word in words if not (word.before and word.after)}
    envelopes = (
        before.texts[language][step].exposure is not after.texts[language][step].exposure
        for language in before.texts.keys() & after.texts.keys() - bare
        if step in before.texts[language] and step in after.texts[language]
    )
    return places[0] != places[1] or any(envelopes)


def _rewordings(before: Script, after: Script, step: Step) -> Iterator[Rewording]:
    for language in dict.fromkeys((*after.texts, *before.texts)):
        old = before.texts.get(language, {}).get(step.id, Text())
        new = after.texts.get(language, {}).get(step.id, Text())
        for name in TEXT_FIELDS[step.kind]:
            if getattr(old, name) != getattr(new, name):
                yield Rewording(language, name, getattr(old, name), getattr(new, name))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        if old[a:b] == new[c:d]:
            yield Piece("same", "".join(old[a:b]))
            continue
        if a < b:
            yield Piece("gone", "".join(old[a:b]))
        if c < d:
            yield Piece("new", "".join(new[c:d]))
