"""Full send cycles a second, beside a bare loop with the same number of durable commits."""

import sqlite3
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from outreach.channels.base import Medium
from outreach.clock import StillClock
from outreach.database import Database
from outreach.upkeep.services import migrate
from tests.databases import MONDAY, RING
from tests.world import World, add_case, make_world, paris

_FAST = {Medium.SMS: 1e9, Medium.EMAIL: 1e9}


def bare(folder: Path, count: int) -> float:
    """Messages a second of plain SQL: three commits each, nothing else."""
    base = sqlite3.connect(folder / "bare.db", isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE attempts (id INTEGER PRIMARY KEY, status TEXT, body TEXT)")
    started = time.perf_counter()
    for number in range(count):
        base.execute("INSERT INTO attempts VALUES (?, 'reserved', ?)", (number, "x" * 140))
        base.execute("UPDATE attempts SET status = 'calling' WHERE id = ?", (number,))
        base.execute("UPDATE attempts SET status = 'accepted' WHERE id = ?", (number,))
    return count / (time.perf_counter() - started)


def engine(folder: Path, count: int) -> float:
    """Messages a second of the engine, all due at one instant."""
    database = Database(f"sqlite:///{folder / 'engine.db'}", RING)
    migrate.upgrade(database, StillClock(MONDAY))
    world = _ready(database, count)
    world.clock.set(paris("2026-03-10 18:30"))
    started = time.perf_counter()
    report = world.tick()
    spent = time.perf_counter() - started
    database.dispose()
    assert report.sent == count, report  # noqa: S101  a benchmark of nothing is none
    return count / spent


def _ready(database: Database, count: int) -> World:
    world = make_world(database)
    world.means = replace(world.means, rates=_FAST)
    for number in range(count):
        add_case(world, phone=f"+3363998{number:04d}", email=f"p{number}@example.org")
    world.tick()
    world.post_letter(date(2026, 3, 2))
    return world


def main() -> None:
    """Three rounds, interleaved; the median ratio is the figure to keep."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    rounds = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            rounds.append((engine(Path(folder), count), bare(Path(folder), count)))
    for ours, reference in rounds:
        print(f"engine {ours:8.0f}/s   bare {reference:8.0f}/s   ratio {ours / reference:.4f}")


if __name__ == "__main__":
    main()
