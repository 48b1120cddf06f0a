"""How a process of a peer starts: it reads its order, says that it is ready, and waits."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any


class Seen:
    """The instants of the first and the last job, on the machine's monotonic clock."""

    def __init__(self) -> None:
        self.first = self.last = 0.0
        self.count = 0

    def job(self) -> None:
        """A job runs: this is all that it does."""
        self.last = time.monotonic()
        self.first = self.first or self.last
        self.count += 1

    def told(self) -> dict[str, object]:
        """As `span` reads it; a process without a job tells nothing that counts."""
        never = time.monotonic()
        return {"first": self.first or never, "last": self.last, "count": self.count}


def order() -> dict[str, Any]:
    """What was asked on the command line."""
    found: dict[str, Any] = json.loads(sys.argv[1])
    return found


def wait() -> None:
    """Say that all is ready; come back when told to go."""
    tell({"ready": True})
    sys.stdin.readline()


def tell(numbers: Mapping[str, object]) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(numbers) + "\n")
    sys.stdout.flush()


def timed(work: Callable[[], None]) -> None:
    """Wait, work, and tell when it began and ended."""
    wait()
    first = time.monotonic()
    work()
    tell({"first": first, "last": time.monotonic()})
