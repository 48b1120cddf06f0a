"""How a process of ours starts: it reads its order, says that it is ready, and waits."""

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def serve(prepare: Callable[[Mapping[str, Any]], Callable[[], Mapping[str, object]]]) -> None:
    """Do what `prepare` gives for the order on the command line, when told to; tell its numbers.

    To them come the instants of beginning and end on the machine's monotonic clock, and the
    process's peak of resident memory in MB, when it was ready and at the end, and the seconds of
    a processor that the work took it.
    """
    work = prepare(json.loads(sys.argv[1]))
    resting = peak()
    tell({"ready": True})
    sys.stdin.readline()
    first, spent = time.monotonic(), time.process_time()
    told = work()
    last, spent = time.monotonic(), time.process_time() - spent
    tell({"first": first, "last": last, "resting": resting, "peak": peak(), "cpu": spent, **told})


def tell(numbers: Mapping[str, object]) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(numbers) + "\n")
    sys.stdout.flush()


def peak() -> float:
    """Megabytes (10**6 bytes) that this program held at most.

    As the kernel counts them since its start: what getrusage tells counts the one that started it.
    """
    status = Path("/proc/self/status")
    if not status.exists():  # no Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    held = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(held.split()[1]) * 1024 / 1e6
