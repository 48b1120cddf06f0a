"""How the record numbers attempts: the proof of the first third of the expertise."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.messages.rules.status import counts

AGREEMENT_ORDER = ("telephone", "courrier", "visite", "autre")


@dataclass(frozen=True, slots=True)
class Made:
    """One attempt, as the record judges it."""

    purpose: str
    status: str
    by_machine: bool


def ranks(attempts: Sequence[Made]) -> list[int | None]:
    """The rank of each attempt among those that count, in the order given; None for the others."""
    found: list[int | None] = []
    rank = 0
    for attempt in attempts:
        if counts(attempt.purpose, attempt.status, by_machine=attempt.by_machine):
            rank += 1
            found.append(rank)
        else:
            found.append(None)
    return found
