"""``make soak``: many deaths on both engines, and a table of what came of them."""

import argparse
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import structlog

from outreach.clock import SystemClock
from tests import postgres
from tests.soak.conductor import POSTGRESQL, SQLITE, Nursery
from tests.soak.stages import postgres_stage, soak, sqlite_stage
from tests.soak.tally import Tally, table

_CLEAR = "\r\033[K" if sys.stderr.isatty() else "\n"


def _tell(tally: Tally) -> None:
    sys.stderr.write(f"{_CLEAR}{tally.engine}: {tally.kills} killed, {len(tally.defects)} defects")
    sys.stderr.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak, print the table; 1 when there is any defect."""
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--kills", type=int, default=1000, help="SIGKILLs on each engine")
    parser.add_argument("--seed", default="", help="draws faults and instants")
    chosen = parser.parse_args(arguments)
    seed = chosen.seed or SystemClock().key()[:8]
    with tempfile.TemporaryDirectory(prefix="outreach-soak-") as folder:
        tallies = _both(Path(folder), seed, chosen.kills)
    sys.stdout.write(
        f"{table(tallies)}\n\nseed {seed}: make soak SEED={seed} KILLS={chosen.kills}\n"
    )
    for tally in tallies:
        for name, defect in tally.defects:
            sys.stdout.write(f"{name}: {defect.kind} {defect.about}: {defect.why}\n")
    return 1 if any(tally.defects for tally in tallies) else 0


def _both(folder: Path, seed: str, kills: int) -> list[Tally]:
    root = folder / "postgres"
    root.mkdir()
    log = (folder / "log").open("w", encoding="utf-8")  # what dying processes say of the provider
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(log))
    logging.basicConfig(stream=log)
    with log, Nursery(folder / "board", log) as nursery:
        with sqlite_stage(folder) as stage:
            first = soak(nursery, SQLITE, stage, seed, kills, tell=_tell)
        try:
            with postgres_stage(postgres.start(root), "soak") as stage:
                second = soak(nursery, POSTGRESQL, stage, seed, kills, tell=_tell)
        finally:
            postgres.stop(root)
    sys.stderr.write("\n")
    return [first, second]


if __name__ == "__main__":
    sys.exit(main())
