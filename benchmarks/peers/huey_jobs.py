"""Huey on SQLite, durable: empty jobs, its own consumer, two processes. Order: ``path``, ``jobs``.

The consumer's processes are forks of this one: they count in memory that all of them share.
"""

import logging
import mmap
import os
import sqlite3
import struct
import threading
import time
from typing import Any

from huey import SqliteHuey

from benchmarks.peers.ready import order, tell, wait

_PROCESSES = 2
_SLOT = struct.Struct("<ddq")  # first, last, count
_SLOTS = 64  # a process takes the one of its number: two neighbours never meet
_SHARED = mmap.mmap(-1, _SLOTS * _SLOT.size)
_PATIENCE = 120  # seconds

_asked = order()
_huey = SqliteHuey("jobs", filename=_asked["path"], fsync=True)


@_huey.task()
def send() -> None:
    """Nothing but the note that it ran."""
    now, at = time.monotonic(), os.getpid() % _SLOTS * _SLOT.size
    first, _last, count = _SLOT.unpack_from(_SHARED, at)
    _SLOT.pack_into(_SHARED, at, first or now, now, count + 1)


def _watch(consumer: Any, jobs: int) -> None:
    """Tell once all ran, and stop the consumer."""
    until = time.monotonic() + _PATIENCE
    slots: list[Any] = []
    while sum(one[2] for one in slots) < jobs and time.monotonic() < until:
        time.sleep(0.05)
        slots = [one for one in _SLOT.iter_unpack(_SHARED) if one[2]]
    count = sum(one[2] for one in slots)
    tell({"first": min(s[0] for s in slots), "last": max(s[1] for s in slots), "count": count})
    consumer.stop(graceful=True)


def _put(jobs: int) -> None:
    """As its `enqueue` does, but in one transaction: putting in is not measured."""
    with sqlite3.connect(_asked["path"]) as base:
        rows = (("jobs", _huey.serialize_task(send.s()), 0) for _ in range(jobs))
        base.executemany("INSERT INTO task (queue, data, priority) VALUES (?, ?, ?)", rows)
    base.close()
    _huey.storage.close()  # a connection does not outlive a fork


def _main() -> None:
    logging.disable(logging.WARNING)
    _put(_asked["jobs"])
    wait()
    consumer = _huey.create_consumer(workers=_PROCESSES, worker_type="process", periodic=False)
    threading.Thread(target=_watch, args=(consumer, _asked["jobs"]), daemon=True).start()
    consumer.run()


if __name__ == "__main__":
    _main()
