"""Interleaved rounds, and what they amount to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Self

from benchmarks.harness.measure import Bar, Contestants

Rounds = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A bar with what was read: the median of the rounds' ratios."""

    label: str
    value: float
    must: float | None
    aim: float | None
    ceiling: bool

    @classmethod
    def of(cls, bar: Bar, rounds: Rounds) -> Self:
        """Each round is divided by its neighbour in time: the machine was equally busy for both."""
        over = rounds[bar.over]
        ratios = (
            [a / b for a, b in zip(over, rounds[bar.under], strict=True)] if bar.under else over
        )
        return cls(bar.label, median(ratios), bar.must, bar.aim, bar.ceiling)

    @property
    def verdict(self) -> str:
        """``aim``, ``must`` or ``below``; empty for a reference."""
        if self.must is None or self.aim is None:
            return ""
        if self.reaches(self.aim):
            return "aim"
        return "must" if self.reaches(self.must) else "below"

    def reaches(self, bar: float) -> bool:
        """Whether the value is on the good side of `bar`."""
        return self.value <= bar if self.ceiling else self.value >= bar


@dataclass(frozen=True, slots=True)
class Result:
    """All that one measure gave."""

    name: str
    title: str
    unit: str
    rounds: Rounds
    readings: Sequence[Reading]

    @property
    def medians(self) -> Mapping[str, float]:
        """Of each contestant, in the measure's unit."""
        return {name: median(numbers) for name, numbers in self.rounds.items()}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """From the form it is stored in (`dataclasses.asdict`)."""
        return cls(**{**stored, "readings": [Reading(**one) for one in stored["readings"]]})


def run(
    contestants: Contestants, count: int, tell: Callable[[str, float], None]
) -> dict[str, list[float]]:
    """Every contestant `count` times, taking turns; every other round goes backwards."""
    numbers: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(count):
        for name in sorted(contestants, key=list(contestants).index, reverse=bool(turn % 2)):
            numbers[name].append(contestants[name]())
            tell(name, numbers[name][-1])
    return numbers
