"""All the checks together, each as often as it is cheap."""

from collections.abc import Callable
from datetime import date

from outreach.database import Database
from outreach.demo.days import Step
from outreach.messages.services.means import Means
from outreach.programmes.rules.calendar import Calendar
from outreach.simulate.watch.agenda import look_for_crowds
from outreach.simulate.watch.breach import Breach, BrokenPromiseError
from outreach.simulate.watch.nights import Journals, look_for_doubts, look_for_forgotten
from outreach.simulate.watch.outside import Outside
from outreach.simulate.watch.traces import Traces
from outreach.simulate.watch.witness import Witness
from outreach.town.street import Street

_FEW = 300  # cases: their journals are read at each step


class Watch:
    """Told of each step; raises `BrokenPromiseError` at the end of one that broke a promise."""

    def __init__(
        self, means: Callable[[], Means], street: Street, calendar: Calendar, database: Database
    ) -> None:
        self._means, self._calendar, self._database = means, calendar, database
        self._breaches: list[Breach] = []
        self.witness = Witness(means, calendar, self._breaches.append)
        self.traces = Traces(lambda: means().clock.now(), self._breaches.append)
        self._outside = Outside(
            street, database, calendar, self.witness.seen, self._breaches.append
        )
        self._journals = Journals(self._breaches.append, self._outside.left)
        self._few = len(street.tenants) <= _FEW
        self._night: date | None = None

    def __call__(self, _step: Step) -> None:
        """Look at what a step did."""
        now = self._means().clock.now()
        self._outside.look(now)
        night = self._calendar.day(now)
        new = night != self._night
        self._night = night
        if new or self._few:
            with self._database.read() as session:
                self._journals.read(session, now)
                if new:
                    look_for_forgotten(session, now, self._breaches.append)
                    look_for_doubts(session, now, self._breaches.append)
                    look_for_crowds(session, now, self._breaches.append)
        if new:
            self._outside.listen(now)
        self.end()

    def new_night(self) -> None:
        """Look at everything at the end of this step, as once a day."""
        self._night = None

    def forget(self) -> None:
        """What was found and not yet told is not told."""
        self._breaches.clear()

    def end(self) -> None:
        """Raise what was found since the last time."""
        if self._breaches:
            found, self._breaches[:] = tuple(self._breaches), []
            raise BrokenPromiseError(found)
