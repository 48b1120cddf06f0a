"""What an entry of the journal may hold, its hash, and the check of a chain."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

Fact = bool | int | str | date | Sequence[str] | None
GENESIS = ""  # what the first entry of a chain has before it

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_WORDS = re.compile(r"[a-z0-9]+(?:[_.:/+-][a-z0-9]+)*")  # codes, joined by + if several
_SIGNS = re.compile(r"[A-Z]{1,10}(?:[0-9]{1,4}|-[A-Z0-9]{1,10})*")  # STOP, S1, AHU-2026-0001
_OPAQUE = re.compile(r"[a-z0-9]{26}|[0-9a-f]{64}")  # our keys and digests
_LONGEST = 120
_LARGEST = 99_999_999  # a telephone number has nine digits or more
_PHONE_DIGITS = 8


class FactError(ValueError):
    """Something that has no place in the journal; the message never repeats a value."""


class Problem(StrEnum):
    """What is wrong with a row of the journal."""

    MISSING = "missing"  # the row with this number is not there
    UNLINKED = "unlinked"  # it does not continue the row before it
    CHANGED = "changed"  # its hash is not the hash of what it says
    HEAD = "head"  # the case's length or head tells of another end
    ANCHOR = "anchor"  # an anchor of an earlier day tells of another row
    STRAY = "stray"  # it belongs to no case


class Entry(NamedTuple):
    """One row of the journal; `facts` is canonical JSON, `previous` and `hash` hexadecimal."""

    reference: str
    number: int
    at: datetime
    actor: str
    event: str
    facts: str
    body: str | None
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first row at which a chain is broken."""

    number: int
    problem: Problem


def canonical(facts: Mapping[str, Fact]) -> str:
    """The one JSON text of `facts`; raises `FactError` unless all are codes, keys and dates."""
    plain = {_checked_name(name): _checked(name, value) for name, value in facts.items()}
    return json.dumps(plain, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def checked_code(name: str, value: str) -> str:
    """`value` if it is a code of at most 40 characters (an actor, an event); else refuses it."""
    if len(value) > 40 or not is_code(value):
        raise FactError(f"{name} must be a short code")
    return str(value)


def code_or_odd(value: str) -> str:
    """`value` if it is a code, else "odd": for words of outsiders, which must not stop a write."""
    return value if is_code(value) else "odd"


@lru_cache(4096)  # the same few codes all day long, among keys that are told at once
def is_code(value: str) -> bool:
    """Whether `value` is a code, a key, a digest, a date or an instant, and not words or a number.

    Digits in a row (separators aside) may be at most eight: more could be a telephone number.
    """
    if _OPAQUE.fullmatch(value) or _is_date(value):
        return True
    if len(value) > _LONGEST or not (_WORDS.fullmatch(value) or _SIGNS.fullmatch(value)):
        return False
    runs = re.findall(r"[0-9]+", re.sub(r"[_.:/+-]", "", value))
    return all(len(run) <= _PHONE_DIGITS for run in runs)


def entry_hash(entry: Entry) -> str:
    """SHA-256, in hexadecimal, of every field but `hash`, each preceded by its length in bytes."""
    fields = (
        "outreach journal 1",
        entry.reference,
        str(entry.number),
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.event,
        entry.facts,
        "-" if entry.body is None else f"+{entry.body}",
        entry.previous,
    )
    digest = hashlib.sha256()
    for field in fields:
        data = field.encode()
        digest.update(len(data).to_bytes(4, "big") + data)
    return digest.hexdigest()


def verify_chain(
    entries: Iterable[Entry], length: int, head: str, anchors: Mapping[int, str] | None = None
) -> Break | None:
    """The first broken row of one case's chain, None if it is intact.

    `entries` come in the order of their numbers; `length` and `head` are what the case says,
    `anchors` the heads kept on earlier days, by length.
    """
    waiting = dict(anchors or {})
    previous, number = GENESIS, 0
    for entry in entries:
        number += 1
        problem = _problem(entry, number, previous, waiting.pop(number, None))
        if problem is not None:
            return Break(number, problem)
        previous = entry.hash
    if number < length or waiting:
        return Break(number + 1, Problem.MISSING)
    if number > length:
        return Break(length + 1, Problem.HEAD)
    return None if previous == head else Break(max(number, 1), Problem.HEAD)


def _problem(entry: Entry, number: int, previous: str, anchored: str | None) -> Problem | None:
    if entry.number != number:
        return Problem.MISSING
    if entry.hash != entry_hash(entry):
        return Problem.CHANGED
    if entry.previous != previous:
        return Problem.UNLINKED
    return Problem.ANCHOR if anchored not in (None, entry.hash) else None


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise FactError("the name of a fact is a short lower-case code")
    if name == "id" or name.endswith(("_id", "_ids")):
        raise FactError(f"{name}: the journal holds no row ids")
    return name


def _checked(name: str, value: object) -> bool | int | str | list[str] | None:
    match value:
        case None | bool():
            return value
        case int() if abs(value) <= _LARGEST:
            return value
        case str() if value == "" or is_code(value):
            return str(value)
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC).isoformat()
        case date() if not isinstance(value, datetime):
            return value.isoformat()
        case list() | tuple() if all(isinstance(v, str) and is_code(v) for v in value):
            return [str(v) for v in value]
        case _:
            raise FactError(f"{name}: the journal holds codes, keys and dates only")


def _is_date(value: str) -> bool:
    # Python also reads compact forms ("20260302"), which telephone numbers could look like.
    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
