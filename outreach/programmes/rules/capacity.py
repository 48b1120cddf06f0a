"""How many households an agreement takes, and who waits."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """One eligible case: `taken` from its first letter task or attempt on, even once closed."""

    reference: str
    taken: bool
    rank: int  # order of import


@dataclass(frozen=True, slots=True)
class Places:
    """Places of one agreement, in households."""

    total: int
    taken: int

    @property
    def available(self) -> int:
        """Places left; never below zero, even when the capacity was lowered."""
        return max(self.total - self.taken, 0)


def places(total: int, cases: Sequence[Candidate]) -> Places:
    """Count the places that cases have taken."""
    return Places(total, sum(case.taken for case in cases))


def admitted(total: int, cases: Sequence[Candidate]) -> tuple[str, ...]:
    """References that may start now, in import order; the other cases without a place wait."""
    queue = sorted((case for case in cases if not case.taken), key=lambda case: case.rank)
    return tuple(case.reference for case in queue[: places(total, cases).available])
