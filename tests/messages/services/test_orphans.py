"""What dead processes left: sent again when it certainly never left, else asked about."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.database import Database
from outreach.messages.services.means import GRACE, LEASE
from outreach.messages.services.reconcile import reconcile, sweep_orphans
from tests.messages.services.test_reconcile import later, statuses, world
from tests.replies.services.test_receive import hears
from tests.world import World, make_ready

__all__ = ["world"]  # the fixture


class Died(BaseException):
    """A process that is gone: nothing of ours catches it."""


def die_at(world: World, point: str) -> None:
    """Dispatch in a process that dies at a named point."""

    def probe(name: str) -> None:
        if name == point:
            raise Died

    dead = replace(world, means=replace(world.means, owner="dead", probe=probe))
    with pytest.raises(Died):
        dead.tick()


@pytest.mark.parametrize("point", ["claimed", "reserved", "calling"])
def test_a_process_that_died_before_its_call_loses_nothing(world: World, point: str) -> None:
    """It certainly never called: the step leaves once its lease is over, without asking anybody."""
    die_at(world, point)
    assert world.sms.calls == []
    world.clock.advance(LEASE + timedelta(seconds=1))
    sweep_orphans(world.means)
    world.tick()
    assert statuses(world)[-1] == "accepted"
    assert len(world.sms.left) == 1


@pytest.mark.parametrize("point", ["marked", "called"])
def test_a_process_that_died_around_its_call_is_asked_about(world: World, point: str) -> None:
    """It may have called: only the provider knows."""
    die_at(world, point)
    assert sweep_orphans(world.means) == 0  # its lease runs: it may be alive
    world.clock.advance(LEASE + timedelta(seconds=1))
    sweep_orphans(world.means)
    assert statuses(world) == ["uncertain"]
    for _ in range(3):
        later(world, GRACE)
        world.tick()
    assert len(world.sms.left) == 1
    assert [s for s in statuses(world) if s != "absent"] == ["accepted"]


def test_the_grace_of_an_orphan_starts_at_its_call(world: World) -> None:
    """The dead process may have been heard just before it died."""
    die_at(world, "called")
    world.clock.advance(LEASE + timedelta(seconds=1))
    sweep_orphans(world.means)
    assert reconcile(world.means) == 0
    assert later(world, GRACE - LEASE) == 1


def test_an_answer_reserved_by_a_dead_process_is_picked_up_by_another(database: Database) -> None:
    """No plan would make it again: it is given back, not cancelled."""
    world = make_ready(database)
    world.tick()
    hears(world, "Oui")
    die_at(world, "calling")
    assert statuses(world) == ["accepted", "reserved"]
    world.clock.advance(LEASE + timedelta(seconds=1))
    sweep_orphans(world.means)
    world.tick()
    assert [(a.text_code, a.status) for a in world.attempts()] == [
        (None, "accepted"),
        ("ACK", "accepted"),
    ]
