"""The protocol of delivery as a machine: two workers that interleave and die, a provider that
loses, delays and repeats. After every step the provider's book is held against the record.
"""

import itertools
import os
import shutil
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event, select, update

from outreach.channels.base import Inbound, Medium, Progress, Receipt
from outreach.clock import StillClock
from outreach.database import Database
from outreach.messages.services.callbacks import note
from outreach.messages.services.means import GRACE, LAG_MARGIN, LEASE, Means
from outreach.messages.services.reconcile import reconcile, sweep_orphans
from outreach.messages.services.release import release
from outreach.replies.services.ears import Ears
from outreach.replies.services.files import shipped_lexicon
from outreach.replies.services.polling import poll
from outreach.replies.services.receive import FoundBy, receive
from outreach.sequences.models import Enrolment
from outreach.sequences.services.dispatch import Report, dispatch
from outreach.sequences.services.planning import follow
from outreach.town.evidence import gather
from outreach.town.history import Step, check
from tests.databases import RING
from tests.messages.services.provider import PaperDoor, Turn
from tests.world import LIBRARY, make_ready, paris

EXAMPLES = int(os.environ.get("PROTOCOL_EXAMPLES", "15"))
PEOPLE = 6
PHONES = [f"+336399800{10 + rank}" for rank in range(PEOPLE)]
DEATHS = ("claimed", "reserved", "calling", "marked", "called", "settled")
BETWEEN = ("reserved", "marked", "called", "settled")  # no transaction is open there
MEANWHILE = ("work", "settle", "word", "wait", "overtake")
SPANS = {"moment": timedelta(seconds=40), "lease": LEASE + timedelta(seconds=1), "grace": GRACE}
THEN = ("round", "round", "stop", "day", *SPANS)
LATER = paris("2026-06-01 10:00")  # nobody is due before a step of the story says so
LEXICON = shipped_lexicon()


class Died(BaseException):
    """The process is gone."""


class Protocol(RuleBasedStateMachine):
    """Six people, two workers at a time, one provider."""

    template: Path
    numbers = itertools.count(1)

    def __init__(self) -> None:
        super().__init__()
        file = self.template.with_name(f"protocol{next(self.numbers)}.db")
        shutil.copy(self.template, file)
        self.database = Database(f"sqlite:///{file}", RING)
        event.listen(self.database.engine, "connect", _hurry)
        self.clock = StillClock(paris("2026-03-10 17:30"))
        self.clock._keys = 10_000
        self.door = PaperDoor(self.clock)
        self.owners = itertools.count(1)
        self.sids = itertools.count(1)
        self.workers = [self._worker(), self._worker()]

    def _worker(self) -> Means:
        return Means(
            database=self.database,
            clock=self.clock,
            doors={Medium.SMS: self.door},
            lexicons=LIBRARY.lexicons,
            follow=follow,
            owner=f"worker{next(self.owners)}",
            sleep=self.clock.sleep,
            group=100,
        )

    @rule(
        who=st.integers(0, 1),
        people=st.lists(st.integers(1, PEOPLE), min_size=1, max_size=3),
        turns=st.lists(st.sampled_from(list(Turn)), max_size=3),
        dies_at=st.sampled_from(["", *DEATHS]),
        between=st.sampled_from(BETWEEN),
        meanwhile=st.lists(st.sampled_from(MEANWHILE), max_size=3),
        then=st.lists(st.sampled_from(THEN), max_size=3),
    )
    def work(
        self,
        who: int,
        people: list[int],
        turns: list[Turn],
        dies_at: str,
        between: str,
        meanwhile: list[str],
        then: list[str],
    ) -> None:
        """One does what is due; at one of its points the rest of the world moves, or it dies.

        One rule for all of it: a machine leaves whole rules out of a story.
        """
        self._now_due(people)
        self.door.turns = deque(turns)
        others: dict[str, Callable[[], object]] = {
            "work": lambda: dispatch(self.workers[1 - who], Report()),
            "settle": lambda: self._settle(self.workers[1 - who]),
            "word": self._word_on_newest,
            "wait": lambda: self.clock.advance(timedelta(seconds=40)),
            "overtake": lambda: self._overtake(self.workers[1 - who]),
        }
        acts = [others[act] for act in meanwhile]

        def probe(point: str) -> None:
            if point == between:
                while acts:
                    acts.pop(0)()
            if point == dies_at:
                raise Died

        try:
            dispatch(replace(self.workers[who], probe=probe), Report())
        except Died:
            self.workers[who] = self._worker()
        for act in then:
            self._then(act, who)

    def _then(self, act: str, who: int) -> None:
        match act:
            case "round":
                self._settle(self.workers[who])
            case "stop":
                release(self.workers[who])
                self.workers[who] = self._worker()
            case "day":
                day = (self.clock.now() + timedelta(days=1)).date()
                self.clock.set(paris(f"{day} 17:30"))
            case _:
                self.clock.advance(SPANS[act])

    @rule(reachable=st.booleans())
    def listing(self, reachable: bool) -> None:
        """The provider can be asked, or not."""
        self.door.reachable = reachable

    @precondition(lambda self: self.door.book.all())
    @rule(
        data=st.data(),
        progress=st.sampled_from(list(Progress)),
        twice=st.booleans(),
    )
    def receipt(self, data: st.DataObject, progress: Progress, twice: bool) -> None:
        """A word about any message that was taken, early or late, true or not, and repeated."""
        one = data.draw(st.integers(0, len(self.door.book.all()) - 1))
        for _ in range(1 + twice):
            self._word(one, progress)

    @rule(person=st.integers(0, PEOPLE - 1), stop=st.booleans(), told=st.booleans())
    def reply(self, person: int, stop: bool, told: bool) -> None:
        """A person writes; the hook may be lost, then only the sweep finds it."""
        if next(self.sids) % 4:
            return  # else every story is a pause
        text = "STOP" if stop else "Bonjour"
        sid = f"SMin{next(self.sids)}"
        said = Inbound(sid, Medium.SMS, PHONES[person], "38000", text, at=self.clock.now())
        if told:
            receive(self._ears(self.workers[0]), said, FoundBy.HOOK, self.door.name)
        else:
            self.door.unheard.append(said)

    def _ears(self, means: Means) -> Ears:
        return Ears(means, LEXICON, LIBRARY.answers)

    def _word_on_newest(self) -> None:
        """A receipt that overtakes the answer of the call."""
        if self.door.book.all():
            self._word(-1, Progress.SENT)

    def _word(self, rank: int, progress: Progress) -> None:
        one = self.door.book.all()[rank]
        key = one.callback.removeprefix("/")
        note(self.workers[0], Receipt(key, one.sid, progress, progress.value))

    def _now_due(self, people: list[int]) -> None:
        """Bring some runs forward, unless something of theirs is in flight."""
        with self.database.write() as session:
            waits = Enrolment.person_id.in_(people), Enrolment.due_at >= LATER
            session.execute(update(Enrolment).where(*waits).values(due_at=self.clock.now()))

    def _overtake(self, other: Means) -> None:
        """While one sleeps, another takes over what it had, asks twice, and sends again."""
        for span in (LEASE + timedelta(seconds=1), GRACE, LAG_MARGIN, timedelta(minutes=6)):
            self.clock.advance(span)
            self._settle(other)
        dispatch(other, Report())

    def _settle(self, means: Means) -> None:
        if self.door.reachable:
            poll(self._ears(means), Medium.SMS, FoundBy.SWEEP)
        sweep_orphans(means)
        reconcile(means)

    @invariant()
    def the_record_agrees_with_the_provider(self) -> None:
        """Never two, nothing said absent that was taken, no line that contradicts a row."""
        assert check(gather(self.database, self.door.book.all()), settled=False) == []

    def teardown(self) -> None:
        """The trouble ends: everything comes to an end, or to a human."""
        self.door.turns.clear()
        self.door.reachable = True
        self._now_due(list(range(1, PEOPLE + 1)))
        for _ in range(3):
            day = (self.clock.now() + timedelta(days=1)).date()
            for hour in ("11:00", "11:10", "11:20", "18:00"):
                self.clock.set(paris(f"{day} {hour}"))
                self._settle(self.workers[0])
                dispatch(self.workers[0], Report())
        assert check(gather(self.database, self.door.book.all(), self._wanted())) == []
        self.database.dispose()

    def _wanted(self) -> set[Step]:
        """Whom a story came to and nothing stopped got the message, or the provider refused it."""
        with self.database.read() as session:
            active = select(Enrolment.id).where(
                Enrolment.state == "active", Enrolment.due_at < LATER
            )
            return {(run, "S1") for run in session.scalars(active)}


def _hurry(connection: object, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]  # nothing to survive


def test_whatever_happens_nothing_is_sent_twice_or_lost(
    sqlite_database: Database,
) -> None:
    """Stories of twenty steps, each on its own copy of one database."""
    make_ready(sqlite_database, people=PEOPLE)
    with sqlite_database.write() as session:
        session.execute(update(Enrolment).values(due_at=LATER))
    sqlite_database.dispose()  # closing its last connection empties the WAL into the file
    case = type("Case", (Protocol,), {"template": Path(str(sqlite_database.url.database))})
    run_state_machine_as_test(
        case,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=20,
            deadline=None,
            derandomize=EXAMPLES <= 15,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
