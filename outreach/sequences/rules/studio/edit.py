"""What a coordinator changes in a script: the words of a step in a language, and the dates."""

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeAlias

from outreach.sequences.rules.script import TEXT_FIELDS, Script, Step, StepKind, Text
from outreach.sequences.rules.words.wordings import FRENCH, NOTE

Windows: TypeAlias = tuple[tuple[time, time], ...]
FARTHEST = 365  # days before or after J0
_MESSAGES = frozenset({StepKind.SMS, StepKind.EMAIL})
_PARAGRAPHS = frozenset({"body", NOTE})  # all else is one line


class DateFault(StrEnum):
    """What is wrong with the day or the windows of one step."""

    BACKWARDS = "before_previous"
    BEFORE_J0 = "before_first_sms"
    AFTER_J0 = "after_first_sms"
    FAR = "too_far"
    REVERSED = "window_reversed"
    OVERLAP = "windows_overlap"


@dataclass(frozen=True, slots=True)
class Timing:
    """When a step is wanted: its day counted from J0, and its preferred windows."""

    day: int
    prefer: Windows = ()


def fields_of(kind: StepKind, language: str) -> tuple[str, ...]:
    """The wordings that a step of this kind has in a language; notes are for the team."""
    return tuple(name for name in TEXT_FIELDS[kind] if name != NOTE or language == FRENCH)


def step_of(script: Script, name: str) -> Step | None:
    """The step of that name."""
    return next((step for step in script.steps if step.id == name), None)


def words_of(script: Script, step: str, language: str) -> Text:
    """The words of a step in a language, empty when there are none."""
    return script.texts.get(language, {}).get(step) or _blank(script, step)


def with_words(script: Script, step: str, language: str, words: Mapping[str, str]) -> Script:
    """The script with these wordings of one step; a field that is not given keeps its words.

    Raises KeyError for a step, a language or a field that the script does not have.
    """
    kinds = {each.id: each.kind for each in script.steps}
    unknown = set(words) - set(TEXT_FIELDS[kinds[step]])
    if unknown:
        raise KeyError(*sorted(unknown))
    before = script.texts[language]
    tidied: dict[str, Any] = {
        name: tidy(value, lines=name in _PARAGRAPHS) for name, value in words.items()
    }
    text = replace(words_of(script, step, language), **tidied)
    if step not in before and text == _blank(script, step):
        return script
    return replace(script, texts={**script.texts, language: {**before, step: text}})


def tidy(typed: str, *, lines: bool = False) -> str:
    """What was typed, as it is kept: one line unless `lines`, no control character, in NFC."""
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(_visible(sign, lines) for sign in text)
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


def timings(script: Script) -> dict[str, Timing]:
    """When each step is wanted, in order."""
    return {step.id: Timing(step.day, step.prefer) for step in script.steps}


def with_dates(script: Script, wanted: Mapping[str, Timing]) -> Script:
    """The script with these days and windows; a step that is not named keeps its own.

    `date_faults` must have found nothing.
    """
    return replace(script, steps=tuple(_dated(step, wanted) for step in script.steps))


def first_sms_of(script: Script) -> str:
    """The step that fixes J0, whose day stays what it is; "" without any SMS."""
    return next((step.id for step in script.steps if step.kind is StepKind.SMS), "")


def takes_windows(step: Step) -> bool:
    """Whether a time of day makes sense: humans choose their own."""
    return step.kind in _MESSAGES


def date_faults(script: Script, wanted: Mapping[str, Timing]) -> Iterator[tuple[str, DateFault]]:
    """Each step whose new day or windows can't be, and why."""
    first, previous, begun = first_sms_of(script), None, False
    for step in with_dates(script, wanted).steps:
        begun = begun or step.id == first
        if abs(step.day) > FARTHEST:
            yield step.id, DateFault.FAR
        elif first and not begun and step.day > 0:
            yield step.id, DateFault.AFTER_J0
        elif begun and step.day < 0:
            yield step.id, DateFault.BEFORE_J0
        elif previous is not None and step.day < previous:
            yield step.id, DateFault.BACKWARDS
        yield from ((step.id, fault) for fault in _window_faults(step.prefer))
        previous = step.day


def mark_of_words(script: Script, step: str, language: str) -> str:
    """What tells whether somebody else changed these words since they were shown."""
    text = words_of(script, step, language)
    return _digest([getattr(text, name) for name in TEXT_FIELDS[_kind(script, step)]])


def mark_of_dates(script: Script) -> str:
    """What tells whether somebody else changed the dates since they were shown."""
    return _digest([[each.id, each.day, str(each.prefer)] for each in script.steps])


def _blank(script: Script, step: str) -> Text:
    """A text without words, as exposed as the step's French one."""
    french = script.texts.get(FRENCH, {}).get(step)
    return Text(french.exposure) if french else Text()


def _kind(script: Script, step: str) -> StepKind:
    return next(each.kind for each in script.steps if each.id == step)


def _visible(sign: str, lines: bool) -> str:
    if sign == "\n" and lines:
        return sign
    return " " if unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} else sign


def _dated(step: Step, wanted: Mapping[str, Timing]) -> Step:
    timing = wanted.get(step.id)
    if timing is None:
        return step
    return replace(step, day=timing.day, prefer=tuple(sorted(timing.prefer)))


def _window_faults(prefer: Windows) -> Iterator[DateFault]:
    if any(start >= end for start, end in prefer):
        yield DateFault.REVERSED
    elif any(end > start for (_, end), (start, _) in pairwise(prefer)):
        yield DateFault.OVERLAP


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:32]
