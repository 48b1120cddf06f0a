"""Those who make the calls: some threads, or the caller itself when there are none."""

import queue
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.channels.base import Outcome
from outreach.messages.services.sending.parcels import Parcel

_LINGER = 0.005  # seconds; answers that come together are settled together


@dataclass(frozen=True, slots=True)
class Landed:
    """One call made; `error` is what the caller's own code raised, never a door."""

    parcel: Parcel
    took: timedelta
    outcome: Outcome | None = None
    error: BaseException | None = None


class Crew:
    """Makes `call` on parcels, `size` of them at a time; with 0, at once and one by one.

    Used by one coordinating thread; only `call` runs elsewhere.
    """

    def __init__(
        self, call: Callable[[Parcel], Outcome], now: Callable[[], datetime], size: int
    ) -> None:
        self._call, self._now, self._size = call, now, size
        self._back: queue.SimpleQueue[Landed] = queue.SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None
        self.flying = 0  # begun and not yet given back by `landed`

    def begin(self, parcel: Parcel) -> None:
        """Call for one parcel; raises at once what an inline call raised."""
        if not self._size:
            self._back.put(self._made(parcel))
        else:
            if self._threads is None:
                self._threads = ThreadPoolExecutor(self._size, thread_name_prefix="sending")
            self._threads.submit(self._fly, parcel)
        self.flying += 1

    def landed(self, seconds: float | None = None) -> list[Landed]:
        """What has landed: waits for the first (at most `seconds`), then a breath for others."""
        found: list[Landed] = []
        until: float | None = None if seconds is None else time.monotonic() + seconds
        while self.flying:
            left = None if until is None else max(until - time.monotonic(), 0)
            try:
                found.append(self._back.get(timeout=left))
            except queue.Empty:
                break
            self.flying -= 1
            if len(found) == 1:
                until = time.monotonic() + _LINGER
        return found

    def close(self) -> None:
        """Wait for the calls under way."""
        if self._threads is not None:
            self._threads.shutdown(wait=True)

    def _made(self, parcel: Parcel) -> Landed:
        began = self._now()
        outcome = self._call(parcel)
        return Landed(parcel, self._now() - began, outcome)

    def _fly(self, parcel: Parcel) -> None:
        try:
            landed = self._made(parcel)
        except BaseException as error:  # the coordinator must hear of it, whatever it is
            landed = Landed(parcel, timedelta(0), error=error)
        self._back.put(landed)
