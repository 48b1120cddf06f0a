"""A hundred thousand due at one instant: all are sent, and how much memory it takes."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.harness.measure import Bar, Contestants, Measure
from benchmarks.places.copies import on_sqlite
from benchmarks.places.stage import Stage, ours, together

_THREADS = 8  # as many as the setting's default


@contextmanager
def _open(stage: Stage) -> Iterator[Contestants]:
    people = 10_000 if stage.quick else 100_000

    resting: list[float] = []

    def peak(url: str) -> float:
        (told,) = together(ours("worker"), [{"url": url, "threads": _THREADS}])
        if told["sent"] != people:
            raise RuntimeError(f"{told['sent']} of {people} sent")
        resting.append(told["resting"])
        return float(told["peak"])

    with on_sqlite(stage, "backlog", people) as sqlite:
        yield {"peak of the worker": lambda: sqlite(peak), "before it began": resting.pop}


MEASURE = Measure(
    name="backlog",
    title="100,000 due at one instant (QUICK: 10,000), all sent, SQLite",
    unit="MB",
    open=_open,
    bars=(Bar("peak resident memory, MB", "peak of the worker", "", 150, 80, ceiling=True),),
    rounds=1,
)
