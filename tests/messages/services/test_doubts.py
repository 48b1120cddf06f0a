"""Doubts that a human is shown: one each, closed when nothing is in doubt any more."""

from datetime import timedelta

import pytest

from outreach.channels.base import Medium
from outreach.database import Database
from outreach.messages.models import Attempt, Purpose
from outreach.messages.services.means import GRACE
from tests.messages.services.test_reconcile import UNKNOWN, later, statuses
from tests.world import World, make_ready

_HOUR = timedelta(hours=1)


@pytest.fixture
def world(database: Database) -> World:
    """A programme; the provider's list can't be read."""
    world = make_ready(database)
    world.sms.reachable = False
    return world


def answer(world: World, *, case_id: int | None, step: str | None = None) -> None:
    """A message whose answer was lost; nothing tells yet what became of it."""
    to = "+33639980010"
    with world.database.write() as session:
        session.add(
            Attempt(
                key=world.clock.key(),
                case_id=case_id,
                person_id=1,
                purpose=Purpose.ANSWER,
                step=step,
                channel="sms",
                medium=Medium.SMS,
                address=to,
                address_hash=world.database.fingerprint(to),
                body=f"Bonjour {step}",
                automated=False,
                actor="staff:a",
                status="reserved",
                at=world.clock.now(),
            )
        )
    world.sms.plan(UNKNOWN, leaves=True)
    world.tick()


def asked(world: World) -> list[tuple[int | None, str | None, str]]:
    """The doubts that were shown: case, step, and whether they are open."""
    return [(t.case_id, t.step, t.state) for t in world.tasks() if t.reason == "uncertain"]


def test_a_doubt_of_no_case_is_shown_once_and_closed_when_settled(world: World) -> None:
    """A number that two cases share: what goes there belongs to none."""
    answer(world, case_id=None)
    for _ in range(30):
        later(world, GRACE)
    assert asked(world) == [(None, None, "open")]
    world.sms.reachable = True
    later(world, GRACE)
    assert statuses(world) == ["accepted"]
    assert asked(world) == [(None, None, "cancelled")]


def test_what_settles_one_doubt_leaves_the_others_open(world: World) -> None:
    """An answer is of no step: it says nothing about a message of the sequence."""
    answer(world, case_id=1, step="S1")
    answer(world, case_id=1)
    for _ in range(15):
        later(world, GRACE)
    assert asked(world) == [(1, "S1", "open"), (1, None, "open")]
    world.sms.left.pop(0)  # the provider lists only the answer
    world.sms.reachable = True
    later(world, GRACE)
    assert statuses(world) == ["uncertain", "accepted"]
    assert asked(world) == [(1, "S1", "open"), (1, None, "cancelled")]
    assert world.intact()


@pytest.mark.parametrize("case_id", [None, 1])
def test_a_task_for_two_doubts_stays_until_both_are_settled(
    world: World, case_id: int | None
) -> None:
    """Two answers to one person stand behind one task."""
    answer(world, case_id=case_id)
    answer(world, case_id=case_id)
    for _ in range(15):
        later(world, GRACE)
    world.sms.left.pop(0)
    world.sms.reachable = True
    later(world, GRACE)
    assert sorted(statuses(world)) == ["accepted", "uncertain"]
    assert [state for *_, state in asked(world)] == ["open"]
    later(world, GRACE)
    later(world, GRACE)
    assert sorted(statuses(world)) == ["absent", "accepted"]
    assert [state for *_, state in asked(world)] == ["cancelled"]
