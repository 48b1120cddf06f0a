"""Answers whose door was taken away or rests: the others leave, and these end by their own time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.channels.base import Medium
from outreach.channels.memory import MemoryDoor
from outreach.database import Database
from outreach.messages.models import Attempt, Purpose
from outreach.messages.services import pace
from outreach.messages.services.waiting import end_stale
from outreach.sequences.services import dispatch
from tests.sequences.services.test_outbox import answer
from tests.world import World, add_case, make_world

DAY = timedelta(days=1)


@pytest.fixture
def world(database: Database) -> World:
    """No mail server is set any more."""
    one = make_world(database)
    return replace(one, means=replace(one.means, doors={Medium.SMS: one.sms}))


def mail(world: World, number: int, purpose: Purpose = Purpose.ANSWER, case: bool = False) -> None:
    """An e-mail that waits, good for a day."""
    to = f"{number}@example.org"
    with world.database.write() as session:
        session.add(
            Attempt(
                key=world.clock.key(),
                case_id=1 if case else None,
                person_id=1 if case else None,
                purpose=purpose,
                channel="email",
                medium="email",
                address=to,
                address_hash=world.database.fingerprint(to),
                body="Bonjour",
                automated=purpose is not Purpose.ANSWER,
                actor="staff:a",
                status="reserved",
                at=world.clock.now(),
                expires_at=world.clock.now() + DAY,
            )
        )


def test_a_full_queue_before_a_missing_door_holds_nobody_up(world: World) -> None:
    """As many as one look takes, and one SMS behind them."""
    for number in range(dispatch.BATCH):
        mail(world, number)
    answer(world, "Bonjour")
    assert world.tick().sent == 1
    assert len(world.sms.left) == 1


def test_a_full_queue_before_a_resting_door_holds_nobody_up(database: Database) -> None:
    """The provider asked for an hour's rest; e-mails leave meanwhile."""
    world = make_world(database)
    for number in range(dispatch.BATCH):
        answer(world, "Bonjour", to=f"+33639980{number:03}")
    mail(world, 1)
    with database.write() as session:
        sender = pace.sender_of(session, world.means, Medium.SMS, world.clock.now())
        pace.stop(sender, "20003", world.clock.now(), timedelta(hours=1))
    assert world.tick().sent == 1
    assert len(world.email.left) == 1
    world.clock.advance(timedelta(hours=1))
    world.tick()
    assert len(world.sms.left) == dispatch.BATCH


def test_what_waits_past_its_time_ends_and_a_human_is_asked(world: World) -> None:
    """A colleague's answer: they believe that it left."""
    add_case(world)
    mail(world, 1, case=True)
    world.clock.advance(DAY - timedelta(seconds=1))
    assert end_stale(world.means) == 0
    assert [a.status for a in world.attempts()] == ["reserved"]
    world.clock.advance(timedelta(seconds=1))
    assert end_stale(world.means) == 1
    assert [(a.status, a.reason) for a in world.attempts()] == [("cancelled", "expired")]
    assert [t.reason for t in world.tasks() if t.kind == "decide"] == ["not_sent"]
    assert world.intact()


def test_it_leaves_by_a_door_that_is_there_again_in_time(world: World) -> None:
    """The setting was put back."""
    mail(world, 1)
    world.tick()
    door = MemoryDoor(Medium.EMAIL)
    again = replace(world, means=replace(world.means, doors={Medium.EMAIL: door}))
    assert again.tick().sent == 1


def test_an_expired_one_whose_door_is_there_still_ends_before_its_call(database: Database) -> None:
    """As before: the last look before the call says so."""
    world = make_world(database)
    mail(world, 1)
    world.clock.advance(2 * DAY)
    assert world.tick().sent == 0
    assert [(a.status, a.reason) for a in world.attempts()] == [("cancelled", "expired")]
