"""A process that is suspended between its mark and its call (a laptop's lid, a frozen machine)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.channels.base import Medium, Outcome, Outgoing
from outreach.channels.memory import MemoryDoor
from outreach.database import Database
from outreach.messages.services.means import CALL_LIMIT, GRACE, LAG_MARGIN, LEASE
from outreach.messages.services.reconcile import reconcile, sweep_orphans
from outreach.sequences.services.dispatch import Report, dispatch
from tests.world import World, make_ready, with_probe

_SECOND = timedelta(seconds=1)


def others_settle(world: World) -> None:
    """Another worker takes the row over, asks twice, and sends again what never left."""
    other = replace(world.means, owner="other")
    for span in (LEASE + _SECOND, GRACE, LAG_MARGIN):
        world.clock.advance(span)
        sweep_orphans(other)
        reconcile(other)
    dispatch(other, Report())


@pytest.mark.parametrize("threads", [0, 2])
def test_who_wakes_up_after_another_sent_again_calls_no_more(
    sqlite_database: Database, threads: int
) -> None:
    """It was marked, never called, proved absent, and sent by somebody else meanwhile."""
    world = make_ready(sqlite_database)
    slept = False

    def sleeps(point: str) -> None:
        nonlocal slept
        if point == "marked" and not slept:
            slept = True
            others_settle(world)

    sleeper = with_probe(world, sleeps)
    sleeper.means = replace(sleeper.means, threads=threads)
    sleeper.tick()
    assert [left.message.to for left in world.sms.left] == ["+33639980010"]
    assert [a.status for a in world.attempts()] == ["absent", "accepted"]


def test_who_wakes_up_before_that_lets_the_step_be_planned_again(
    sqlite_database: Database,
) -> None:
    """Never called, hence planned again in minutes; nothing waits for a grace."""
    world = make_ready(sqlite_database)
    slept = False

    def sleeps(point: str) -> None:
        nonlocal slept
        if point == "marked" and not slept:
            slept = True
            world.clock.advance(CALL_LIMIT + _SECOND)

    with_probe(world, sleeps).tick()
    assert [a.status for a in world.attempts()] == ["absent"]
    world.tick("2026-03-10 18:10")
    assert len(world.sms.left) == 1
    assert [a.status for a in world.attempts()] == ["absent", "accepted"]


def test_a_call_that_takes_its_time_is_no_sleep(sqlite_database: Database) -> None:
    """Time passes during the call, not before it."""

    class Slow(MemoryDoor):
        def send(self, message: Outgoing) -> Outcome:
            world.clock.advance(CALL_LIMIT - _SECOND)
            return super().send(message)

    door = Slow(Medium.SMS)
    world = make_ready(sqlite_database, people=2, doors={Medium.SMS: door})
    world.tick()
    assert [a.status for a in world.attempts()] == ["accepted", "accepted"]
    assert len(door.left) == 2
