"""Through the official SDK to a carrier that takes 150 ms, beside the SDK alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.harness.measure import Bar, Contestants, Measure
from benchmarks.measures.working import bare_sdk, carrier, workers
from benchmarks.places.copies import on_postgres, on_sqlite
from benchmarks.places.stage import Stage

BARE, POSTGRES, SQLITE = "bare SDK loop", "outreach, PostgreSQL", "outreach, SQLite"
_THREADS = 16


@contextmanager
def _open(stage: Stage) -> Iterator[Contestants]:
    people = 400 if stage.quick else 1_000
    with (
        carrier() as api,
        on_postgres(stage, "sdk", people) as postgres,
        on_sqlite(stage, "sdk", people) as sqlite,
    ):
        work = workers(1, people, api=api, threads=_THREADS)
        yield {
            POSTGRES: lambda: postgres(work),
            SQLITE: lambda: sqlite(work),
            BARE: lambda: bare_sdk(api, people, _THREADS),
        }


MEASURE = Measure(
    name="sdk",
    title=f"Through the SDK, 150 ms, {_THREADS} threads, 1 worker",
    unit="per second",
    open=_open,
    bars=(
        Bar("PostgreSQL ÷ bare loop", POSTGRES, BARE, must=0.8, aim=0.95),
        Bar("SQLite ÷ bare loop", SQLITE, BARE, must=0.8, aim=0.95),
    ),
)
