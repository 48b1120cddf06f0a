"""A shipped-like script, snapshots of runs, and a driver that plays them tick by tick."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from outreach.programmes.rules.calendar import PARIS
from outreach.sequences.rules.decide import decide
from outreach.sequences.rules.facts import Decision, Finish, Snapshot, Wait
from outreach.sequences.rules.rehearse import REACHABLE, perform
from outreach.sequences.rules.script import Requirement, Script, Step, StepKind, Text

_TALK = ((time(10), time(12)), (time(17), time(19)))
_READ = ((time(10), time(12)), (time(14), time(17)))
SCRIPT = Script(
    "premier-contact",
    "Premier contact",
    (
        Step("info", StepKind.LETTER, -7),
        Step("S1", StepKind.SMS, 0, _TALK, (Requirement("info", ("posted",), 4, None),)),
        Step("S2", StepKind.SMS, 5, _TALK),
        Step("mail", StepKind.EMAIL, 8, _READ),
        Step("S3", StepKind.SMS, 12, _TALK),
        Step("lettre", StepKind.LETTER, 16),
        Step("S4", StepKind.SMS, 23, _READ, (), ("visit_dated",)),
        Step("visite", StepKind.VISIT, 24),
        Step("decision", StepKind.DECIDE, 26),
        Step(
            "S5",
            StepKind.SMS,
            36,
            _TALK,
            (Requirement("visite", (), 0, 10), Requirement("decision", (), 0, 10)),
        ),
    ),
    {
        "fr": {
            "S2": Text(text="Un mot", one_way="Un mot : {tel}"),
            "S3": Text(text="1 = {j1}, 2 = {j2}, 3 = {j3}", one_way="{j1}, {j2}, {j3} : {tel}"),
        },
        "tr": {"S2": Text(text="Merhaba")},
    },
)
TUESDAY = date(2026, 2, 3)


def paris(*parts: int) -> datetime:
    """A Paris wall-clock instant."""
    return datetime(*parts, tzinfo=PARIS)  # type: ignore[misc,arg-type]


def run(**changes: object) -> Snapshot:
    """A run that starts on Tuesday 3 February 2026 for a person with every kind of contact."""
    start = Snapshot(
        reference="AHU-2026-0001",
        script=SCRIPT,
        started_on=TUESDAY,
        contacts=REACHABLE,
    )
    return replace(start, **changes)  # type: ignore[arg-type]


Worker = Callable[[Snapshot, Decision, datetime], Snapshot]


@dataclass
class Ticker:
    """Plays a run the way the engine does: it only acts when it is looked at."""

    snapshot: Snapshot
    worker: Worker = perform
    done: list[tuple[datetime, Decision]] = field(default_factory=list)
    finished: bool = False
    due: datetime | None = None

    def tick(self, now: datetime) -> None:
        """Look at `now`, and act until there is nothing more to do at this instant."""
        for _ in range(3 * len(self.snapshot.steps)):
            decision = decide(self.snapshot, now)
            if isinstance(decision, Wait):
                assert decision.until > now
                self.due = decision.until
                return
            self.done.append((now, decision))
            if isinstance(decision, Finish):
                self.finished = True
                return
            self.snapshot = self.worker(self.snapshot, decision, now)
        raise AssertionError("one instant must not go on for ever")

    def play(self, instants: Iterable[datetime]) -> None:
        """Tick at each instant that finds the run due, until it is finished."""
        for now in instants:
            if self.finished:
                return
            if self.due is None or self.due <= now:
                self.tick(now)


def every(step: timedelta, start: datetime, days: int) -> Iterable[datetime]:
    """Instants `step` apart over `days` days."""
    return (start + rank * step for rank in range(int(timedelta(days=days) / step)))
