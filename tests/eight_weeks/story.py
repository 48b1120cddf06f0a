"""The story, played from outside: a file comes in, eight weeks pass, everything is shown."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from tests.eight_weeks import cast
from tests.eight_weeks.days import BUSY_TICKS, END, OFFICE, START, at, every_day, ticks, works
from tests.eight_weeks.desk import Ran
from tests.eight_weeks.history import History, Tick
from tests.eight_weeks.network import Network
from tests.eight_weeks.scene import Scene
from tests.eight_weeks.staff import work

SAMPLE = Path(__file__).parents[1] / "intake" / "data" / "signalements.csv"
OUTAGE = date(2026, 12, 7)  # the carrier answers 503 to everything but listings
STRANGER_COMES, UNHEARD = date(2026, 12, 2), date(2026, 12, 10)
WRITER = "+33639980535"  # nobody's; told only to the carrier
_MINUTE = timedelta(minutes=1)


class Story:
    """One telling of the story."""

    def __init__(self, scene: Scene, until: date = END, hang: str = "accept_then_reset") -> None:
        """Until a day; `hang` is what a call without any answer does.

        ``accept_then_hang`` takes twenty real seconds.
        """
        self.scene, self.history, self.until, self.hang = scene, History(), until, hang
        self.network = Network(scene, self.history)

    def tell(self) -> History:
        """Play everything and look at the end."""
        self.open()
        for day in every_day():
            if day <= self.until:
                self.live(day)
        self.close()
        return self.history

    def open(self) -> None:
        """Set up, as the README says; the installed program itself, not a warm copy."""
        desk, start = self.scene.desk, at(START, time(8)).isoformat()
        self._keep("init", ran=desk.spawn("--at", start, "init"))
        self._type("init")
        self._type("programme", "set", "--contact-name", "Valérie", *_AGREED)
        imports = (SAMPLE, self._write_file())
        for path in (*imports, *imports):
            self.history.imports.append(self._type("import", str(path), "--json").json)
        for role in cast.CAST:
            troubles = [each.replace("accept_then_hang", self.hang) for each in role.troubles]
            self.scene.carrier.faults.add(*troubles, to=cast.phone(role))

    def live(self, day: date) -> None:
        """One day: the worker's ticks, what the phones do, the humans' afternoon."""
        if day == OUTAGE:
            self.scene.carrier.faults.add(*["503_html"] * 200)
        for hour in ticks(day):
            self._tick(at(day, hour))
            if hour == OFFICE and works(day):
                work(self.scene, self.history, at(day, time(16)))
        if day == OUTAGE:
            self.scene.carrier.faults.clear()

    def close(self) -> None:
        """Show every document."""
        self.history.messages = self.scene.carrier.book.all()
        self.history.mails = list(self.scene.sink.mails)
        self.history.case_list = self._type("case", "list", "--json").json
        for row in self.history.case_list:
            shown = self._type("case", "show", row["reference"], "--json").json
            self.history.cases[row["reference"]] = shown
        self.history.inbox = self._type("inbox", "--json").json
        self.history.tasks.append(self._type("task", "list", "--json").json)
        self._type("journal", "verify")

    def _tick(self, instant: datetime) -> None:
        """The worker twice, then the hooks, then once more when people wrote.

        On a quiet day a worker that had nothing to do is not asked again: time is short.
        """
        self.scene.move(instant)
        if self._work(instant) or instant.time() in BUSY_TICKS:
            self._work(instant)
        visits = self._visitors(instant)
        if not (visits or self.network.busy()):
            return
        replies = self.network.replies()
        self.scene.move(instant + _MINUTE)
        with self.scene.desk.serve(instant + _MINUTE, self.scene.port):
            self.network.tell()
            for visit in visits:
                visit()
        if replies or visits:
            self.scene.move(instant + 2 * _MINUTE)
            self._work(instant + 2 * _MINUTE)

    def _visitors(self, instant: datetime) -> list[Callable[[], None]]:
        if instant.time() != OFFICE:
            return []
        match instant.date():
            case day if day == STRANGER_COMES:
                return [self.network.stranger]
            case day if day == UNHEARD:
                return [lambda: self.network.write_unheard(WRITER, "allo ?")]
            case _:
                return []

    def _work(self, instant: datetime) -> bool:
        before = self._counts()
        ran = self.scene.desk.at(instant, "worker", "--once", "--json")
        self._keep("worker", ran=ran)
        self.history.ticks.append(Tick(instant, ran.json, before, self._counts()))
        return any(count for name, count in ran.json.items() if name != "at")

    def _counts(self) -> tuple[int, int]:
        return len(self.scene.carrier.book.all()), len(self.scene.sink.mails)

    def _type(self, *args: str) -> Ran:
        ran = self.scene.desk.at(self.scene.clock.now(), *args)
        self._keep(*args, ran=ran)
        return ran

    def _keep(self, *args: str, ran: Ran) -> None:
        self.history.codes.append((args, ran.code, ran.err))

    def _write_file(self) -> Path:
        path = self.scene.desk.folder / "cast.csv"
        path.write_text(cast.file(), encoding="utf-8")
        return path


_AGREED = ("--contact-phone", "02 38 00 00 00", "--capacity", str(cast.CAPACITY))
