"""What proves that a household belongs to the agreement: each test with what it was held against
(domain.md §7.5).
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from outreach.programmes.rules.eligibility import Guarantor, Terms, add_months


class Told(Protocol):
    """What the landlord's file says."""

    @property
    def entered_on(self) -> date: ...
    @property
    def first_missed_on(self) -> date: ...
    @property
    def guarantor(self) -> str: ...
    @property
    def landlord_attempts(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Delay:
    """The first rent was missed within so many months of moving in (`before`: excluded)."""

    entered_on: date
    first_missed_on: date
    months: int
    before: date
    met: bool


@dataclass(frozen=True, slots=True)
class Guarantee:
    """Nobody stands surety, or somebody whom the agreement allows."""

    guarantor: str
    allowed: Set[str]
    met: bool


@dataclass(frozen=True, slots=True)
class Efforts:
    """The landlord tried to reach them often enough; None: its file does not say."""

    attempts: int | None
    least: int
    met: bool


@dataclass(frozen=True, slots=True)
class Term:
    """The agreement ran when the referral came; dates not set do not close it."""

    received_on: date
    starts: date | None
    ends: date | None
    met: bool


Proof = Delay | Guarantee | Efforts | Term


def proofs(told: Told, terms: Terms, received_on: date) -> tuple[Proof, ...]:
    """Each test of a referral received on a local day, met or not, in the agreement's order."""
    before = add_months(told.entered_on, terms.months)
    least, tried = terms.min_landlord_attempts, told.landlord_attempts
    return (
        Delay(
            told.entered_on,
            told.first_missed_on,
            terms.months,
            before,
            told.entered_on <= told.first_missed_on < before,
        ),
        Guarantee(
            told.guarantor,
            frozenset(each.value for each in terms.guarantors),
            Guarantor(told.guarantor) in terms.guarantors,
        ),
        Efforts(tried, least, tried is not None and tried >= least),
        Term(
            received_on,
            terms.starts,
            terms.ends,
            (terms.starts is None or terms.starts <= received_on)
            and (terms.ends is None or received_on <= terms.ends),
        ),
    )
