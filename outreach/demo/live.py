"""The town with its pages: weeks played at once, then time that passes while somebody looks on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from outreach.clock import SteeredClock
from outreach.demo.conductor import Conductor
from outreach.demo.logins import Login, give_logins
from outreach.demo.opening import PASSWORD
from outreach.demo.stage import START, staged
from outreach.demo.views.pages import add_pages
from outreach.demo.views.town import Town
from outreach.fieldwork.services.sheet import shown_sender

DAYS = 29  # by then the second file's people have just had their first message
_OPENS = time(9, 40)
_LEFT = timedelta(hours=25)  # what the team was asked for since is the visitor's


@dataclass(frozen=True, slots=True)
class Opened:
    """A town that can be visited."""

    url: str
    logins: list[Login]
    password: str
    awake: threading.Event


@contextmanager
def opened(days: int, seed: int, port: int | None) -> Iterator[Opened]:
    """Open a town that lives its first `days` days at once; `awake` is set when it has.

    Whatever happens, nothing of it is left. Raises `BusyPortError`.
    """
    clock = SteeredClock(START)
    opens = _opening(days)
    with staged(clock, seed, port, opens - _LEFT) as stage:
        app, street = stage.app, stage.street
        conductor = Conductor(clock, stage.days, opens)
        logins = give_logins(app, stage.scenery.parts.database, stage.hired)
        sender = shown_sender(stage.scenery.parts.settings)
        means = stage.days.ears.means
        add_pages(app, Town(street, means, conductor, logins, PASSWORD, sender))
        stage.scenery.web.serve(app)
        conductor.start()
        try:
            yield Opened(stage.scenery.web.url, logins, PASSWORD, conductor.awake)
        finally:
            conductor.stop()


def _opening(days: int) -> datetime:
    day = (START + timedelta(days=days)).date()
    return datetime.combine(day, _OPENS, START.tzinfo)
