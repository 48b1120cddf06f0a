"""The least that a careful program can do on SQLite, synchronous=FULL, without a library.

Order: ``path``, ``jobs``. A claim and its intents are one transaction for a hundred; then each
message's outcome is one of its own, durable before the next.
"""

import sqlite3

from benchmarks.peers.ready import order, timed

_BATCH = 100
_TABLES = """
CREATE TABLE runs (id INTEGER PRIMARY KEY, due INTEGER, phone TEXT);
CREATE INDEX runs_due ON runs (due) WHERE due IS NOT NULL;
CREATE TABLE attempts (id INTEGER PRIMARY KEY, run INTEGER UNIQUE, status TEXT, body TEXT);
"""


def _work(base: sqlite3.Connection) -> None:
    while True:
        base.execute("BEGIN IMMEDIATE")
        due = base.execute("SELECT id FROM runs WHERE due <= 0 LIMIT ?", (_BATCH,)).fetchall()
        intents = [(run, "calling", "x" * 140) for (run,) in due]
        base.executemany("INSERT INTO attempts (run, status, body) VALUES (?, ?, ?)", intents)
        base.executemany("UPDATE runs SET due = NULL WHERE id = ?", due)
        base.execute("COMMIT")
        if not due:
            return
        for run in due:
            base.execute("UPDATE attempts SET status = 'accepted' WHERE run = ?", run)


def _main() -> None:
    asked = order()
    base = sqlite3.connect(asked["path"], isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.executescript(_TABLES)
    base.execute("BEGIN")
    base.executemany("INSERT INTO runs VALUES (?, 0, '')", ((n,) for n in range(asked["jobs"])))
    base.execute("COMMIT")
    timed(lambda: _work(base))


if __name__ == "__main__":
    _main()
