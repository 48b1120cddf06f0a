"""A measure: contestants that are run in turn, and bars that their numbers are held against."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from benchmarks.places.stage import Stage

Contestants = Mapping[str, Callable[[], float]]  # each call is one round, and gives its number


@dataclass(frozen=True, slots=True)
class Bar:
    """One number to watch: `over` divided by `under` (by nothing, without one).

    `must` and `aim` are the issue's, None for a mere reference; `ceiling`: less is better.
    """

    label: str
    over: str
    under: str = ""
    must: float | None = None
    aim: float | None = None
    ceiling: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """`open` makes the contestants' places on a stage and takes them away afterwards.

    `unit` is the contestants'. `rounds`: 0 for as many as asked, else at most this many.
    """

    name: str
    title: str
    unit: str
    open: Callable[[Stage], AbstractContextManager[Contestants]]
    bars: tuple[Bar, ...]
    rounds: int = 0
