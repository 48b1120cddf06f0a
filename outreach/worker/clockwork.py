"""The worker that stays: APScheduler ticks, the database knows what is due.

No job holds state of the product: a tick that is missed, doubled or killed changes nothing.
"""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from outreach.messages.services.means import Means
from outreach.messages.services.release import release
from outreach.replies.services.ears import Ears
from outreach.sequences.services.dispatch import Report
from outreach.worker.guard import DATABASE, Guard, StoppedError
from outreach.worker.place import Place
from outreach.worker.rounds import Work, run_round

log = structlog.get_logger(__name__)

BEAT = 15  # seconds
# Seconds between two runs of each part.
EVERY: Mapping[str, float] = {
    "send": 1,  # a look that finds nothing costs some 5 ms: cheaper than to be told (NOTIFY)
    "admit": 30,
    "orphans": 30,
    "reconcile": 30,
    "mail": 60,
    "sweep": 120,
    "remind": 300,
    "agenda": 60,
    "alarms": 20,
    "nightly": 600,
    "receipts": 900,
}
# What each worker does; the rest is done by whichever comes first, for all of them. (`nightly`
# has a marker of its own.)
_EACH = frozenset({"send", "nightly"})
# Where a stop may cut the send path: nothing is half done there.
_SAFE = frozenset({"claimed", "reserved", "settled"})
_DEFAULTS = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}


class Clockwork:
    """One worker process; `stop` (set by a signal) ends it after the message in hand.

    `beat`: seconds between two signs of life, or between two looks of a spare; `every`: seconds
    between two runs of each part.
    """

    def __init__(
        self,
        ears: Ears,
        stop: threading.Event,
        beat: float = BEAT,
        every: Mapping[str, float] = EVERY,
    ) -> None:
        self._stop, self._seconds, self._every = stop, beat, every
        means = replace(ears.means, sleep=self._sleep, probe=self._probe(ears.means.probe))
        self._means: Means = means
        self._work = Work(replace(ears, means=means))
        self._guard = Guard()
        self._place = Place(means.database, means.clock, means.owner)
        self._active = threading.Event()
        self._told: bool | None = None
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            job_defaults=_DEFAULTS,
            executors={"default": ThreadPoolExecutor(len(every) + 1)},
        )

    @property
    def report(self) -> Report:
        """What it has done so far."""
        return self._work.report

    def run(self) -> None:
        """Work until stopped. Raises only when the database can't be used at the very start."""
        self._tell(self._place.renew())
        self._add("heartbeat", self._seconds, self._beat)
        self._scheduler.start()
        try:
            self._wait_for_place()
            run_round(self._work, self._guard)  # what piled up: replies before messages
            for name, seconds in self._every.items():
                self._add(name, seconds, self._job(name))
            self._stop.wait()
        except StoppedError:
            pass
        finally:
            self._scheduler.shutdown(wait=True)
            self._end()

    def _wait_for_place(self) -> None:
        while not self._active.wait(0.2):
            if self._stop.is_set():
                raise StoppedError

    def _add(self, name: str, seconds: float, job: Callable[[], None]) -> None:
        # Its first run is one interval from now, in real time, wherever our clock started.
        self._scheduler.add_job(job, "interval", seconds=seconds, id=name)

    def _job(self, name: str) -> Callable[[], None]:
        part = self._work.parts[name]

        def job() -> None:
            with suppress(StoppedError):
                if self._may_work() and self._is_my_turn(name):
                    self._guard.run(name, part)

        return job

    def _may_work(self) -> bool:
        if self._stop.is_set() or not self._active.is_set():
            return False
        if self._place.everybodys:
            return True  # nothing is looked up, so nothing was learnt of the database
        return self._guard.run(DATABASE, self._look) and self._active.is_set()

    def _is_my_turn(self, name: str) -> bool:
        """Whether no other worker began this part within its interval."""
        if name in _EACH:
            return True
        mine = False

        def take() -> None:
            nonlocal mine
            mine = self._place.is_my_turn(name, self._every[name])

        return self._guard.run(DATABASE, take) and mine

    def _look(self) -> None:
        """A process that was suspended may wake up after another took its place."""
        if not self._place.is_mine():
            self._tell(False)

    def _beat(self) -> None:
        with suppress(StoppedError):
            self._guard.run(DATABASE, lambda: self._tell(self._place.renew()))

    def _tell(self, active: bool) -> None:
        if active is self._told:
            return
        self._told = active
        if active:
            self._active.set()
        else:
            self._active.clear()
        log.info("worker.active" if active else "worker.spare")

    def _end(self) -> None:
        """Give back what is not begun; the leases' end does it if the database is away."""
        self._guard.run("release", lambda: release(self._means))
        self._guard.run("leave", self._place.leave)
        log.info("worker.stopped")

    def _sleep(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise StoppedError

    def _probe(self, inner: Callable[[str], None]) -> Callable[[str], None]:
        def probe(point: str) -> None:
            inner(point)
            if point in _SAFE and self._stop.is_set():
                raise StoppedError

        return probe
