"""Made-up runs of measures."""

from benchmarks.harness.keeping import Run
from benchmarks.harness.measure import Bar
from benchmarks.harness.rounds import Reading, Result

SPEED = Bar("÷ peer", "ours", "peer", must=0.5, aim=1.0)
MEMORY = Bar("peak, MB", "ours", must=150, aim=80, ceiling=True)


def result(bar: Bar, ours: float, peer: float = 1.0, name: str = "speed") -> Result:
    """Three equal rounds."""
    rounds = {"ours": [ours] * 3, "peer": [peer] * 3}
    return Result(name, f"The {name}", "per second", rounds, [Reading.of(bar, rounds)])


def run(*results: Result, at: str = "2026-03-02T09:00:00+00:00", quick: bool = False) -> Run:
    """A run of some measures."""
    return Run("0123456789", at, quick, {"cores": "2"}, list(results))
