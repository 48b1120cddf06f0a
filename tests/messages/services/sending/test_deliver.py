"""Many calls at the same time, marked and settled in groups: each once, each written down."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event, select, update

from outreach.channels.base import Act, Capability, Medium, Outcome, Outgoing, Progress, Result
from outreach.channels.memory import MemoryDoor
from outreach.database import Database
from outreach.messages.models import Attempt, Sender
from outreach.messages.services.callbacks import note
from outreach.sequences.models import Enrolment
from tests.messages.services.test_receipts import said
from tests.world import World, make_ready, with_probe

PEOPLE = 12


def crowd(database: Database, door: MemoryDoor | None = None, *, threads: int = 4) -> World:
    """Twelve people whose first SMS is due, and a worker with some threads."""
    doors = {Medium.SMS: door} if door else None
    world = make_ready(database, people=PEOPLE, doors=doors)
    return hurried(world, threads)


def hurried(world: World, threads: int) -> World:
    """The same world, whose senders know no pace."""
    rates = {Medium.SMS: 1e9, Medium.EMAIL: 1e9}
    with world.database.write() as session:
        session.execute(update(Sender).values(per_second=1e9))
    return replace(world, means=replace(world.means, threads=threads, rates=rates))


@contextmanager
def commits(database: Database) -> Iterator[list[object]]:
    """The transactions that end well meanwhile."""
    found: list[object] = []

    def hear(connection: object) -> None:
        found.append(connection)

    event.listen(database.engine, "commit", hear)
    try:
        yield found
    finally:
        event.remove(database.engine, "commit", hear)


class Together(MemoryDoor):
    """A call only ends once three others are under way."""

    def __init__(self, medium: Medium = Medium.SMS) -> None:
        super().__init__(medium)
        self.barrier = threading.Barrier(4)

    def send(self, message: Outgoing) -> Outcome:
        """Accepted, with three others."""
        self.barrier.wait(20)
        return super().send(message)


class Answering(MemoryDoor):
    """What the provider does during a call is up to the test."""

    during: Callable[[Outgoing], Outcome | None]

    def send(self, message: Outgoing) -> Outcome:
        """What the test says, or accepted."""
        found = self.during(message)
        return super().send(message) if found is None else found


def statuses(world: World) -> list[str]:
    """Where the attempts stand, in the order made."""
    return [attempt.status for attempt in world.attempts()]


@pytest.mark.parametrize("threads", [0, 4])
def test_everybody_is_sent_to_once_and_waits_for_the_next_step(
    database: Database, threads: int
) -> None:
    """The record of a group is that of twelve single ones."""
    world = crowd(database, threads=threads)
    assert world.tick().sent == PEOPLE
    assert statuses(world) == ["accepted"] * PEOPLE
    assert len({left.message.to for left in world.sms.left}) == PEOPLE
    for attempt in world.attempts():
        assert attempt.provider_id == f"MEM-{attempt.key}"
        assert (attempt.settled_at, attempt.lease_until) == (world.clock.now(), None)
    with database.read() as session:
        runs = list(session.scalars(select(Enrolment)))
    assert all(run.due_at == run.then_at and run.due_at is not None for run in runs)
    assert world.intact()


def test_four_calls_are_under_way_at_the_same_time(sqlite_database: Database) -> None:
    """Each waits for three others: one by one they would never end."""
    world = crowd(sqlite_database, Together())
    assert world.tick().sent == PEOPLE


def test_a_group_is_written_in_one_transaction(sqlite_database: Database) -> None:
    """Claim, mark of the first, mark of the rest and their outcomes: not three commits each."""
    world = crowd(sqlite_database, threads=0)
    with commits(sqlite_database) as found:
        world.tick()
    assert len(found) < PEOPLE


def test_calls_under_way_without_order_hold_no_transaction(sqlite_database: Database) -> None:
    """SQLite has one writer: a door may take in a reply during its call."""
    door = Answering(Medium.SMS)
    world = crowd(sqlite_database, door)
    seen: list[str] = []

    def look(message: Outgoing) -> None:
        with world.database.write() as session:
            row = session.scalars(select(Attempt).where(Attempt.key == message.key)).one()
            seen.append(row.status)

    door.during = look
    world.tick()
    assert seen == ["calling"] * PEOPLE


def test_a_door_that_breaks_leaves_its_own_message_uncertain(database: Database) -> None:
    """The others of its group are accepted."""
    door = Answering(Medium.SMS)
    world = crowd(database, door)

    def some(message: Outgoing) -> None:
        if message.to.endswith("5"):
            raise KeyError(message.to)

    door.during = some
    report = world.tick()
    assert (report.sent, report.uncertain) == (PEOPLE - 1, 1)
    (odd,) = (a for a in world.attempts() if a.status == "uncertain")
    assert (odd.address, odd.error) == ("+33639980015", "KeyError")
    assert world.intact()


def test_two_answers_with_one_name_hurt_no_third(database: Database) -> None:
    """The provider names two messages alike: one is bound, one is for a human, ten are fine."""
    door = Answering(Medium.SMS)
    world = crowd(database, door, threads=0)
    twins = ("+33639980012", "+33639980013")

    def alike(message: Outgoing) -> Outcome | None:
        return Outcome(Result.ACCEPTED, "SAME") if message.to in twins else None

    door.during = alike
    world.tick()
    named = {a.address: (a.status, a.provider_id) for a in world.attempts()}
    assert sorted(named[twin] for twin in twins) == [("accepted", "SAME"), ("uncertain", None)]
    assert statuses(world).count("accepted") == PEOPLE - 1
    assert world.intact()


def test_a_receipt_that_comes_before_the_answer_stands(database: Database) -> None:
    """The phone had the message before the provider had told us that it took it."""
    door = Answering(Medium.SMS)
    world = crowd(database, door)

    def delivered(message: Outgoing) -> None:
        note(world.means, said(message.key, Progress.DELIVERED))

    door.during = delivered
    world.tick()
    assert statuses(world) == ["delivered"] * PEOPLE
    assert {a.provider_id for a in world.attempts()} == {f"MEM-{a.key}" for a in world.attempts()}
    assert world.intact()


def test_a_refusal_in_a_group_has_its_consequences(database: Database) -> None:
    """Among eleven that were accepted."""
    door = Answering(Medium.SMS)
    world = crowd(database, door)

    def refused(message: Outgoing) -> Outcome | None:
        opted = Outcome(Result.REFUSED, code="21610", act=Act.OPT_OUT)
        return opted if message.to.endswith("7") else None

    door.during = refused
    report = world.tick()
    assert (report.sent, report.failed) == (PEOPLE - 1, 1)
    with database.read() as session:
        ended = session.scalars(select(Enrolment.reason).where(Enrolment.state == "finished")).all()
    assert list(ended) == ["opted_out_at_provider"]
    assert world.intact()


class HaltError(Exception):
    """The process is asked to stop."""


@pytest.mark.parametrize("threads", [0, 4])
def test_a_stop_lets_the_calls_under_way_end_and_writes_them_down(
    database: Database, threads: int
) -> None:
    """Nothing that was called is left open; nothing else was marked."""
    world = crowd(database, threads=threads)

    def probe(point: str) -> None:
        if point == "settled":
            raise HaltError

    with pytest.raises(HaltError):
        with_probe(world, probe).tick()
    called = {call.key for call in world.sms.calls}
    assert 0 < len(called) < PEOPLE
    for attempt in world.attempts():
        assert attempt.status == ("accepted" if attempt.key in called else "reserved")
    assert world.intact()


def test_our_own_mistake_in_a_thread_is_not_swallowed(sqlite_database: Database) -> None:
    """It ends the tick, as it would without threads; the orphan sweep finds the rows."""
    world = crowd(sqlite_database)

    def probe(point: str) -> None:
        if point == "called":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        with_probe(world, probe).tick()
    assert set(statuses(world)) == {"calling", "reserved"}


class Unseen(Together):
    """Like a mail server: nobody can ask it later what it took."""

    def __init__(self) -> None:
        super().__init__()
        self.capability = Capability(Medium.SMS, two_way=True)
        self.under_way = 0
        self.most = 0
        self._count = threading.Lock()

    def send(self, message: Outgoing) -> Outcome:
        """Accepted; counts how many it has in hand."""
        with self._count:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        outcome = super().send(message)
        with self._count:
            self.under_way -= 1
        return outcome


def test_a_door_that_can_not_be_asked_gets_four_at_a_time_and_none_ahead(
    sqlite_database: Database,
) -> None:
    """What is marked is in somebody's hands."""
    door = Unseen()
    world = make_ready(sqlite_database, people=PEOPLE, doors={Medium.SMS: door})
    world = hurried(world, threads=16)
    marked: list[int] = []

    def probe(point: str) -> None:
        if point == "marked":
            marked.append(statuses(world).count("calling"))

    with_probe(world, probe).tick()
    assert len(door.left) == PEOPLE
    assert door.most == 4
    assert max(marked) <= 4
