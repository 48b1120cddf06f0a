"""A clock that was ahead and is set right: what it wrote delays nobody, and doubles nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from outreach.channels.base import Found, Medium, Sought
from outreach.channels.memory import MemoryDoor
from outreach.database import Database
from outreach.messages.services import pace
from outreach.messages.services.doubts import old_doubts
from outreach.messages.services.means import LAG_MARGIN
from outreach.messages.services.reconcile import reconcile, sweep_orphans
from tests.messages.services.test_orphans import die_at
from tests.messages.services.test_pace import NOW, sender
from tests.messages.services.test_reconcile import UNKNOWN
from tests.world import World, make_ready, paris

AHEAD, RIGHT = "2026-03-12 18:30", "2026-03-10 18:31"
_SPARE = timedelta(hours=1)  # what a door's listing reaches back before the call


class Dated(MemoryDoor):
    """A provider whose list is read down to an hour before the call, by its own right clock."""

    took_at: datetime = paris("2026-03-10 18:30")

    def find(self, sought: Sought) -> Found:
        """Nothing that is older than what is asked for."""
        if self.took_at < sought.called_at - _SPARE:
            return Found(asked=True)
        return super().find(sought)


@pytest.fixture
def world(database: Database) -> World:
    """The first SMS is due on 10 March at 18:00."""
    door = Dated(Medium.SMS)
    return replace(
        make_ready(database, doors={Medium.SMS: door, Medium.EMAIL: MemoryDoor(Medium.EMAIL)}),
        sms=door,
    )


def called_ahead(world: World, *, leaves: bool) -> None:
    """The answer to a call was lost while the clock was two days ahead; now it is set right."""
    world.sms.plan(UNKNOWN, leaves=leaves)
    world.tick(AHEAD)
    world.clock.set(paris(RIGHT))


def live(world: World, until: str) -> None:
    """An hour, then some days, of a worker at work."""
    for _ in range(12):
        work(world, LAG_MARGIN)
    while world.clock.now() < paris(until):
        work(world, timedelta(hours=3))


def work(world: World, span: timedelta) -> None:
    """Time passes, and a round follows."""
    world.clock.advance(span)
    sweep_orphans(world.means)
    reconcile(world.means)
    world.tick()


def test_what_left_while_the_clock_was_ahead_is_found_at_once(world: World) -> None:
    """Not in two days, when the list is no longer read that far back and a copy would leave."""
    called_ahead(world, leaves=True)
    assert reconcile(world.means) == 1
    assert [a.status for a in world.attempts()] == ["accepted"]
    live(world, "2026-03-14 08:00")
    assert len(world.sms.left) == 1


def test_no_list_proves_its_absence_and_a_human_is_asked_at_once(world: World) -> None:
    """Nobody knows when it was called for: it may be older than what the list was read for."""
    world.sms.took_at = paris("2026-03-08 12:00")  # the machine was off in between
    called_ahead(world, leaves=True)
    reconcile(world.means)
    assert [t.reason for t in world.tasks() if t.kind == "decide"] == ["uncertain"]
    live(world, "2026-03-16 08:00")
    assert [a.status for a in world.attempts()] == ["uncertain"]
    assert len(world.sms.left) == 1
    assert [t.reason for t in world.tasks() if t.kind == "decide"] == ["uncertain"]


def test_a_doubt_that_is_dated_ahead_is_an_old_one(world: World) -> None:
    """It counts in `doctor` and in the metrics."""
    called_ahead(world, leaves=False)
    with world.database.read() as session:
        assert old_doubts(session, world.clock.now()) == 1


def test_what_a_dead_process_reserved_ahead_is_planned_again(world: World) -> None:
    """Its lease ends in two days and some minutes: it is over now."""
    world.clock.set(paris(AHEAD))
    die_at(world, "reserved")
    world.clock.set(paris(RIGHT))
    assert sweep_orphans(world.means) == 1
    assert [a.status for a in world.attempts()] == ["cancelled"]


def test_what_a_dead_process_called_ahead_is_asked_about_in_minutes(world: World) -> None:
    world.clock.set(paris(AHEAD))
    die_at(world, "called")
    world.clock.set(paris(RIGHT))
    sweep_orphans(world.means)
    live(world, "2026-03-11 08:00")
    assert [a.status for a in world.attempts()] == ["accepted"]
    assert len(world.sms.left) == 1


def test_a_lease_of_a_machine_whose_clock_is_a_little_ahead_stands(world: World) -> None:
    """Two machines never agree to the second."""
    world.clock.set(paris(RIGHT))
    die_at(world, "reserved")
    world.clock.advance(-timedelta(minutes=3))
    assert sweep_orphans(world.means) == 0


def test_a_rest_that_no_trouble_asks_for_is_none() -> None:
    """A day is the longest that anything makes a sender rest."""
    one = sender(10, stopped_in=pace.LONGEST_REST.total_seconds() + 1)
    assert pace.room(one, NOW) > 0
    pace.stop(one, "20429", NOW, timedelta(minutes=1))
    assert one.stopped_until == NOW + timedelta(minutes=1)


def test_no_provider_makes_a_sender_rest_for_weeks() -> None:
    one = sender(10)
    pace.stop(one, "20429", NOW, timedelta(days=30))
    assert one.stopped_until == NOW + pace.LONGEST_REST


def test_a_sender_that_was_stopped_ahead_sends(world: World) -> None:
    """Both looks agree: the claim's, and the last one before the call."""
    world.clock.set(paris("2026-03-10 09:00"))
    with world.database.write() as session:
        pace.sender_of(session, world.means, Medium.SMS, paris(RIGHT)).stopped_until = paris(
            "2027-01-01 00:00"
        )
    assert world.tick("2026-03-10 18:30").sent == 1
