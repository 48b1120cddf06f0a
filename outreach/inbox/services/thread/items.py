"""What a timeline is made of: values for the page, whatever table they came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class What(StrEnum):
    """How an entry is shown."""

    REPLY = "reply"  # the person's own words
    MESSAGE = "message"  # ours, by SMS or e-mail
    UNSENT = "unsent"  # one of ours that never left
    DEED = "deed"  # a letter, a call, a visit
    NOTE = "note"
    MARK = "mark"  # something that happened to the case


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: by its instant, then by its table and row."""

    at: datetime
    sort: str  # one letter: a attempt, j journal, n note, o refusal, r reply
    id: int

    @property
    def key(self) -> str:
        """How addresses and pages name it: ``r12``."""
        return f"{self.sort}{self.id}"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. `who`: the first name of the colleague, "" for the machine and the person.

    `rank`: which attempt of the record it is, if it counts. `waits`: nobody has answered it yet.
    `came_at`: when a message came that was found much later.
    `restricted`: the words of an alert that are not theirs to read; `erased`: there are none left.
    """

    place: Place
    what: What
    channel: str = ""
    text: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    language: str = ""
    who: str = ""
    automated: bool = False
    rank: int | None = None
    status: str = ""
    why: str = ""  # codes: of what stopped it, or the provider's
    purpose: str = ""
    step: str = ""
    segments: int | None = None
    settled_at: datetime | None = None
    task_id: int | None = None
    drafted: bool = False  # a colleague sends it from the association's mobile
    note: str = field(default="", repr=False)
    intents: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    alert: bool = False
    waits: bool = False
    noted: bool = False  # written down by the team, not received
    media: int = 0
    came_at: datetime | None = None
    restricted: bool = False
    erased: bool = False
    event: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.place.at

    @property
    def key(self) -> str:
        """How the page names it."""
        return self.place.key


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of a thread, oldest first; `older`: where the page before ends, `latest`: the
    newest are on it. `seen`: the last message of the person, whatever the page.
    """

    items: tuple[Item, ...]
    older: str = ""
    latest: bool = True
    total: int = 0
    seen: int = 0
