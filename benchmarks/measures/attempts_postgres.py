"""Whole attempts on PostgreSQL, beside queues whose jobs do nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.harness.measure import Bar, Contestants, Measure
from benchmarks.measures.working import queue, workers
from benchmarks.places.copies import on_postgres
from benchmarks.places.stage import Stage

OURS, PGQUEUER, PROCRASTINATE = "outreach, 2 workers", "pgqueuer", "procrastinate"


@contextmanager
def _open(stage: Stage) -> Iterator[Contestants]:
    people, jobs, few = (4_000, 10_000, 500) if stage.quick else (20_000, 20_000, 2_000)
    with on_postgres(stage, "attempts", people) as ours:
        yield {
            OURS: lambda: ours(workers(2, people)),
            PGQUEUER: lambda: queue(stage, "pgqueuer_jobs", jobs),
            PROCRASTINATE: lambda: queue(stage, "procrastinate_jobs", few),
        }


MEASURE = Measure(
    name="attempts_postgres",
    title="Whole attempts, PostgreSQL, 2 processes",
    unit="per second",
    open=_open,
    bars=(
        Bar("÷ pgqueuer's empty job, batch 100", OURS, PGQUEUER, must=0.3, aim=0.6),
        Bar("÷ procrastinate's empty job", OURS, PROCRASTINATE),
    ),
)
