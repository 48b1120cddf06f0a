"""What a witness outside the program saw during the story."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from outreach.town.book import Entry
from tests.eight_weeks.post import Mail


@dataclass(frozen=True)
class Tick:
    """One run of the worker: `before` and `after` count what the carrier and the sink hold."""

    asked: datetime
    report: dict[str, Any]
    before: tuple[int, int]
    after: tuple[int, int]


@dataclass(frozen=True)
class Said:
    """One message from a person; `statuses` are our answers to its hooks."""

    at: datetime
    number: str
    text: str
    statuses: tuple[int, ...]


@dataclass(frozen=True)
class Done:
    """One task that a human closed."""

    on: date
    case: str
    kind: str
    step: str | None
    outcome: str


@dataclass
class History:
    """The whole story, and the documents shown at its end."""

    imports: list[dict[str, Any]] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    receipts: list[int] = field(default_factory=list)
    tasks: list[list[dict[str, Any]]] = field(default_factory=list)
    codes: list[tuple[tuple[str, ...], int, str]] = field(default_factory=list)
    messages: list[Entry] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    case_list: list[dict[str, Any]] = field(default_factory=list)
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    inbox: list[dict[str, Any]] = field(default_factory=list)

    def outbound(self) -> list[Entry]:
        """What the carrier took from us."""
        return [entry for entry in self.messages if entry.direction != "inbound"]

    def case_of(self, landlord_reference: str) -> dict[str, Any]:
        """The record of the household a landlord calls so."""
        return next(c for c in self.cases.values() if c["landlord_reference"] == landlord_reference)
