"""One database, one carrier, processes that die, and the rounds that put everything right."""

import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType

from sqlalchemy import select, update

from outreach.channels.base import Medium
from outreach.clock import StillClock, SystemClock
from outreach.database import Database
from outreach.messages.models import Attempt, Sender
from outreach.messages.services.means import GRACE, LEASE, Means
from outreach.messages.services.reconcile import reconcile, sweep_orphans
from outreach.record import services as record
from outreach.sequences.models import Enrolment
from outreach.sequences.services.dispatch import Report, dispatch
from outreach.sequences.services.planning import follow
from outreach.town.book import Entry
from outreach.town.carrier import Carrier
from outreach.town.evidence import gather
from outreach.town.history import History, check
from tests.crash.nursery import Life, door
from tests.databases import RING
from tests.world import LIBRARY, paris

ROOT = Path(__file__).parents[2]
START = paris("2026-03-10 17:30")
# Over a lease and several graces of one evening, then three days: a sender's rests end too.
ROUNDS = (
    *(START + LEASE + timedelta(seconds=1) + GRACE * rank for rank in range(4)),
    *(paris(f"2026-03-{day} {time}") for day in (11, 12, 13) for time in ("12:00", "18:30")),
)
_DRAWS = SystemClock()
PEOPLE = 7
NUMBERS = tuple(f"+336399800{10 + rank}" for rank in range(PEOPLE))


class DrawingClock(StillClock):
    """Stands still, but its keys are nobody else's: several processes write one database."""

    def key(self) -> str:
        """A random key."""
        return _DRAWS.key()

    def secret(self, size: int) -> bytes:
        """Random bytes."""
        return _DRAWS.secret(size)


class Nursery:
    """The process that forks those who die."""

    def __enter__(self) -> "Nursery":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def begin(self, life: Life) -> None:
        """Start a life; its fate is asked later."""
        assert self._process.stdin is not None
        self._process.stdin.write(life.line())
        self._process.stdin.flush()

    def fate(self) -> int:
        """The exit code of the life begun, negative for a signal."""
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())

    def raise_one(self, life: Life) -> int:
        """Begin a life and wait for its end."""
        self.begin(life)
        return self.fate()


@dataclass(frozen=True, slots=True)
class Scene:
    """A database at `url`, and the carrier that its processes call."""

    url: str
    carrier: Carrier
    clock: DrawingClock

    def life(self, dies_at: str = "", owner: str = "dead", helps: bool = False) -> Life:
        """A dispatch at the present instant, after settling what others left if it `helps`."""
        at = self.clock.now().isoformat()
        return Life(self.url, self.carrier.url, at, owner, dies_at, helps=helps)

    def due(self, person_id: int) -> None:
        """Only this person's run is due, and every sender is rested."""
        database = Database(self.url, RING)
        with database.write() as session:
            mine, active = Enrolment.person_id == person_id, Enrolment.due_at.is_not(None)
            session.execute(update(Enrolment).where(active).values(due_at=ROUNDS[0]))
            session.execute(update(Enrolment).where(mine, active).values(due_at=self.clock.now()))
            session.execute(update(Sender).values(stopped_until=None))
        database.dispose()

    def recover(self) -> None:
        """What a worker does in the days that follow."""
        database = Database(self.url, RING)
        means = Means(
            database=database,
            clock=self.clock,
            doors={Medium.SMS: door(self.carrier.url)},
            lexicons=LIBRARY.lexicons,
            follow=follow,
            owner="survivor",
            sleep=self.clock.sleep,
        )
        try:
            for instant in ROUNDS:
                self.clock.set(instant)
                sweep_orphans(means)
                reconcile(means)
                dispatch(means, Report())
        finally:
            database.dispose()

    def attempts(self) -> list[Attempt]:
        """Every attempt of the record."""
        database = Database(self.url, RING)
        with database.read() as session:
            rows = list(session.scalars(select(Attempt).order_by(Attempt.id)))
            assert record.verify(session).intact
        database.dispose()
        return rows

    def truth(self) -> list[Entry]:
        """What the carrier holds, and the person therefore gets."""
        return self.carrier.book.all()

    def history(self, attempts: list[Attempt]) -> History:
        """Both sides; every step that was begun must have come to an end."""
        begun = {(a.enrolment_id, a.step) for a in attempts if a.enrolment_id and a.step}
        database = Database(self.url, RING)
        try:
            return gather(database, self.truth(), begun)
        finally:
            database.dispose()

    def check(self) -> None:
        """Nobody got the step twice, nobody got none; the record says what the carrier says."""
        attempts, truth = self.attempts(), self.truth()
        assert check(self.history(attempts)) == []
        left = [a for a in attempts if a.status in ("accepted", "sent", "delivered")]
        refused = {a.address for a in attempts if a.status == "refused"}
        assert max(Counter(entry.to for entry in truth).values(), default=0) <= 1
        everybody = set(NUMBERS)
        assert {entry.to for entry in truth} == everybody - refused
        bound = {a.provider_id: a.key for a in left}
        assert bound == {entry.sid: entry.callback.rpartition("/")[2] for entry in truth}
        assert {a.status for a in attempts} <= {
            *("accepted", "sent", "delivered", "refused", "absent", "cancelled")
        }


def on(url: str, carrier: Carrier, clock: DrawingClock) -> Scene:
    """A scene at its first instant, with an empty carrier's book."""
    clock.set(START)
    return replace(Scene(url, carrier, clock))


def begins(at: datetime = START) -> DrawingClock:
    """The clock of a scene and of its carrier."""
    return DrawingClock(at)
