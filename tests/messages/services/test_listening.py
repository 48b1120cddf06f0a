"""Where nobody can read the answers, nothing automatic goes out; one human is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from outreach.channels.base import Batch, Medium
from outreach.channels.memory import MemoryDoor
from outreach.database import Database
from outreach.sequences.services.dispatch import Report
from outreach.worker.guard import Guard
from outreach.worker.rounds import Work, run_round
from tests.replies.services.test_receive import ears_of, hears
from tests.world import World, make_ready, paris


def round_at(world: World, at: str) -> Report:
    """A whole round: replies first, then what is due."""
    world.clock.set(paris(at))
    return run_round(Work(ears_of(world)), Guard(strict=True))


def told(world: World) -> list[tuple[str, int | None]]:
    """The decisions asked for: reason and case."""
    return [(t.reason, t.case_id) for t in world.tasks() if t.kind == "decide"]


@pytest.fixture
def world(sqlite_database: Database) -> World:
    """The first SMS is due on 10 March at 18:00."""
    return make_ready(sqlite_database)


def test_an_outage_of_a_day_stops_nobody(world: World) -> None:
    """A mail server has its nights."""
    world.sms.reachable = False
    assert round_at(world, "2026-03-10 09:00").sent == 0
    assert round_at(world, "2026-03-10 18:30").sent == 1
    assert told(world) == []


def test_after_a_day_unread_the_sequence_waits_and_one_task_says_so(world: World) -> None:
    world.sms.reachable = world.email.reachable = False
    round_at(world, "2026-03-08 18:00")
    for day in range(10, 20):
        assert round_at(world, f"2026-03-{day} 18:30").sent == 0
    assert world.attempts() == []
    assert told(world) == [("mailbox_unread", None)]
    assert world.enrolment().reason == "unread_mailbox"


def test_what_is_read_again_goes_on_in_the_same_round(world: World) -> None:
    """And a second outage is told again."""
    world.sms.reachable = False
    round_at(world, "2026-03-08 09:00")
    assert round_at(world, "2026-03-10 18:30").sent == 0
    world.sms.reachable = True
    assert round_at(world, "2026-03-11 18:30").sent == 1
    world.close("decide", "cancelled")
    world.sms.reachable = False
    round_at(world, "2026-03-12 09:00")
    round_at(world, "2026-03-14 09:00")
    assert told(world) == [("mailbox_unread", None)] * 2


def test_a_task_that_was_closed_is_not_asked_again_for_one_outage(world: World) -> None:
    world.sms.reachable = False
    round_at(world, "2026-03-08 09:00")
    round_at(world, "2026-03-10 09:00")
    world.close("decide", "cancelled")
    round_at(world, "2026-03-12 09:00")
    assert told(world) == [("mailbox_unread", None)]


def test_only_the_medium_that_is_unread_waits(world: World) -> None:
    """The mailbox is away: SMS go on, the e-mail step does not."""
    world.email.reachable = False
    round_at(world, "2026-03-08 09:00")
    for day in range(10, 32):
        round_at(world, f"2026-03-{day} 18:30")
        round_at(world, f"2026-03-{day} 10:30")
    steps = [attempt.step for attempt in world.attempts()]
    assert "S1" in steps
    assert "mail" not in steps


def test_days_between_two_rounds_are_no_outage(world: World) -> None:
    """``--at`` jumps: the round reads first."""
    round_at(world, "2026-03-02 10:00")
    assert round_at(world, "2026-03-10 18:30").sent == 1
    assert told(world) == []


def test_a_reading_that_never_ends_is_an_outage_too(world: World) -> None:
    """Nothing is noted of it, and messages are sent by another part of the same process."""
    round_at(world, "2026-03-08 18:00")
    assert world.tick("2026-03-10 18:30").sent == 0
    assert world.enrolment().reason == "unread_mailbox"
    assert round_at(world, "2026-03-11 18:30").sent == 1


def test_a_first_reading_that_fails_after_days_without_any_counts_them(world: World) -> None:
    """The computer was off for a week, and the mailbox does not answer: nobody saw that week."""
    round_at(world, "2026-03-02 10:00")
    world.sms.reachable = False
    assert round_at(world, "2026-03-10 18:30").sent == 0
    assert told(world) == [("mailbox_unread", None)]


class Odd(MemoryDoor):
    """A provider that answers every listing in one odd way."""

    def __init__(self, batch: Callable[[str], Batch]) -> None:
        super().__init__(Medium.SMS)
        self._batch = batch

    def poll(self, cursor: str, now: object) -> Batch:
        """The same each time."""
        return self._batch(cursor)


@pytest.mark.parametrize(
    ("batch", "sent"),
    [
        (lambda cursor: Batch(cursor=cursor, listed=False), 1),
        (lambda cursor: Batch(cursor=cursor, asked=False, refused=True), 0),
        (lambda cursor: Batch(cursor=cursor, asked=False), 0),
    ],
    ids=["no list", "refused", "away"],
)
def test_a_provider_without_a_list_is_not_unread(
    sqlite_database: Database, batch: Callable[[str], Batch], sent: int
) -> None:
    """Its hooks are the way in; a refused password leaves no way at all."""
    world = make_ready(sqlite_database, doors={Medium.SMS: Odd(batch)})
    round_at(world, "2026-03-02 10:00")
    assert round_at(world, "2026-03-10 18:30").sent == sent


def test_a_door_that_hears_nothing_by_itself_is_never_unread(sqlite_database: Database) -> None:
    """One-way, or the mobile of the association: there is nothing to fetch."""
    door = MemoryDoor(Medium.SMS, two_way=False)
    door.reachable = False
    world = make_ready(sqlite_database, doors={Medium.SMS: door})
    round_at(world, "2026-03-02 10:00")
    assert round_at(world, "2026-03-10 18:30").sent == 1


def test_what_the_person_asked_for_still_leaves(world: World) -> None:
    """Only what the sequence sends by itself waits."""
    world.sms.reachable = False
    round_at(world, "2026-03-08 09:00")
    round_at(world, "2026-03-10 09:00")
    world.clock.advance(timedelta(minutes=5))
    hears(world, "Qui êtes-vous ?")
    world.tick()
    assert [a.purpose for a in world.attempts()] == ["automatic_answer"]


def test_a_clock_that_was_ahead_hides_no_silence(world: World) -> None:
    """The mailbox was read "next year"; since it was set right, nobody reads it."""
    round_at(world, "2027-03-08 09:00")
    world.sms.reachable = world.email.reachable = False
    round_at(world, "2026-03-08 18:00")
    for day in range(10, 12):
        assert round_at(world, f"2026-03-{day} 18:30").sent == 0
    assert ("mailbox_unread", None) in told(world)
