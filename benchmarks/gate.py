"""``python -m benchmarks.gate``: the newest run against what was kept; 1 when it is slower.

Each ratio is held against the last kept run that has it: a run need not have every measure.
A ratio that falls below 70 % of what it was (a ceiling: that needs more than 1 / 0.7 of it) fails.
Only ratios are compared: the peers of the same run have taken the machine's mood out of them.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.keeping import NEWEST, Run, kept
from benchmarks.harness.rounds import Reading
from benchmarks.harness.table import number

FLOOR = 0.70


@dataclass(frozen=True, slots=True)
class Compared:
    """A ratio then and now; `share` is 1 when nothing changed, more when it is better."""

    name: str
    then: float
    now: float
    share: float

    @property
    def fails(self) -> bool:
        """Whether this is too much to be noise."""
        return self.share < FLOOR

    def __str__(self) -> str:
        word = "FAILS" if self.fails else "ok"
        return f"{word:5}  {self.share:6.0%}  {self.name}: {number(self.then)} → {number(self.now)}"


def compare(then: Sequence[Run], now: Run) -> list[Compared]:
    """Every ratio of `now` that was read before; `then`, the newest last."""
    before = _last(then)
    return [
        Compared(name, before[name].value, one.value, _share(before[name], one))
        for name, one in _ratios(now)
        if name in before
    ]


def missing(then: Sequence[Run], now: Run) -> list[str]:
    """What was read before and is not in `now`."""
    found = dict(_ratios(now))
    return [name for name in _last(then) if name not in found]


def _last(runs: Sequence[Run]) -> Mapping[str, Reading]:
    return {name: one for run in runs for name, one in _ratios(run)}


def _ratios(run: Run) -> Iterator[tuple[str, Reading]]:
    for result in run.results:
        for one in result.readings:
            if one.must is not None:  # a mere reference is no promise of ours
                yield f"{result.name}: {one.label}", one


def _share(then: Reading, now: Reading) -> float:
    better, worse = (then.value, now.value) if now.ceiling else (now.value, then.value)
    return better / worse if worse else 1.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and say; the one argument is the file of a run, the newest one without it."""
    given = sys.argv[1:] if arguments is None else arguments
    path = Path(given[0]) if given else NEWEST
    then = kept()
    if not path.exists() or not then:
        print("nothing to compare: run `make bench` first, and keep a run (KEEP=1)")
        return 2
    now = Run.read(path)
    compared = compare(then, now)
    print(f"{then[-1].commit} ({then[-1].at[:10]}) → {now.commit}, floor {FLOOR:.0%}")
    if now.quick:
        print("a QUICK run: its numbers say less")
    for one in compared:
        print(one)
    for name in missing(then, now):
        print(f"absent         {name}")
    return 1 if any(one.fails for one in compared) else 0


if __name__ == "__main__":
    sys.exit(main())
