"""``make bench``: the measures, a table, and a file of the run."""

import argparse
import logging
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import structlog

from benchmarks.harness.keeping import KEPT, NEWEST, Run
from benchmarks.harness.machine import ROOT, commit, machine
from benchmarks.harness.measure import Measure
from benchmarks.harness.rounds import Reading, Result, run
from benchmarks.harness.table import number, table
from benchmarks.measures import (
    attempts_postgres,
    attempts_sqlite,
    backlog,
    claim,
    hook,
    sdk,
    simulate,
    two_workers,
)
from benchmarks.places.stage import PEERS, Stage
from outreach.clock import SystemClock

MEASURES = {
    module.MEASURE.name: module.MEASURE
    for module in (
        *(attempts_postgres, attempts_sqlite, sdk, two_workers),
        *(claim, backlog, hook, simulate),
    )
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for, all of it without a word; 1 when a measure could not be made."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("names", nargs="*", metavar="measure", help=", ".join(MEASURES))
    parser.add_argument("--quick", action="store_true", help="small numbers, to see that it works")
    parser.add_argument("--rounds", type=int, default=3, help="of each contestant")
    parser.add_argument("--keep", action="store_true", help="write it to benchmarks/results too")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.names) - set(MEASURES)
    if unknown:
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asked = [MEASURES[name] for name in chosen.names or MEASURES]
    measured, at = commit(), SystemClock().now().isoformat(timespec="seconds")
    done = Run(measured, at, chosen.quick, machine(), [])
    broken = []
    for measure in asked:
        try:
            result = _result(measure, quick=chosen.quick, rounds=chosen.rounds)
        except (RuntimeError, subprocess.CalledProcessError) as error:
            broken.append(f"{measure.name}: {error}")
            continue
        done = replace(done, results=[*done.results, result])
        done.write(NEWEST)  # after each, so that a run which is cut short is not lost
    print(table(done.results))
    if chosen.keep and done.results:
        done.write(KEPT / f"{done.name}.json")
        _draw(KEPT / f"{done.name}.json")
    for line in broken:
        print(f"BROKEN {line}")
    return 1 if broken else 0


def _result(measure: Measure, *, quick: bool, rounds: int) -> Result:
    with tempfile.TemporaryDirectory(prefix="outreach-bench-") as folder:
        stage = Stage(Path(folder), quick=quick)
        try:
            with measure.open(stage) as contestants:
                count = min(measure.rounds or rounds, rounds)
                numbers = run(contestants, count, lambda name, one: _tell(measure, name, one))
        finally:
            stage.close()
    readings = [Reading.of(bar, numbers) for bar in measure.bars]
    return Result(measure.name, measure.title, measure.unit, numbers, readings)


def _tell(measure: Measure, name: str, one: float) -> None:
    print(f"  {measure.name}: {name} {number(one)} {measure.unit}", file=sys.stderr, flush=True)


def _draw(path: Path) -> None:
    subprocess.run(
        [PEERS, "-m", "benchmarks.peers.chart", path, path.with_suffix(".svg")],
        cwd=ROOT,
        check=True,
    )


if __name__ == "__main__":
    sys.exit(main())
