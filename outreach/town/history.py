"""The provider's truth held against the record: what was sent twice, lost, unforeseen or left open.

Pure values in, a list of defects out. Every word about a message is by its key, never by its
number or text: a defect may be printed anywhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

# What the record says once the provider has the message.
LEFT = frozenset({"accepted", "sent", "delivered", "undelivered", "failed"})
PENDING = frozenset({"reserved", "calling", "uncertain"})
# The provider or our gate said no: the step is over without a message.
_SAID_NO = frozenset({"refused", "blocked"})
_CAME_BACK = ("undelivered", "failed")
_BEGINNINGS = ("reserved", "blocked")
# What a status may still become. Said here again and not asked of the product: a judge that reads
# the accused's own book sees nothing when that is wrong. A test holds the two side by side.
_TOLD_LATER = ("sent", "undelivered", "failed", "delivered")
_ANY_END = ("refused", "blocked", "cancelled", "absent", "accepted", *_TOLD_LATER)
_NEXT: Mapping[str, tuple[str, ...]] = {
    "reserved": ("calling", "uncertain", *_ANY_END),
    "calling": ("uncertain", *_ANY_END),
    "uncertain": _ANY_END,
    "absent": ("accepted", *_TOLD_LATER),  # a list that lagged; the provider's own word wins
    "accepted": _TOLD_LATER,
    "sent": _TOLD_LATER[1:],
    "undelivered": ("delivered",),
    "failed": ("delivered",),
}

# An enrolment and the name of its step.
Step = tuple[int, str]


class Kind(StrEnum):
    """What can be wrong with a history."""

    DUPLICATE = "duplicate"  # two messages where there may be one
    LOST = "lost"  # what had to reach the person did not, and nobody will see to it
    UNEXPECTED = "unexpected"  # the provider has what the record says it can't have
    UNKNOWN = "unknown"  # nobody can tell yet whether it left
    BROKEN = "broken"  # the record contradicts itself


@dataclass(frozen=True, slots=True)
class Accepted:
    """One message that the provider took, as its own book has it."""

    sid: str
    key: str  # the attempt key that it was called with, "" when it carries none
    to: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """One attempt of the record; `step` is None for what belongs to no run."""

    key: str
    step: Step | None
    to: str
    body: str
    status: str
    sid: str | None = None
    called_at: datetime | None = None
    shown: bool = False  # a human has a task about it
    open_draft: bool = False  # reserved for a human, who may take days
    journalled: bool = True  # False for what belongs to no case: it has no journal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the journal about an attempt, in the order written."""

    key: str
    status: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a sequence, and when it is next looked at."""

    enrolment: int
    state: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class History:
    """Both sides of what happened; `wanted` are the steps that must have come to an end by now."""

    accepted: Sequence[Accepted] = ()
    attempts: Sequence[Recorded] = ()
    journal: Sequence[Line] = ()
    runs: Sequence[Run] = ()
    wanted: frozenset[Step] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Defect:
    """One thing that is wrong: about an attempt's key, a provider's name or a step."""

    kind: Kind
    about: str
    why: str


def check(history: History, *, settled: bool = True) -> list[Defect]:
    """Every defect of a history, sorted; `settled`: the grace is over, nothing may be open.

    While things are still under way (`settled` False) only what no later word can mend is told.
    """
    found = {*_twice(history), *_unforeseen(history), *_contradictions(history)}
    found |= {*_vanished(history)}
    if settled:
        found |= {*_open(history), *_missing(history), *_stranded(history)}
    return sorted(found)


def summary(defects: Iterable[Defect]) -> Mapping[Kind, int]:
    """How many of each kind, those without any included."""
    counts = dict.fromkeys(Kind, 0)
    for defect in defects:
        counts[defect.kind] += 1
    return counts


def step_name(step: Step) -> str:
    """A step as a defect names it: ``12/J+3``."""
    return f"{step[0]}/{step[1]}"


def _twice(history: History) -> Iterator[Defect]:
    """Two for one key, or two for one step whatever their keys.

    A message that the provider itself said came back may be followed by another.
    """
    steps = {one.key: one.step for one in history.attempts if one.status not in _CAME_BACK}
    by_key, by_step, by_sid = _groups(history.accepted, steps)
    for key, sids in by_key.items():
        if len(sids) > 1:
            yield Defect(Kind.DUPLICATE, key, f"{len(sids)} accepted for one attempt")
    for step, sids in by_step.items():
        if len(sids) > 1:
            yield Defect(Kind.DUPLICATE, step_name(step), f"{len(sids)} accepted for one step")
    for sid, keys in by_sid.items():
        if len(keys) > 1:
            yield Defect(Kind.BROKEN, sid, "one name of the provider for two messages")


def _groups(
    accepted: Sequence[Accepted], steps: Mapping[str, Step | None]
) -> tuple[dict[str, list[str]], dict[Step, list[str]], dict[str, list[str]]]:
    by_key, by_step, by_sid = defaultdict(list), defaultdict(list), defaultdict(list)
    for one in accepted:
        by_sid[one.sid].append(one.key)
        if one.key:
            by_key[one.key].append(one.sid)
        step = steps.get(one.key)
        if step is not None:
            by_step[step].append(one.sid)
    return by_key, by_step, by_sid


def _unforeseen(history: History) -> Iterator[Defect]:
    """What the provider has, and the record can't explain."""
    known = {one.key: one for one in history.attempts}
    for one in history.accepted:
        attempt = known.get(one.key)
        if attempt is None:
            yield Defect(Kind.UNEXPECTED, one.sid, "of no attempt of ours")
        elif (one.to, one.body) != (attempt.to, attempt.body):
            yield Defect(Kind.UNEXPECTED, one.key, "another recipient or text than the record's")
        elif attempt.called_at is None:
            yield Defect(Kind.UNEXPECTED, one.key, "the record never called for it")
        elif attempt.status not in LEFT | PENDING:
            yield Defect(Kind.UNEXPECTED, one.key, f"the record says {attempt.status}")
        elif attempt.sid not in (None, one.sid):
            yield Defect(Kind.UNEXPECTED, one.key, "the record has another name for it")


def _vanished(history: History) -> Iterator[Defect]:
    """The record says that it left, and the provider has nothing of the kind."""
    at_provider = {one.sid for one in history.accepted}
    for one in history.attempts:
        given_up = one.status == "failed" and one.sid is None  # a human: nobody will ever know
        if one.status in LEFT and one.sid not in at_provider and not given_up:
            yield Defect(Kind.LOST, one.key, f"the record says {one.status}, the provider has none")


def _open(history: History) -> Iterator[Defect]:
    for one in history.attempts:
        if one.status in PENDING and not one.open_draft and not one.shown:
            yield Defect(Kind.UNKNOWN, one.key, f"still {one.status}, and nobody is told")


def _missing(history: History) -> Iterator[Defect]:
    """A step that had to be over, for which there is neither a message nor a refusal."""
    steps = {one.key: one.step for one in history.attempts}
    over = {steps.get(one.key) for one in history.accepted}
    over |= {one.step for one in history.attempts if one.status in _SAID_NO}
    over |= {one.step for one in history.attempts if one.status in PENDING}  # told by `_open`
    for step in history.wanted - over:
        yield Defect(Kind.LOST, step_name(step), "neither sent nor refused")


def _stranded(history: History) -> Iterator[Defect]:
    """An active run that nothing will ever look at again."""
    held = {one.step[0] for one in history.attempts if one.step and one.status in PENDING}
    for run in history.runs:
        if run.state == "active" and run.due_at is None and run.enrolment not in held:
            yield Defect(Kind.LOST, str(run.enrolment), "an active run that nothing will wake")


def _contradictions(history: History) -> Iterator[Defect]:
    """The journal against the rows: every move of an attempt is written, and moves go forward."""
    lines: dict[str, list[str]] = defaultdict(list)
    for line in history.journal:
        lines[line.key].append(line.status)
    known = {one.key for one in history.attempts}
    for key in lines.keys() - known:
        yield Defect(Kind.BROKEN, key, "in the journal, and in no row")
    for one in history.attempts:
        told = lines.get(one.key)
        if told is None:
            if one.journalled:
                yield Defect(Kind.BROKEN, one.key, "in no line of the journal")
            continue
        if _as_told(one.status) != told[-1]:
            why = f"the row says {one.status}, the journal {told[-1]}"
            yield Defect(Kind.BROKEN, one.key, why)
        if told[0] not in _BEGINNINGS:
            yield Defect(Kind.BROKEN, one.key, f"begins as {told[0]}")
        for earlier, later in pairwise(told):
            if not moves_on(earlier, later):
                yield Defect(Kind.BROKEN, one.key, f"moved from {earlier} to {later}")
    yield from _open_twice(history.attempts)


def moves_on(earlier: str, later: str) -> bool:
    """Whether a message may stand at `later` after `earlier`."""
    return later in _NEXT.get(earlier, ())


def _as_told(status: str) -> str:
    """A call is marked in its row only: the journal tells of its outcome."""
    return "reserved" if status == "calling" else status


def _open_twice(attempts: Sequence[Recorded]) -> Iterator[Defect]:
    """Two attempts of a step that may both be with the person, as the database forbids."""
    counts: dict[Step, int] = defaultdict(int)
    for one in attempts:
        if one.step is not None and one.status in PENDING | {"accepted", "sent", "delivered"}:
            counts[one.step] += 1
    for step, count in counts.items():
        if count > 1:
            yield Defect(Kind.BROKEN, step_name(step), f"{count} open attempts of one step")
