"""One history of a soak: processes that are born and killed at random instants, a provider that
misbehaves, then survivors who put everything right, and the checker.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from sqlalchemy import func, select

from outreach.database import Database
from outreach.messages.models import Attempt, ProviderReceipt
from outreach.messages.services.means import GRACE, LEASE
from outreach.record import services as record
from outreach.record.models.journal import JournalEntry
from outreach.replies.models import Reply
from outreach.sequences.models import Enrolment
from outreach.town.carrier import Carrier
from outreach.town.evidence import gather
from outreach.town.faults import Fault
from outreach.town.history import Defect, Kind, Step, check
from tests.databases import RING
from tests.soak.board import Board, SharedClock
from tests.soak.crowd import Crowd
from tests.soak.tally import Tally
from tests.wire import OURS, PUBLIC
from tests.world import make_ready, paris

ROOT = Path(__file__).parents[2]
START = paris("2026-03-10 10:00")
NEXT_DAY = paris("2026-03-11 11:00")
PEOPLE = 80
NUMBERS = [f"+336399800{10 + rank}" for rank in range(PEOPLE)]
FIRST = "S1"  # the step that is due to everybody
_APART = timedelta(seconds=5)  # between two of them


def make_due(database: Database) -> None:
    """Everybody's first SMS is due, one after the other from the start."""
    make_ready(database, people=PEOPLE)
    with database.write() as session:
        for rank, run in enumerate(session.scalars(select(Enrolment).order_by(Enrolment.id))):
            run.due_at = START + _APART * rank


# What the provider does to one call in two. Seconds stay below the grace; what is our own fault
# (credentials, our number) is left to the matrix: it rests the sender for an hour.
_CREATE = (
    *(Fault.ACCEPT_THEN_RESET, Fault.ACCEPT_THEN_HANG, Fault.CUT_SHORT, Fault.NOT_JSON),
    *(Fault.NO_SID, Fault.ERROR_500_ACCEPTED, Fault.ERROR_500_UNACCEPTED, Fault.ERROR_503_HTML),
    *(Fault.DROP, Fault.RESET, Fault.HANG, "accepted_late:120", "list_lag:240", "429"),
    *("status:408", "refuse:21211"),
)
_ASKED = (Fault.ERROR_500_UNACCEPTED, Fault.DROP, Fault.NOT_JSON, Fault.HANG, "429")
_PER_CUT = 8  # kills between two power cuts, in which everybody dies and time passes
_PATIENCE = 0.3  # seconds to wait for it
_SPAN = 0.06  # seconds after it: some messages
_CUTS = (
    30,
    160,
    320,
    470,
)  # seconds in which nobody lives: below, around and above a lease and a grace
# A lease and some graces under a provider that still misbehaves, then two with one that is well.
_AFTERWARDS = [LEASE + timedelta(seconds=1) + GRACE * rank for rank in range(3)]
_AT_PEACE = [timedelta(minutes=20 + 6 * rank) for rank in range(4)]
_CALL = 40  # seconds that may pass in all while somebody lives: less than a call's limit


class Nursery:
    """The warm parent, at the other end of two pipes."""

    def __init__(self, board: Path, log: IO[str] | None = None) -> None:
        self.board = board
        Board(board)  # the file is there before the parent opens it
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.lives", str(board)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=ROOT,
        )

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.communicate()

    def ask(self, verb: str, **order: object) -> Any:
        """Give an order and wait for the answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": verb, **order}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@dataclass(frozen=True, slots=True)
class Cast:
    """Who works on an engine."""

    engine: str
    workers: int
    webs: int


SQLITE, POSTGRESQL = Cast("SQLite", 1, 2), Cast("PostgreSQL", 2, 1)


class Episode:
    """One database, one provider, some deaths; `seed` draws the faults and the instants."""

    def __init__(
        self, nursery: Nursery, cast: Cast, url: str, seed: str, *, blind: bool = False
    ) -> None:
        self._nursery, self._url, self._seed = nursery, url, seed
        self._blind, self._dice = blind, random.Random(seed)
        self._board = Board(nursery.board)
        self._clock = SharedClock(self._board)
        self._kinds = ["worker"] * cast.workers + ["web"] * cast.webs
        self._pids: dict[int, int] = {}
        self._passed = 0
        self.tally = Tally(cast.engine, episodes=1, people=PEOPLE)

    def play(self, deeds: Callable[[Carrier], None]) -> Tally:
        """Open the house, do deeds, let a survivor settle, check."""
        began = time.monotonic()
        self._board.set(START)
        with Carrier(clock=self._clock, public=PUBLIC) as carrier:
            carrier.reply(NUMBERS[-1], OURS, "Bonjour", silent=True)  # heard while all is well
            port = self._nursery.ask("open", url=self._url, api=carrier.url, blind=self._blind)
            carrier.callback = f"http://127.0.0.1:{port}"
            deeds(carrier)
            self._nursery.ask("close")
            self._settle(carrier)
            database = Database(self._url, RING)
            try:
                self._judge(database, carrier)
            finally:
                database.dispose()
        self.tally.seconds = time.monotonic() - began
        return self.tally

    def massacre(self, kills: int, carrier: Carrier) -> None:
        """Let workers and web processes work, and kill them at random instants."""
        self._trouble(carrier)
        with Crowd(carrier, self._seed, NUMBERS[:-1], mute=self._blind):
            self._massacre(kills)
            self._nursery.ask("close")  # who waits at our door is sent away

    def _trouble(self, carrier: Carrier) -> None:
        """The first calls of each kind may go wrong, whoever makes them; then all is well."""
        for on, choices, share in (("create", _CREATE, 0.5), ("list", _ASKED, 0.2)):
            carrier.faults.add(*(str(self._drawn(choices, share)) for _ in range(PEOPLE)), on=on)
        carrier.faults.add(*(str(self._drawn(_ASKED, 0.2)) for _ in range(PEOPLE)), on="fetch")

    def _drawn(self, choices: Sequence[str], share: float) -> str:
        if self._blind:
            return Fault.ACCEPT_THEN_RESET
        return self._dice.choice(choices) if self._dice.random() < share else Fault.NONE

    def _massacre(self, kills: int) -> None:
        self._bear_all()
        while self.tally.kills < kills:
            slots = range(len(self._kinds))
            weights = [5 if kind == "worker" else 1 for kind in self._kinds]
            victim = self._dice.choices(slots, weights)[0]
            self._wait_for(victim)
            self._kill(victim)
            if self.tally.kills % _PER_CUT == 0:
                self._power_cut()
            else:
                self._pass(self._dice.randint(4, 8))
                self._bear(victim)
        self._kill_all()

    def _bear(self, slot: int) -> None:
        self._board.note(slot, "starting")
        self._pids[slot] = self._nursery.ask("birth", kind=self._kinds[slot], slot=slot)

    def _bear_all(self) -> None:
        for slot in range(len(self._kinds)):
            self._bear(slot)

    def _kill_all(self) -> None:
        for slot in list(self._pids):
            self._kill(slot)

    def _wait_for(self, slot: int) -> None:
        """A random while; mostly from the moment when the victim does something that matters."""
        aimed, patience = self._dice.random() < 0.8, time.monotonic() + _PATIENCE
        idle = ("starting", "round", "listening") if aimed else ("starting",)
        while self._board.place(slot) in idle and time.monotonic() < patience:
            time.sleep(0.0005)
        time.sleep(self._dice.random() * _SPAN)

    def _kill(self, slot: int) -> None:
        pid = self._pids.pop(slot)
        self.tally.struck[self._board.place(slot)] += 1
        os.kill(pid, signal.SIGKILL)
        code = self._nursery.ask("reap", pid=pid)
        self.tally.kills += 1
        if code != -signal.SIGKILL:  # it had ended before, by a fault of its own
            self._defect(Kind.BROKEN, self._kinds[slot], f"ended by itself with {code}")

    def _power_cut(self) -> None:
        """Everybody dies, and nobody is there for a while: leases end, a grace may."""
        self._kill_all()
        self._passed = 0
        self._advance(self._dice.choice(_CUTS))
        self._bear_all()

    def _pass(self, seconds: int) -> None:
        """Let some time pass under the living, never more than one call may take."""
        if self._passed + seconds <= _CALL:
            self._passed += seconds
            self._advance(seconds)

    def _advance(self, seconds: int) -> None:
        self._board.set(self._clock.now() + timedelta(seconds=seconds))

    def _settle(self, carrier: Carrier) -> None:
        """What one healthy worker does in the hour that follows, and the next morning."""
        now = self._clock.now()
        self._heal([now + span for span in _AFTERWARDS])
        carrier.faults.clear()
        self._heal([*(now + span for span in _AT_PEACE), NEXT_DAY])

    def _heal(self, instants: Sequence[datetime]) -> None:
        pid = self._nursery.ask("heal", at=[one.isoformat() for one in instants])
        if code := self._nursery.ask("reap", pid=pid):
            self._defect(Kind.BROKEN, "worker", f"the survivor ended with {code}")

    def _judge(self, database: Database, carrier: Carrier) -> None:
        history = gather(database, carrier.book.all(), self._wanted(database))
        for defect in check(history):
            self.tally.defects.append((self._seed, defect))
        self.tally.accepted = len(history.accepted)
        self._hear(database, carrier)
        self._count(database)

    def _wanted(self, database: Database) -> set[Step]:
        """The first step of every run that nothing stopped."""
        with database.read() as session:
            rows = session.execute(select(Enrolment.id, Enrolment.state)).all()
        return {(row.id, FIRST) for row in rows if row.state == "active"}

    def _hear(self, database: Database, carrier: Carrier) -> None:
        """Every message that came in is stored once, and nothing of the sequence was called for
        once it was.
        """
        came = [one.sid for one in carrier.book.all() if one.direction == "inbound"]
        with database.read() as session:
            stored = list(session.scalars(select(Reply.provider_id)))
            late = session.execute(
                select(Attempt.key)
                .join(Reply, Reply.case_id == Attempt.case_id)
                .where(Attempt.purpose == "sequence", Attempt.called_at > Reply.received_at)
            ).all()
            if not record.verify(session).intact:
                self._defect(Kind.BROKEN, "journal", "a chain is not whole")
        self.tally.replies = len(came)
        if sorted(came) != sorted(stored):
            self._defect(Kind.LOST, "replies", f"{len(came)} came, {len(stored)} are stored")
        for row in late:
            self._defect(Kind.UNEXPECTED, row.key, "called for after a reply was stored")

    def _count(self, database: Database) -> None:
        with database.read() as session:
            doubts = select(func.count()).where(
                JournalEntry.event == "attempt.moved", JournalEntry.facts.contains('"uncertain"')
            )
            self.tally.doubted = session.scalar(doubts) or 0
            ends = select(func.count()).where(Attempt.status.in_(("absent", "cancelled")))
            self.tally.resent = session.scalar(ends) or 0
            self.tally.receipts = session.scalar(select(func.count(ProviderReceipt.id))) or 0

    def _defect(self, kind: Kind, about: str, why: str) -> None:
        self.tally.defects.append((self._seed, Defect(kind, about, why)))
