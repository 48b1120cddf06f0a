"""What a crash or a bad answer left open: asked about in time, never guessed, never sent twice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from outreach.channels.base import Capability, Found, Medium, Outcome, Progress, Result, Sought
from outreach.channels.memory import MemoryDoor
from outreach.database import Database
from outreach.messages.services.means import GRACE, Means
from outreach.messages.services.reconcile import reconcile, sweep_orphans
from tests.world import World, add_case, add_person, make_ready, make_world

UNKNOWN = Outcome(Result.UNCERTAIN, code="ReadTimeout")


@pytest.fixture
def world(database: Database) -> World:
    """The first SMS is due."""
    return make_ready(database)


def later(world: World, span: timedelta) -> int:
    """Time passes; then the providers are asked."""
    world.clock.advance(span)
    return reconcile(world.means)


def statuses(world: World) -> list[str]:
    """The status of every attempt, in order."""
    return [attempt.status for attempt in world.attempts()]


def test_what_left_is_found_once_its_grace_is_over(world: World) -> None:
    """Not before: the provider may still be about to list it."""
    world.sms.plan(UNKNOWN, leaves=True)
    world.tick()
    assert later(world, GRACE - timedelta(seconds=1)) == 0
    assert statuses(world) == ["uncertain"]
    assert later(world, timedelta(seconds=1)) == 1
    assert statuses(world) == ["accepted"]
    assert world.attempts()[0].provider_id == world.sms.left[0].provider_id
    assert len(world.sms.left) == 1
    assert world.intact()


def test_what_the_listing_says_of_it_is_believed(world: World) -> None:
    """It may have arrived already."""
    world.sms.plan(UNKNOWN, leaves=True)
    world.tick()
    world.sms.move(world.sms.left[0].provider_id, Progress.DELIVERED)
    later(world, GRACE)
    assert statuses(world) == ["delivered"]


def test_what_is_absent_twice_a_grace_apart_leaves_again(world: World) -> None:
    """One look is not enough, two at once are not either."""
    world.sms.plan(UNKNOWN)
    world.tick()
    assert later(world, GRACE) == 0
    assert later(world, GRACE - timedelta(seconds=1)) == 0
    assert statuses(world) == ["uncertain"]
    assert later(world, timedelta(seconds=1)) == 1
    world.tick()
    assert statuses(world) == ["absent", "accepted"]
    assert [a.try_no for a in world.attempts()] == [1, 2]


def test_a_longer_grace_and_a_longer_margin_are_waited_for(world: World) -> None:
    """Ten minutes to the first listing, seven more to the second."""
    minute = timedelta(minutes=1)
    patient = replace(world.means, grace=10 * minute, lag_margin=7 * minute)
    world.sms.plan(UNKNOWN)
    replace(world, means=patient).tick()
    asked = []
    for _ in range(20):
        world.clock.advance(minute)
        reconcile(patient)
        asked.append((world.attempts()[0].absent_seen, world.attempts()[0].status))
    assert asked[8:10] == [(0, "uncertain"), (1, "uncertain")]
    assert asked[15:17] == [(1, "uncertain"), (2, "absent")]


def test_a_listing_that_fails_proves_nothing_and_is_shown_after_an_hour(world: World) -> None:
    """Ten days without an answer: still not sent again, and asked of a human once."""
    world.sms.plan(UNKNOWN)
    world.tick()
    world.sms.reachable = False
    for _ in range(11):
        later(world, GRACE)
    assert [t.kind for t in world.tasks()] == ["letter"]
    for _ in range(240):
        later(world, timedelta(hours=1))
        world.tick()
    assert statuses(world) == ["uncertain"]
    assert [t.reason for t in world.tasks() if t.kind == "decide"] == ["uncertain"]
    world.sms.reachable = True
    later(world, GRACE)
    later(world, GRACE)
    assert statuses(world) == ["absent"]


def test_an_absence_counts_only_when_the_provider_answered(world: World) -> None:
    """Absent, silent, absent: two absences, and the message may leave again."""
    world.sms.plan(UNKNOWN)
    world.tick()
    for reachable in (True, False, False):
        world.sms.reachable = reachable
        assert later(world, GRACE) == 0
    world.sms.reachable = True
    assert later(world, GRACE) == 1


def test_an_acceptance_under_the_name_of_another_message_is_uncertain_for_good(
    world: World,
) -> None:
    """Something left: it is shown to a human, and no listing ever makes it leave again."""
    same = Outcome(Result.ACCEPTED, provider_id="SM1")
    world.sms.plan(same, same)
    assert world.tick().sent == 1
    report = world.tick("2026-03-16 18:45")
    assert (report.sent, report.uncertain) == (0, 1)
    assert statuses(world) == ["accepted", "uncertain"]
    assert [t.reason for t in world.tasks() if t.kind == "decide"] == ["uncertain"]
    for _ in range(48):
        later(world, timedelta(hours=1))
        sweep_orphans(world.means)
        world.tick()
    assert statuses(world) == ["accepted", "uncertain"]
    assert len(world.sms.calls) == 2
    assert [t.reason for t in world.tasks() if t.kind == "decide"] == ["uncertain"]


class Mailbox(MemoryDoor):
    """E-mail: nobody can be asked what became of a message."""

    def __init__(self) -> None:
        super().__init__(Medium.EMAIL)
        self.capability = Capability(Medium.EMAIL, two_way=True)

    def find(self, sought: Sought) -> Found:
        """Nobody to ask."""
        raise AssertionError("this door cannot be asked")


def test_an_uncertain_e_mail_is_shown_and_never_sent_again(database: Database) -> None:
    """SMTP has no listing (delivery.md, R7)."""
    door = Mailbox()
    world = make_ready(database, doors={Medium.SMS: MemoryDoor(Medium.SMS), Medium.EMAIL: door})
    door.plan(UNKNOWN)
    for day in range(10, 32):
        for hour in (10, 15, 18):
            world.tick(f"2026-03-{day} {hour}:40")
            reconcile(world.means)
    assert [a.status for a in world.attempts() if a.step == "mail"] == ["uncertain"]
    assert len(door.calls) == 1
    assert [t.reason for t in world.tasks() if t.kind == "decide"] == ["uncertain"]


def test_two_processes_that_ask_at_once_count_one_absence(database: Database) -> None:
    """Both listed at the same instant: a grace has not passed between them."""
    door = Meanwhile(Medium.SMS)
    world = make_ready(database, doors={Medium.SMS: door})
    door.plan(UNKNOWN)
    world.tick()
    world.clock.advance(GRACE)
    door.other = replace(world.means, owner="other")
    reconcile(world.means)
    (attempt,) = world.attempts()
    assert (attempt.status, attempt.absent_seen) == ("uncertain", 1)


class Meanwhile(MemoryDoor):
    """While one process waits for the listing, another one asks and writes down its answer."""

    other: Means | None = None

    def find(self, sought: Sought) -> Found:
        """The other process is faster."""
        other, self.other = self.other, None
        if other is not None:
            reconcile(other)
        return super().find(sought)


def test_two_processes_that_find_the_same_message_bind_it_once(database: Database) -> None:
    """The second finds the work done."""
    door = Meanwhile(Medium.SMS)
    world = make_ready(database, doors={Medium.SMS: door})
    door.plan(UNKNOWN, leaves=True)
    world.tick()
    world.clock.advance(GRACE)
    door.other = replace(world.means, owner="other")
    assert reconcile(world.means) == 0
    assert statuses(world) == ["accepted"]
    assert world.intact()


def test_a_message_of_the_same_text_is_not_mistaken_for_the_lost_one(database: Database) -> None:
    """Two people of a household, one number, one first name: what the first got is the first's."""
    world = make_world(database)
    reference = add_case(world, first_name="Alex", phone="+33639980010")
    add_person(world, reference, first_name="Alex", phone="+33639980010")
    world.tick()
    world.post_letter(date(2026, 3, 2))
    world.tick("2026-03-10 18:30")
    assert statuses(world) == ["accepted"]
    world.sms.plan(UNKNOWN)
    for day in range(11, 17):
        world.tick(f"2026-03-{day} 18:30")
        later(world, GRACE)
        later(world, GRACE)
    assert len({call.body for call in world.sms.calls[:2]}) == 1
    assert statuses(world)[:2] == ["accepted", "absent"]


def test_what_is_settled_at_last_asks_nobody_any_more(world: World) -> None:
    """A human was shown the doubt; the listing answered before they did."""
    world.sms.plan(UNKNOWN, leaves=True)
    world.sms.reachable = False
    world.tick()
    for _ in range(15):
        later(world, GRACE)
    assert [(t.reason, t.state) for t in world.tasks() if t.kind == "decide"] == [
        ("uncertain", "open")
    ]
    world.sms.reachable = True
    later(world, GRACE)
    assert [(t.reason, t.state) for t in world.tasks() if t.kind == "decide"] == [
        ("uncertain", "cancelled")
    ]
