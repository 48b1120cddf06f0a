"""Answers that pages and hooks reserved: in order for each person, whoever sends them."""

from collections.abc import Callable
from dataclasses import replace

from outreach.channels.base import Medium, Outcome, Outgoing
from outreach.channels.memory import MemoryDoor
from outreach.database import Database
from outreach.messages.models import Attempt, Purpose, Status
from tests.world import World, make_world

HERE, THERE = "+33639980010", "+33639980011"


class Watched(MemoryDoor):
    """Something else happens during each call."""

    during: Callable[[], object] = staticmethod(lambda: None)

    def send(self, message: Outgoing) -> Outcome:
        """Accepted, after what happens meanwhile."""
        self.during()
        return super().send(message)


def answer(world: World, body: str, to: str = HERE) -> None:
    """A worker pressed send."""
    with world.database.write() as session:
        session.add(
            Attempt(
                key=world.clock.key(),
                purpose=Purpose.ANSWER,
                channel="sms",
                medium="sms",
                address=to,
                address_hash=world.database.fingerprint(to),
                body=body,
                automated=False,
                actor="staff:a",
                status=Status.RESERVED,
                at=world.clock.now(),
            )
        )


def said(door: MemoryDoor) -> list[str]:
    """The texts that left, in order."""
    return [left.message.body for left in door.left]


def test_answers_to_one_person_leave_in_order_from_two_workers(database: Database) -> None:
    """While one is on its way from here, the next does not overtake it from there."""
    mine, theirs = Watched(Medium.SMS), MemoryDoor(Medium.SMS)
    world = make_world(database, doors={Medium.SMS: mine})
    other = replace(world, means=replace(world.means, owner="other", doors={Medium.SMS: theirs}))
    for body in ("un", "deux", "trois"):
        answer(world, body)
    mine.during = other.tick
    world.tick()
    assert said(theirs) == []
    assert said(mine) == ["un", "deux", "trois"]


def test_an_answer_does_not_wait_for_another_person(database: Database) -> None:
    """The other worker sends what the first has no hand for."""
    mine, theirs = Watched(Medium.SMS), MemoryDoor(Medium.SMS)
    world = make_world(database, doors={Medium.SMS: mine})
    other = replace(world, means=replace(world.means, owner="other", doors={Medium.SMS: theirs}))
    answer(world, "un")

    def meanwhile() -> None:
        mine.during = lambda: None
        answer(world, "ailleurs", to=THERE)
        other.tick()

    mine.during = meanwhile
    world.tick()
    assert (said(mine), said(theirs)) == (["un"], ["ailleurs"])
