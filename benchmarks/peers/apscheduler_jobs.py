"""APScheduler: one job for each message, all due at once, in an SQLite store. Order: ``path``,
``jobs``. Without a limit to their lateness: by default most would be dropped.
"""

import logging
import sqlite3
import threading
import time
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from benchmarks.peers.ready import Seen, order, tell, wait

_seen, _lock, _done = Seen(), threading.Lock(), threading.Event()
_asked = order()


def send() -> None:
    """Nothing but the note that it ran."""
    with _lock:
        _seen.job()
        if _seen.count == _asked["jobs"]:
            _done.set()


def _main() -> None:
    logging.disable(logging.WARNING)
    sqlite3.connect(_asked["path"]).execute("PRAGMA journal_mode=WAL")
    scheduler = BackgroundScheduler(
        timezone=UTC,
        jobstores={"default": SQLAlchemyJobStore(url=f"sqlite:///{_asked['path']}")},
        executors={"default": ThreadPoolExecutor(8)},
        job_defaults={"misfire_grace_time": None},
    )
    scheduler.start(paused=True)
    for _ in range(_asked["jobs"]):
        scheduler.add_job(send, "date", run_date=datetime.now(UTC))
    wait()
    began = time.monotonic()
    scheduler.resume()
    _done.wait(120)
    tell({**_seen.told(), "first": began})
    scheduler.shutdown(wait=False)


if __name__ == "__main__":
    _main()
