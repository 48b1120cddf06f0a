"""Whole attempts on SQLite that survive a power cut, beside queues whose jobs do nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.harness.measure import Bar, Contestants, Measure
from benchmarks.measures.working import file_queue, workers
from benchmarks.places.copies import on_sqlite
from benchmarks.places.stage import Stage

OURS, HUEY = "outreach, 1 worker", "Huey, durable"
BARE, APSCHEDULER = "bare sqlite3 loop", "APScheduler"


@contextmanager
def _open(stage: Stage) -> Iterator[Contestants]:
    people, jobs = (4_000, 1_000) if stage.quick else (20_000, 2_000)
    with on_sqlite(stage, "attempts", people) as ours:
        yield {
            OURS: lambda: ours(workers(1, people)),
            HUEY: lambda: file_queue(stage, "huey_jobs", jobs),
            BARE: lambda: file_queue(stage, "bare_sqlite", jobs),
            APSCHEDULER: lambda: file_queue(stage, "apscheduler_jobs", jobs),
        }


MEASURE = Measure(
    name="attempts_sqlite",
    title="Whole attempts, SQLite synchronous=FULL",
    unit="per second",
    open=_open,
    bars=(
        Bar("÷ Huey's durable empty job", OURS, HUEY, must=1, aim=2),
        Bar("÷ bare loop, outcome durable for each", OURS, BARE),
        Bar("÷ APScheduler's empty job", OURS, APSCHEDULER),
    ),
)
