"""What a second worker adds, on PostgreSQL and through the SDK."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.harness.measure import Bar, Contestants, Measure
from benchmarks.measures.working import carrier, workers
from benchmarks.places.copies import on_postgres
from benchmarks.places.stage import Stage

ONE, TWO = "1 worker", "2 workers"
_THREADS = 16  # of each


@contextmanager
def _open(stage: Stage) -> Iterator[Contestants]:
    people = 500 if stage.quick else 1_000
    with (
        carrier() as api,
        on_postgres(stage, "alone", people) as alone,
        on_postgres(stage, "both", 2 * people) as both,
    ):
        yield {
            ONE: lambda: alone(workers(1, people, api=api, threads=_THREADS)),
            TWO: lambda: both(workers(2, 2 * people, api=api, threads=_THREADS)),
        }


MEASURE = Measure(
    name="two_workers",
    title=f"Two workers, PostgreSQL, SDK, 150 ms, {_THREADS} threads each",
    unit="per second",
    open=_open,
    bars=(Bar("2 workers ÷ 1", TWO, ONE, must=1.6, aim=1.9),),
)
