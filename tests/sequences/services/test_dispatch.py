"""The tick against real databases, with doors that go nowhere."""

from datetime import date

from sqlalchemy import select

from outreach.channels.base import Act, Outcome, Result
from outreach.database import Database
from outreach.record import services as record
from outreach.sequences.models import Enrolment
from tests.world import add_case, make_world


def test_a_silent_person_gets_every_step_once_in_order(database: Database) -> None:
    """Letter, then messages, letter, visit, decision: nothing twice, nothing early."""
    world = make_world(database)
    add_case(world)
    assert world.tick().tasks == 1
    assert not world.attempts()
    world.post_letter(date(2026, 3, 2))
    for day in range(3, 31):
        world.tick(f"2026-03-{day:02d} 18:59")
        world.post_letter(date(2026, 3, day))
    steps = [attempt.step for attempt in world.attempts()]
    assert steps[:3] == ["S1", "S2", "mail"]
    assert [a.status for a in world.attempts()] == ["accepted"] * len(steps)
    with database.read() as session:
        assert record.verify(session).intact


def test_nothing_leaves_before_the_letter_is_posted(database: Database) -> None:
    """The information letter is the first contact, by law and by care."""
    world = make_world(database)
    add_case(world)
    for day in range(2, 28):
        world.tick(f"2026-03-{day:02d} 11:00")
    assert not world.attempts()


def test_an_uncertain_answer_blocks_the_sequence(database: Database) -> None:
    """What may have left is never sent again by itself."""
    world = make_world(database)
    add_case(world)
    world.tick()
    world.post_letter(date(2026, 3, 2))
    world.sms.plan(Outcome(Result.UNCERTAIN, code="timeout"))
    for hour in range(9, 19):
        world.tick(f"2026-03-10 {hour:02d}:30")
    assert [a.status for a in world.attempts()] == ["uncertain"]
    assert len(world.sms.calls) == 1
    with database.read() as session:
        assert session.scalars(select(Enrolment.due_at)).one() is None


def test_what_was_never_sent_is_sent_later(database: Database) -> None:
    """A 429 is no attempt: the same step leaves at the next tick."""
    world = make_world(database)
    add_case(world)
    world.tick()
    world.post_letter(date(2026, 3, 2))
    world.sms.plan(Outcome(Result.NOT_SENT, code="20429", act=Act.SLOW_DOWN))
    world.tick("2026-03-10 18:00")
    world.tick("2026-03-10 18:10")
    assert [(a.step, a.status) for a in world.attempts()] == [("S1", "absent"), ("S1", "accepted")]
