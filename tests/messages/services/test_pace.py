"""Throttles as rows: never more reserved than a sender can emit in five seconds."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from outreach.channels.base import Medium, Outcome, Outgoing
from outreach.channels.memory import MemoryDoor
from outreach.clock import StillClock
from outreach.database import Database
from outreach.messages.models import Attempt, Sender
from outreach.messages.services import pace
from tests.world import World, add_case, make_ready, paris, with_probe

NOW = paris("2026-03-10 18:00")


def sender(rate: float, *, free_in: float = 0, stopped_in: float | None = None) -> Sender:
    """A sender as its row would be."""
    until = None if stopped_in is None else NOW + timedelta(seconds=stopped_in)
    return Sender(
        medium="sms",
        identity="x",
        per_second=rate,
        free_at=NOW + timedelta(seconds=free_in),
        stopped_until=until,
    )


@given(st.floats(0.01, 50), st.lists(st.floats(0, 20), max_size=40))
def test_calls_are_never_closer_than_the_pace(rate: float, waits: list[float]) -> None:
    """Book all there is room for, wait, book again: the instants keep their distance."""
    one, now, calls = sender(rate), NOW, list[datetime]()
    for wait in waits:
        count = pace.room(one, now)
        if count:
            slots = pace.take(one, count, now)
            assert slots.first_at >= now
            calls += [slots.first_at + slots.interval * rank for rank in range(count)]
            assert calls[-1] <= now + pace.HORIZON
        now += timedelta(seconds=wait)
    gaps = [(b - a).total_seconds() for a, b in pairwise(calls)]
    assert all(gap >= 1 / rate - 1e-5 for gap in gaps)


@given(st.floats(0.001, 50))
def test_no_sender_is_too_slow_to_send_at_all(rate: float) -> None:
    """One message a quarter of an hour is a pace too."""
    one, now, sent = sender(rate), NOW, 0
    for _ in range(40):
        count = pace.room(one, now)
        sent += count
        if count:
            pace.take(one, count, now)
        now += timedelta(seconds=1 / rate)
    assert sent >= 20


def test_a_stopped_sender_has_no_room_until_its_rest_is_over() -> None:
    """To the second."""
    assert pace.room(sender(10, stopped_in=1), NOW) == 0
    assert pace.room(sender(10, stopped_in=0), NOW) == 50


def test_a_longer_rest_is_not_cut_short_by_a_smaller_trouble() -> None:
    """An hour after a refused account, whatever a 429 says meanwhile."""
    one = sender(10, stopped_in=3600)
    pace.stop(one, "20429", NOW, timedelta(minutes=1))
    assert one.stopped_until == NOW + timedelta(hours=1)
    pace.stop(one, "20003", NOW, timedelta(hours=2))
    assert one.stopped_until == NOW + timedelta(hours=2)


def test_a_booking_of_a_clock_that_has_moved_does_not_block_the_sender() -> None:
    """``--at`` went back to March after a day in April."""
    assert pace.room(sender(10, free_in=86_400), NOW) == 50


class WatchedDoor(MemoryDoor):
    """Looks at the rows during each call."""

    world: World
    clock: StillClock
    most = 0

    def send(self, message: Outgoing) -> Outcome:
        """Count what is reserved while this one is called."""
        with self.world.database.read() as session:
            rows = select(func.count()).where(Attempt.status == "reserved")
            self.most = max(self.most, session.scalar(rows) or 0)
        self.instants.append(self.world.clock.now())
        return super().send(message)

    def __init__(self) -> None:
        super().__init__(Medium.SMS)
        self.instants: list[datetime] = []


@pytest.mark.parametrize(("rate", "most", "people"), [(10.0, 50, 60), (2.0, 10, 60), (0.1, 1, 12)])
def test_a_burst_leaves_at_the_pace_of_its_sender(
    sqlite_database: Database, rate: float, most: int, people: int
) -> None:
    """All of them due at one instant."""
    door = WatchedDoor()
    world = make_ready(sqlite_database, people=people, doors={Medium.SMS: door})
    door.world = world
    with sqlite_database.write() as session:
        session.scalars(select(Sender)).one().per_second = rate
    world.tick("2026-03-10 17:30")
    world.tick("2026-03-10 18:45")
    assert len({left.message.to for left in door.left}) == len(door.left) == people
    assert door.most <= most
    gaps = [(b - a).total_seconds() for a, b in pairwise(door.instants)]
    assert all(gap >= 1 / rate - 1e-3 for gap in gaps)


def test_a_stopped_sender_leaves_its_contacts_untouched(sqlite_database: Database) -> None:
    """No row and no skipped step for who waits for an SMS; e-mails go on meanwhile."""
    world = make_ready(sqlite_database)
    for day in range(10, 18):
        world.tick(f"2026-03-{day} 18:30")
    add_case(world, phone="+33639980055", email="elsewhere@example.org")
    world.tick()
    world.post_letter(date(2026, 3, 17))
    for day in range(18, 32):
        with sqlite_database.write() as session:
            one = session.scalars(select(Sender).where(Sender.medium == "sms")).one()
            one.stopped_until = paris(f"2026-03-{day} 18:31")
        world.tick(f"2026-03-{day} 18:30")
    assert [(a.person_id, a.step) for a in world.attempts()] == [(1, "S1"), (1, "S2"), (1, "mail")]
    world.tick("2026-04-02 18:30")
    last = world.attempts()[-1]
    assert (last.person_id, last.step, last.status) == (2, "S1", "accepted")


def test_a_rest_that_is_over_is_no_date_to_wait_for(sqlite_database: Database) -> None:
    """After a back-off, who found no place was due again at that past date, without end."""
    world = make_ready(sqlite_database, people=2)
    claims = 0

    def counted(point: str) -> None:
        nonlocal claims
        claims += point == "claimed"
        assert claims < 10, "the tick claims the same runs for ever"

    with sqlite_database.write() as session:
        one = session.scalars(select(Sender).where(Sender.medium == "sms")).one()
        one.stopped_until, one.free_at = NOW - timedelta(hours=1), NOW + pace.HORIZON
    with_probe(world, counted).tick("2026-03-10 18:00")
    assert [attempt.status for attempt in world.attempts()] == ["accepted", "accepted"]
