"""The last look before a call: what changed between the reservation and the calling mark."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from outreach.cases.models import Case
from outreach.channels.base import Medium, Outcome, Outgoing, Result
from outreach.channels.memory import MemoryDoor
from outreach.database import Database
from outreach.messages.models import Attempt
from outreach.messages.services.means import CALL_LIMIT, LEASE
from outreach.messages.services.recheck import unwelcome
from outreach.messages.services.sending.deliver import deliver
from outreach.messages.services.sending.parcels import Reserved, pack
from outreach.people.models import ContactPoint, OptOutKind
from outreach.people.services import refuse
from outreach.programmes.models import Hold, Programme
from tests.replies.services.test_receive import hears
from tests.world import World, make_ready, paris

Change = Callable[[World], None]


def set_hold(world: World) -> None:
    """A coordinator stops everything."""
    with world.database.write() as session:
        session.add(Hold(since=world.clock.now(), actor="staff:c"))


def hold_programme(world: World) -> None:
    """Only this agreement is stopped."""
    with world.database.write() as session:
        now, programme = world.clock.now(), world.programme_id
        session.add(Hold(since=now, actor="staff:c", programme_id=programme))


def refuse_number(world: World) -> None:
    """Somebody else of that number refused, in another case."""
    with world.database.write() as session:
        hashed = world.attempts()[0].address_hash or ""
        refuse(session, hashed, OptOutKind.REFUSAL, source="worker", now=world.clock.now())


def change_point(**values: object) -> Change:
    """A worker changed what is known of the number."""

    def change(world: World) -> None:
        with world.database.write() as session:
            for point in session.scalars(select(ContactPoint)):
                for name, value in values.items():
                    setattr(point, name, value)

    return change


CHANGES: dict[str, tuple[Change, str | None]] = {
    "reply": (lambda world: hears(world, "Bonjour"), "paused"),
    "stop": (lambda world: hears(world, "STOP"), "paused"),
    "hold": (set_hold, "held"),
    "hold of the programme": (hold_programme, "held"),
    "refusal elsewhere": (refuse_number, "opted_out"),
    "invalid": (change_point(status="invalid"), "point_unusable"),
    "wrong person": (change_point(status="wrong_person"), "point_unusable"),
    "discreet": (change_point(discreet=True), "point_unusable"),
    "closing time": (lambda w: w.clock.set(paris("2026-03-10 19:00")), "expired"),
    "lease nearly over": (lambda w: w.clock.advance(LEASE - 2 * CALL_LIMIT), None),
    "lease too short": (
        lambda w: w.clock.advance(LEASE - 2 * CALL_LIMIT + timedelta(seconds=1)),
        "lease_short",
    ),
}


def with_change(world: World, change: Change) -> World:
    """The same world, whose facts change once, after the reservation."""
    left = [change]

    def probe(point: str) -> None:
        if point == "reserved" and left and world.attempts():
            left.pop()(world)

    return replace(world, means=replace(world.means, probe=probe))


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_meanwhile_is_seen_before_the_call(database: Database, name: str) -> None:
    """Nothing leaves, and the record says why."""
    change, reason = CHANGES[name]
    world = make_ready(database)
    at = "2026-03-10 18:59" if name == "closing time" else "2026-03-10 18:00"
    with_change(world, change).tick(at)
    first = world.attempts()[0]
    if reason is None:
        assert first.status == "accepted"
        return
    assert (first.status, first.reason) == ("cancelled", reason)
    again = ["S1"] if reason == "lease_short" else []
    sent = [a.step for a in world.attempts() if a.purpose == "sequence" and a.status == "accepted"]
    assert sent == again
    assert world.intact()


@pytest.mark.parametrize("name", ["hold", "closing time", "lease too short"])
def test_what_passes_by_itself_is_planned_again(database: Database, name: str) -> None:
    """Once, later."""
    world = make_ready(database)
    at = "2026-03-10 18:59" if name == "closing time" else "2026-03-10 18:00"
    with_change(world, CHANGES[name][0]).tick(at)
    with database.write() as session:
        for hold in session.scalars(select(Hold)):
            hold.lifted_at = world.clock.now()
    for day in (11, 12):
        world.tick(f"2026-03-{day} 18:30")
    assert [a.step for a in world.attempts() if a.status == "accepted"] == ["S1"]
    assert len(world.sms.left) == 1


def test_a_hold_stops_the_messages_of_its_own_agreement_only(database: Database) -> None:
    world = make_ready(database, people=2)
    world.tick()
    first, second = world.attempts()
    with world.database.write() as session:
        ours = session.get_one(Programme, world.programme_id)
        columns = Programme.__table__.columns
        names = [each.key for each in columns if each.key not in ("id", "code")]
        other = Programme(code="LL-41", **{name: getattr(ours, name) for name in names})
        session.add(other)
        session.flush()
        session.get_one(Case, second.case_id).programme_id = other.id
        session.add(Hold(since=world.clock.now(), actor="staff:c", programme_id=other.id))
    with world.database.read() as session:
        assert unwelcome(session, first, held=False) == ""
        assert unwelcome(session, second, held=False) == "held"


def test_the_setting_that_holds_everything_is_looked_at_too(sqlite_database: Database) -> None:
    """``OUTREACH_HOLD`` of the process that calls."""
    world = make_ready(sqlite_database)
    held = replace(world, means=replace(world.means, held=True))
    held.tick()
    assert world.attempts() == []


class SlowDoor(MemoryDoor):
    """Each call takes its time."""

    world: World
    takes = timedelta(seconds=20)

    def send(self, message: Outgoing) -> Outcome:
        """Accepted, later."""
        self.world.clock.advance(self.takes)
        return super().send(message)


def test_a_slow_provider_never_sends_after_closing_time(sqlite_database: Database) -> None:
    """Thirty messages reserved at 18:59: those not called by 19:00 wait for tomorrow."""
    door = SlowDoor(Medium.SMS)
    world = make_ready(sqlite_database, people=30, doors={Medium.SMS: door})
    door.world = world
    world.tick("2026-03-10 18:59")
    called = [a.called_at for a in world.attempts() if a.called_at is not None]
    assert len(called) == 3
    assert max(called) < paris("2026-03-10 19:00")
    door.takes = timedelta(0)
    world.tick("2026-03-11 18:30")
    assert len(door.left) == 30


def test_a_slow_provider_never_outlives_a_lease(sqlite_database: Database) -> None:
    """A call is only begun with twice its longest time left on the lease."""
    door = SlowDoor(Medium.SMS)
    world = make_ready(sqlite_database, people=30, doors={Medium.SMS: door})
    door.world = world
    world.tick("2026-03-10 17:20")
    world.tick("2026-03-10 18:30")
    assert len(door.left) == 30
    assert len({m.message.to for m in door.left}) == 30
    reasons = {a.reason for a in world.attempts() if a.status == "cancelled"}
    assert reasons == {"lease_short"}


def test_a_row_that_another_process_took_is_left_to_it(database: Database) -> None:
    """Not called, and not cancelled under the other's feet."""
    world = make_ready(database)
    keys: list[str] = []

    def probe(point: str) -> None:
        if point == "reserved" and not keys:
            with database.write() as session:
                attempt = session.scalars(select(Attempt)).one()
                attempt.lease_owner = "other"
                attempt.lease_until = world.clock.now() + LEASE
                keys.append(attempt.key)

    replace(world, means=replace(world.means, probe=probe)).tick()
    assert world.sms.calls == []
    assert [a.status for a in world.attempts()] == ["reserved"]
    other = replace(world.means, owner="other")
    with database.read() as session:
        parcels = pack(
            session, other, [Reserved.of(a) for a in world.attempts()], {}, world.clock.now()
        )
    assert deliver(other, parcels).sent == 1


def test_an_answer_is_not_stopped_by_the_pause_it_answers_in(database: Database) -> None:
    """The pause is for the sequence; the acknowledgement still leaves."""
    world = make_ready(database)
    hears(world, "Oui")
    world.tick()
    assert [(a.text_code, a.status) for a in world.attempts()] == [("ACK", "accepted")]


def test_an_answer_waits_for_a_sender_that_rests(database: Database) -> None:
    """No plan makes it again: it stays reserved until the sender may speak, or its hour is over."""
    world = make_ready(database, people=2)
    world.sms.plan(Outcome(Result.NOT_SENT, code="no_connection"))
    hears(world, "Oui")
    hears(world, "Oui", sender="+33639980011", sid="SM2")
    world.tick()
    assert [a.status for a in world.attempts()] == ["absent", "reserved"]
    world.clock.advance(timedelta(minutes=2))
    world.tick()
    assert [a.status for a in world.attempts()] == ["absent", "accepted"]


@pytest.mark.parametrize("word", ["STOP", "mauvais numéro", "Qui êtes-vous ?"])
def test_a_discreet_phone_gets_nothing_at_all(database: Database, word: str) -> None:
    """Not even the confirmation of a STOP: someone else may read it (care.md §3)."""
    world = make_ready(database)
    world.tick()
    hears(world, word)
    reserved = [a for a in world.attempts() if a.purpose != "sequence"]
    assert [a.status for a in reserved] == ["reserved"]
    change_point(discreet=True)(world)
    world.tick()
    (answer,) = (a for a in world.attempts() if a.purpose != "sequence")
    assert (answer.status, answer.reason) == ("cancelled", "point_unusable")
    assert len(world.sms.calls) == 1
