"""Who lives in town: what somebody writes and when, whether they pick up, whether they open.

Values only. What they decide stands in `minds`, who they are in `cast`.
"""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum


class Way(StrEnum):
    """How somebody writes, or is written to."""

    SMS = "sms"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Line:
    """Something a person writes, once `got` messages came to them this way.

    Only those count that hold the words `about`.

    `wait`: minutes after that message, from the quickest to the slowest; `at`: not before this
    hour of the day. `machine`: their mail program writes it.
    """

    text: str
    got: int = 1
    way: Way = Way.SMS
    wait: tuple[int, int] = (3, 90)
    at: time | None = None
    machine: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Character:
    """A kind of tenant. `trait` is French, for the page of their phones.

    `phone`, `door`: what comes of each call and visit, as a worker ticks it; the last one repeats.
    `fails`: the carrier's error for every message to the number of the file, 0 = none. `moved`:
    the first letter comes back. `watched`: somebody else reads their phone. `answer`: what a
    worker writes back. `brings`: the kind of a paper that they show once met. `comes`: to an
    appointment that they chose. `late`: their line
    of the file comes weeks after the others. `yours`: left to whoever looks on.
    """

    code: str
    trait: str
    title: str
    first_name: str
    last_name: str
    language: str = "fr"
    lines: tuple[Line, ...] = ()
    phone: tuple[str, ...] = ("no_answer",)
    door: tuple[str, ...] = ("not_home",)
    fails: int = 0
    moved: bool = False
    watched: bool = False
    answer: str = ""
    brings: str = ""
    comes: bool = True
    late: bool = False
    yours: bool = False
    guarantor: str = "non"
    faults: frozenset[str] = frozenset()  # of their line in the file
