"""One claim of a batch of due runs, among a thousand and among a million."""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from benchmarks.harness.measure import Bar, Contestants, Measure
from benchmarks.places.copies import Round, on_postgres, on_sqlite
from benchmarks.places.stage import Stage, ours, together
from outreach.sequences.services.dispatch import BATCH

_FEW = 1_000  # all due; as many are due among the many
_CLAIMS = _FEW // BATCH  # of a round: as many as find a whole batch; the first is not counted


def _claims(url: str) -> float:
    (told,) = together(ours("worker"), [{"url": url, "claims": _CLAIMS}])
    times: list[float] = told["claims"][1:]
    return median(times) * 1000


@contextmanager
def _open(stage: Stage) -> Iterator[Contestants]:
    many = 100_000 if stage.quick else 1_000_000
    work: Round = _claims
    with (
        on_sqlite(stage, "few", _FEW) as few_sqlite,
        on_sqlite(stage, "many", many, _FEW) as many_sqlite,
        on_postgres(stage, "few", _FEW) as few_postgres,
        on_postgres(stage, "many", many, _FEW) as many_postgres,
    ):
        yield {
            "SQLite, 1,000": lambda: few_sqlite(work),
            "SQLite, many": lambda: many_sqlite(work),
            "PostgreSQL, 1,000": lambda: few_postgres(work),
            "PostgreSQL, many": lambda: many_postgres(work),
        }


MEASURE = Measure(
    name="claim",
    title="A claim of a batch, among 1,000 enrolments and among 1 M (QUICK: 100,000)",
    unit="ms",
    open=_open,
    bars=tuple(
        Bar(f"{base}, many ÷ 1,000", f"{base}, many", f"{base}, 1,000", 1.5, 1.1, ceiling=True)
        for base in ("SQLite", "PostgreSQL")
    ),
)
