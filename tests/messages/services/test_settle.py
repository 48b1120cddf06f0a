"""What an outcome changes besides the attempt: the run, the sender, the number, the tasks."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from outreach.channels.base import Act, Medium, Outcome, Progress, Receipt, Result
from outreach.channels.memory import MemoryDoor
from outreach.database import Database
from outreach.messages.models import Attempt, Purpose, Sender, Status
from outreach.messages.services.callbacks import note
from outreach.people.models import ContactPoint
from outreach.sequences.models import Enrolment
from tests.world import World, make_ready, paris

OUTAGE = Outcome(Result.NOT_SENT, code="no_connection")


class DownDoor(MemoryDoor):
    """A provider that nobody can connect to."""

    outcome = OUTAGE

    def send(self, message: object) -> Outcome:
        """Refused connection; a call costs nothing, so only the engine can stop asking."""
        self.calls.append(message)  # type: ignore[arg-type]
        assert len(self.calls) < 30, "the engine hammers a provider that is down"
        return self.outcome


def down(database: Database, outcome: Outcome = OUTAGE, people: int = 1) -> tuple[World, DownDoor]:
    """A world whose SMS provider is down."""
    door = DownDoor(Medium.SMS)
    door.outcome = outcome
    return make_ready(database, people=people, doors={Medium.SMS: door}), door


@pytest.mark.parametrize("act", [Act.NONE, Act.RETRY_LATER, Act.SLOW_DOWN, Act.SENDER_DOWN])
def test_a_provider_that_is_down_is_asked_now_and_then(sqlite_database: Database, act: Act) -> None:
    """A tick ends, whatever the door says; an hour of ticks asks a handful of times."""
    world, door = down(sqlite_database, Outcome(Result.NOT_SENT, code="x", act=act), people=5)
    for _ in range(12):
        world.tick()
        world.clock.advance(timedelta(minutes=5))
    assert 1 <= len(door.calls) < 30
    assert {a.status for a in world.attempts()} <= {Status.ABSENT, Status.CANCELLED}


def test_everybody_is_reached_once_when_the_provider_is_back(sqlite_database: Database) -> None:
    """An outage loses nobody."""
    world, door = down(sqlite_database, people=3)
    world.tick()
    door.outcome = Outcome(Result.ACCEPTED)
    for day in range(11, 13):
        for hour in range(9, 20):
            world.tick(f"2026-03-{day} {hour:02}:31")
    left = [a.person_id for a in world.attempts() if a.status == Status.ACCEPTED]
    assert len(left) == 3
    assert set(left) == {1, 2, 3}


def test_a_sender_that_is_refused_does_not_burn_the_contacts(sqlite_database: Database) -> None:
    """A wrong From is our trouble: the others are not called, and nobody loses the step."""
    refused = Outcome(Result.REFUSED, code="21606", act=Act.SENDER_DOWN)
    world, door = down(sqlite_database, refused, people=4)
    world.tick()
    assert len(door.calls) == 1
    assert {t.reason for t in world.tasks() if t.kind == "decide"} == {"sender_stopped"}
    door.outcome = Outcome(Result.ACCEPTED)
    for day in range(11, 20):
        world.tick(f"2026-03-{day} 18:31")
    left = {a.person_id for a in world.attempts() if (a.step, a.status) == ("S1", "accepted")}
    assert left == {1, 2, 3, 4}


def test_a_long_wait_asked_by_the_provider_is_kept(sqlite_database: Database) -> None:
    """``Retry-After`` says when the sender may speak again."""
    slow = Outcome(
        Result.NOT_SENT, code="20429", act=Act.SLOW_DOWN, retry_after=timedelta(minutes=20)
    )
    world, door = down(sqlite_database, slow)
    for minute in range(0, 20, 2):
        world.tick(f"2026-03-10 18:{minute:02}")
    assert len(door.calls) == 1


@pytest.mark.parametrize(("wait", "told"), [(59, []), (61, ["sender_stopped"])])
def test_a_wait_that_lasts_is_told_to_a_human(
    sqlite_database: Database, wait: int, told: list[str]
) -> None:
    """A day without a message must not pass unseen."""
    asked = timedelta(minutes=wait)
    outcome = Outcome(Result.NOT_SENT, code="20429", act=Act.SLOW_DOWN, retry_after=asked)
    world, _ = down(sqlite_database, outcome)
    world.tick()
    assert [t.reason for t in world.tasks() if t.kind == "decide"] == told


def test_a_code_of_any_length_is_kept(database: Database) -> None:
    """The name of an exception may be longer than a provider's code."""
    world = make_ready(database)
    world.sms.plan(Outcome(Result.UNCERTAIN, code="SMTPServerDisconnectedForever"))
    world.tick()
    (attempt,) = world.attempts()
    assert (attempt.status, attempt.error) == ("uncertain", "SMTPServerDisconnect")
    assert world.intact()


def test_a_refusal_at_the_provider_ends_the_sequence(database: Database) -> None:
    """STOP is law, whoever heard it: no letter or visit follows by itself (care.md §2)."""
    world = make_ready(database)
    world.sms.plan(Outcome(Result.REFUSED, code="21610", act=Act.OPT_OUT))
    for day in range(10, 32):
        world.tick(f"2026-03-{day} 18:00")
    assert [a.status for a in world.attempts()] == ["refused"]
    assert [(t.kind, t.reason) for t in world.tasks()] == [
        ("letter", "step"),
        ("decide", "opted_out_at_provider"),
    ]
    with database.read() as session:
        assert set(session.scalars(select(ContactPoint.status))) == {"opted_out"}
        assert session.scalars(select(Enrolment.state)).one() == "finished"


def test_a_refusal_at_the_provider_calls_off_what_humans_had_to_do(database: Database) -> None:
    """Nobody calls or visits after a STOP because of what was planned before it."""
    world = make_ready(database)
    for day in range(10, 28):
        world.tick(f"2026-03-{day} 18:00")
    assert [t.kind for t in world.tasks() if t.state == "open"] == ["call", "letter"]
    last = [a for a in world.attempts() if a.channel == "sms"][-1]
    stop = Receipt(last.key, str(last.provider_id), Progress.FAILED, "failed", "21610", Act.OPT_OUT)
    assert note(world.means, stop)
    assert [t.reason for t in world.tasks() if t.state == "open"] == ["opted_out_at_provider"]
    assert world.intact()


def test_a_number_that_does_not_exist_is_checked_and_the_next_channel_taken(
    sqlite_database: Database,
) -> None:
    """An invalid number is never called again by itself; the e-mail still leaves."""
    world = make_ready(sqlite_database)
    world.sms.plan(Outcome(Result.REFUSED, code="21211", act=Act.BAD_NUMBER))
    for day in range(10, 31):
        world.tick(f"2026-03-{day} 18:00")
    assert len(world.sms.calls) == 1
    assert len(world.email.calls) == 1
    assert ("check_number", "invalid") in [(t.kind, t.reason) for t in world.tasks()]


def test_a_human_s_answer_that_cannot_leave_is_said(database: Database) -> None:
    """It belongs to no sequence: nobody would plan it again."""
    world = make_ready(database)
    with database.write() as session:
        enrolment = session.scalars(select(Enrolment)).one()
        point = session.scalars(select(ContactPoint).order_by(ContactPoint.id)).first()
        assert point is not None
        session.add(
            Attempt(
                key=world.clock.key(),
                case_id=enrolment.case_id,
                person_id=enrolment.person_id,
                thread_id=enrolment.thread_id,
                purpose=Purpose.ANSWER,
                channel="sms",
                medium="sms",
                contact_point_id=point.id,
                address=point.value,
                address_hash=point.value_hash,
                body="Bonjour, je vous rappelle demain.",
                automated=False,
                actor="staff:v",
                status="reserved",
                at=world.clock.now(),
            )
        )
        enrolment.due_at = paris("2026-04-01 10:00")
    world.sms.plan(OUTAGE)
    world.tick()
    assert [a.status for a in world.attempts()] == ["absent"]
    assert [t.reason for t in world.tasks() if t.kind == "decide"] == ["not_sent"]


def test_a_stopped_sender_leaves_the_other_medium_alone(sqlite_database: Database) -> None:
    """The SMS rest; the e-mails go on."""
    world = make_ready(sqlite_database)
    world.tick()
    for day in range(11, 26):
        with sqlite_database.write() as session:
            for sender in session.scalars(select(Sender).where(Sender.medium == "sms")):
                sender.stopped_until = paris(f"2026-03-{day} 18:01")
        world.tick(f"2026-03-{day} 18:00")
    assert [a.step for a in world.attempts()] == ["S1"]  # S2 keeps its place: nothing overtakes it
    assert world.enrolment().reason == "provider_backoff"
