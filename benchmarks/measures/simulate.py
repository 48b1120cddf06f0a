"""A year of ten thousand households on the virtual clock, by what each of a few takes."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.harness.machine import ROOT
from benchmarks.harness.measure import Bar, Contestants, Measure
from benchmarks.places.stage import Stage

_DAYS, _HOUSEHOLDS = 365, 10_000
_PROGRAM = "from outreach.cli.main import main; main()"


def _seconds(households: int) -> float:
    """Of a whole simulation; all promises have to be kept (else CalledProcessError)."""
    words = ["simulate", "--cases", str(households), "--days", str(_DAYS), "--seed", "1"]
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", _PROGRAM, *words, "--database", "sqlite", "--json"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.monotonic() - began


@contextmanager
def _open(stage: Stage) -> Iterator[Contestants]:
    few, many = (5, 20) if stage.quick else (10, 50)

    def minutes() -> float:
        """What does not grow with the households (a day has its rounds) is counted once."""
        short, long = _seconds(few), _seconds(many)
        each = (long - short) / (many - few)
        return (short + each * (_HOUSEHOLDS - few)) / 60

    yield {"10,000 × 365 days, reckoned": minutes}


MEASURE = Measure(
    name="simulate",
    title="Simulation, reckoned from 10 and 50 households (QUICK: 5 and 20) × 365 days, SQLite",
    unit="minutes",
    open=_open,
    bars=(
        Bar("10,000 × 365 days, minutes", "10,000 × 365 days, reckoned", "", 10, 2, ceiling=True),
    ),
    rounds=1,
)
