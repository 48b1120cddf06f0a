"""What became of some attempts, counted."""

from dataclasses import dataclass

from outreach.channels.base import Medium


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of some attempts, by count."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    uncertain: int = 0
    drafted: int = 0
    unreached: frozenset[Medium] = frozenset()  # nobody answered there

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            self.sent + other.sent,
            self.deferred + other.deferred,
            self.failed + other.failed,
            self.uncertain + other.uncertain,
            self.drafted + other.drafted,
            self.unreached | other.unreached,
        )
