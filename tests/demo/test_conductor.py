"""While somebody looks on, what they decide on a page takes its place at once."""

import threading
from datetime import timedelta
from typing import cast

from outreach.clock import SteeredClock
from outreach.demo.conductor import Conductor
from outreach.demo.days import Days
from outreach.demo.stage import START
from outreach.worker.guard import Guard

_PATIENCE = 20  # seconds


class QuietDays:
    """Days on which nothing happens; the agenda is looked after all the same."""

    def __init__(self) -> None:
        self.guard, self.kept, self.lived = Guard(), threading.Event(), threading.Event()

    def keep_agenda(self) -> None:
        self.kept.set()

    def live(self) -> None:
        self.lived.set()


def test_a_visit_that_a_visitor_decided_does_not_wait_for_the_night_s_round() -> None:
    days = QuietDays()
    conductor = Conductor(SteeredClock(START), cast("Days", days), START - timedelta(hours=1))
    conductor.start()
    try:
        assert days.lived.wait(_PATIENCE)
        days.kept.clear()
        conductor.wake()  # somebody wrote, or decided something, since
        assert days.kept.wait(_PATIENCE)
    finally:
        conductor.stop()
