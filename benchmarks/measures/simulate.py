"""A year of ten thousand households on the virtual clock, by what a part of its lots takes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.harness.machine import ROOT
from benchmarks.harness.measure import Bar, Contestants, Measure
from benchmarks.places.stage import Stage
from outreach.simulate.lots import LARGEST

_DAYS, _HOUSEHOLDS = 365, 10_000
_LOTS, _FEW = 2, 100  # played; households of QUICK
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


def _rounds(lots: int) -> int:
    """How often all processors are given lots."""
    return -(-lots // (os.cpu_count() or 1))


@contextmanager
def _open(stage: Stage) -> Iterator[Contestants]:
    def minutes() -> float:
        """Lots are of one size, and each processor plays one at a time."""
        if stage.quick:  # a small town costs more for each household: only whether it runs
            return _seconds(_FEW) * _HOUSEHOLDS / _FEW / 60
        again = _rounds(_HOUSEHOLDS // LARGEST) / _rounds(_LOTS)
        return _seconds(_LOTS * LARGEST) * again / 60

    yield {"10,000 × 365 days, reckoned": minutes}


MEASURE = Measure(
    name="simulate",
    title=f"Simulation, reckoned from {_LOTS} lots of {LARGEST} households × 365 days "
    f"(QUICK: from {_FEW} households), SQLite",
    unit="minutes",
    open=_open,
    bars=(
        Bar("10,000 × 365 days, minutes", "10,000 × 365 days, reckoned", "", 10, 2, ceiling=True),
    ),
    rounds=1,
)
