"""A second net under the patterns: faint signs of danger that stand together raise an alert.

It only ever adds an alert and its kind. No automatic text rests on it (care.md §3): what it
finds is never first-person, never certain.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, NamedTuple

SIGN = "sign"  # sections "sign.fear", "sign.blow"… of the files: families of words
_NEAR = 14  # words: further apart, two signs belong to two thoughts
_BESIDE = 5  # words: no further than this does laughter explain a dark word away
LIGHT = "light"  # the family that explains dark words away: laughter, games, feasts
SILENT = 2  # of the levels below: nothing else at all was understood
_LEVELS = ("quiet", "silent")


class Sign(NamedTuple):
    """A word or phrase of a family, at the places `start` to `end` of a message."""

    family: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """Families that raise an alert of a kind when each of them stands near the others."""

    kind: str
    families: tuple[str, ...]
    wanted: frozenset[str]  # the same ones, to be looked for at once
    unless: frozenset[str]  # families that explain away the signs beside them
    silence: int  # 0 whatever else is said, 1 when nothing plain is, 2 when nothing at all is


def read_alarms(
    tables: Iterable[Mapping[str, Any]], sections: Set[str] = frozenset()
) -> tuple[Alarm, ...]:
    """The `[alarm]`, `[alarm.quiet]` and `[alarm.silent]` tables: kinds and lines of families.

    Raises ValueError on a family that is not among the `sections` of the files.
    """
    found = [
        _alarm(kind, line.split(), silence)
        for table in tables
        for silence, part in enumerate((table, *(table.get(level, {}) for level in _LEVELS)))
        for kind, lines in part.items()
        if kind not in _LEVELS
        for line in lines
    ]
    for alarm in found:
        for family in (*alarm.families, *alarm.unless):
            if f"{SIGN}.{family}" not in sections:
                raise ValueError(f"unknown family of signs: {family}")
    return tuple(found)


def _alarm(kind: str, marks: Sequence[str], silence: int) -> Alarm:
    families = tuple(mark for mark in marks if not mark.startswith("-"))
    unless = frozenset(mark[1:] for mark in marks if mark.startswith("-"))
    return Alarm(kind, families, frozenset(families), unless, silence)


def raised(alarms: Iterable[Alarm], signs: Sequence[Sign], silence: int) -> frozenset[str]:
    """The kinds of danger that the signs of a message speak of together, perhaps none.

    `silence` says how little else the message says: see `Alarm`.
    """
    places: dict[str, list[Sign]] = {}
    for sign in signs:
        places.setdefault(sign.family, []).append(sign)
    here = frozenset(places)
    return frozenset(
        alarm.kind
        for alarm in alarms
        if alarm.silence <= silence
        and alarm.wanted <= here
        and _together([_unexplained(places, family, alarm.unless) for family in alarm.families])
    )


def _unexplained(
    places: Mapping[str, Sequence[Sign]], family: str, unless: Iterable[str]
) -> list[Sign]:
    reasons = [sign for name in unless for sign in places.get(name, ())]
    return [s for s in places[family] if all(_gap(s, reason) > _BESIDE for reason in reasons)]


def _together(groups: Sequence[Sequence[Sign]], taken: tuple[Sign, ...] = ()) -> bool:
    if not groups:
        return True
    return any(
        _together(groups[1:], (*taken, sign))
        for sign in groups[0]
        if all(_apart(sign, other) for other in taken)
    )


def _apart(one: Sign, other: Sign) -> bool:
    """Near enough to be one thought, and not the same word twice."""
    return 0 <= _gap(one, other) <= _NEAR


def _gap(one: Sign, other: Sign) -> int:
    """The words between two signs, less than 0 when they have one in common."""
    return max(one.start, other.start) - min(one.end, other.end)
