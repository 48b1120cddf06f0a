"""The inbound hook: signature, reply, pause, journal, thread, beside signature and one insert."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.harness.measure import Bar, Contestants, Measure
from benchmarks.places.copies import file_of, on_postgres, on_sqlite
from benchmarks.places.stage import Stage, ours, peer, span, together


@contextmanager
def _open(stage: Stage) -> Iterator[Contestants]:
    jobs, calls = (300, 500) if stage.quick else (2_000, 2_000)

    def whole(url: str) -> float:
        told = together(ours("hook"), [{"url": url, "jobs": jobs}])
        if told[0]["paused"] != jobs:
            raise RuntimeError(f"{told[0]['paused']} of {jobs} runs paused")
        return jobs / span(told)

    def bare(**place: object) -> float:
        return calls / span(together(peer("flask_hook"), [{**place, "jobs": calls}]))

    def bare_postgres() -> float:
        with stage.database("bare_hook") as url:
            return bare(url=stage.plain(url))

    with on_sqlite(stage, "hook", jobs) as sqlite, on_postgres(stage, "hook", jobs) as postgres:
        yield {
            "outreach, SQLite": lambda: sqlite(whole),
            "bare Flask, SQLite": lambda: bare(path=str(file_of(stage, "bare_hook"))),
            "outreach, PostgreSQL": lambda: postgres(whole),
            "bare Flask, PostgreSQL": bare_postgres,
        }


MEASURE = Measure(
    name="hook",
    title="Inbound hook, durable, called as WSGI without a server",
    unit="per second",
    open=_open,
    bars=tuple(
        Bar(f"{base} ÷ bare", f"outreach, {base}", f"bare Flask, {base}", 0.4, 0.7)
        for base in ("SQLite", "PostgreSQL")
    ),
)
