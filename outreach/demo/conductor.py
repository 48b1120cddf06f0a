"""Keeps a town going while somebody looks on: at its pace, or faster up to a chosen instant."""

import threading
from datetime import datetime, time, timedelta

from outreach.clock import SteeredClock
from outreach.demo.days import Days

CALM = 60.0  # seconds of the town in a real second: a minute
STILL = 0.0
_LOOK = 0.4  # real seconds between two looks at what is to happen
_MORNING = time(9, 35)
_PART = "town"


class Conductor:
    """One thread that moves the town; others ask it to stand still, to go on, or to jump."""

    def __init__(self, clock: SteeredClock, days: Days, wakes_at: datetime) -> None:
        self._clock, self._days = clock, days
        self._pace, self._until = CALM, wakes_at
        self._wake, self._over = threading.Event(), threading.Event()
        self.awake = threading.Event()  # set once the days before `wakes_at` have been lived
        self._thread = threading.Thread(target=self._run, name="town", daemon=True)

    @property
    def still(self) -> bool:
        """Whether the town's time stands still."""
        return self._pace == STILL

    @property
    def hurries(self) -> bool:
        """Whether it plays events one after the other, up to the instant somebody chose."""
        return self._clock.now() < self._until

    def start(self) -> None:
        """Live the first days at once, then let time pass."""
        self._thread.start()

    def stop(self) -> None:
        """End after the event in hand."""
        self._over.set()
        self._wake.set()
        self.awake.set()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """Somebody wrote: look at once."""
        self._wake.set()

    def hold(self) -> None:
        """Let time stand still; what people write is still read and answered."""
        self._pace = STILL
        self._clock.run(STILL)
        self._until = self._clock.now()

    def go_on(self) -> None:
        """Let time pass again."""
        self._pace = CALM
        self._clock.run(CALM)

    def skip_hour(self) -> None:
        """Play the next hour at once."""
        self._skip_to(max(self._until, self._clock.now()) + timedelta(hours=1))

    def skip_to_morning(self) -> None:
        """Play up to the morning of the next working day."""
        calendar = self._days.calendar
        here = calendar.day(max(self._until, self._clock.now()))
        self._skip_to(calendar.at(calendar.add_working_days(here, 1), _MORNING))

    def _skip_to(self, until: datetime) -> None:
        self._until = until
        self._wake.set()

    def _run(self) -> None:
        while not self._over.is_set():
            self._wake.clear()
            self._days.keep_agenda()
            if self.hurries:
                self._clock.run(STILL)
                if not self._days.guard.run(_PART, self._hurry):
                    self._until = self._clock.now()  # it is in the log: go on at the usual pace
                self._clock.run(self._pace)
            else:
                self.awake.set()
                self._days.guard.run(_PART, self._days.live)
            self._wake.wait(_LOOK)

    def _hurry(self) -> None:
        self._days.play(self._until, lambda: self._over.is_set() or not self.hurries)
