"""A provider's words on our messages: early, late, twice, out of order, about nothing we know."""

from itertools import permutations

import pytest
from sqlalchemy import func, select

from outreach.channels.base import Act, Medium, Outcome, Outgoing, Progress, Receipt, Result
from outreach.channels.memory import Left, MemoryDoor
from outreach.database import Database
from outreach.messages.models import Attempt, ProviderReceipt
from outreach.messages.services.callbacks import note
from outreach.messages.services.receipts import ask_stragglers, take_all
from outreach.messages.services.reconcile import reconcile
from outreach.sequences.models import Enrolment
from tests.statements import heard
from tests.world import World, make_ready


def said(
    key: str, progress: Progress, *, sid: str = "", code: str = "", act: Act = Act.NONE
) -> Receipt:
    """One status word, by default about the message that the memory door named."""
    return Receipt(key, sid or f"MEM-{key}", progress, progress.value, code, act)


@pytest.fixture
def world(database: Database) -> World:
    """The first SMS has left and was accepted."""
    world = make_ready(database)
    world.tick()
    assert status(world) == "accepted"
    return world


def status(world: World) -> str:
    """Where the first attempt stands."""
    return world.attempts()[0].status


def kept(world: World) -> list[tuple[str, bool]]:
    """Every receipt we hold, and whether it moved its attempt."""
    with world.database.read() as session:
        rows = session.scalars(select(ProviderReceipt).order_by(ProviderReceipt.id))
        return [(row.word, row.applied) for row in rows]


def test_receipts_in_any_order_and_twice_end_alike(sqlite_database: Database) -> None:
    """24 orders of three words and a repeat, each on a message of its own."""
    words = (Progress.ACCEPTED, Progress.SENT, Progress.DELIVERED, Progress.SENT)
    orders = sorted(set(permutations(words)))
    world = make_ready(sqlite_database, people=len(orders))
    world.tick()
    for attempt, order in zip(world.attempts(), orders, strict=True):
        for progress in order:
            note(world.means, said(attempt.key, progress, sid=attempt.provider_id or ""))
    assert {a.status for a in world.attempts()} == {"delivered"}
    assert world.intact()


def _taken(world: World, *receipts: Receipt) -> tuple[int, int]:
    """How many of some receipts that come together moved something, in how many statements."""
    with heard(world.database) as statements, world.database.write() as session:
        moved = take_all(session, receipts, world.clock.now(), world.means.follow)
    return moved, len(statements)


def test_many_receipts_take_no_more_statements_than_two(database: Database) -> None:
    world = make_ready(database, people=8)
    world.tick()
    plain = [said(each.key, Progress.DELIVERED) for each in world.attempts()]
    (two, few), (six, many) = _taken(world, *plain[:2]), _taken(world, *plain[2:])
    assert (two, six, many) == (2, 6, few)
    assert {each.status for each in world.attempts()} == {"delivered"}
    assert kept(world) == [("delivered", True)] * 8
    assert world.intact()
    with world.database.read() as session:
        assert all(session.scalars(select(Enrolment.due_at)))


def test_receipts_of_all_kinds_that_come_together_end_as_one_by_one(database: Database) -> None:
    """Plain, of a bad number, about nothing of ours, of another message, said before, repeated."""
    world = make_ready(database, people=5)
    world.tick()
    plain, bad, other, before, twice = (each.key for each in world.attempts())
    note(world.means, said(before, Progress.SENT))
    told = (
        said(plain, Progress.DELIVERED),
        said(bad, Progress.UNDELIVERED, code="30005", act=Act.BAD_NUMBER),
        said("z" * 26, Progress.DELIVERED),
        said(other, Progress.DELIVERED, sid="SM66"),
        said(before, Progress.SENT),
        said(twice, Progress.DELIVERED),
        said(twice, Progress.SENT),
    )
    assert _taken(world, *told)[0] == 3
    ends = [each.status for each in world.attempts()]
    assert ends == ["delivered", "undelivered", "accepted", "sent", "delivered"]
    assert _taken(world, *told)[0] == 0
    assert len(kept(world)) == 7
    assert [task.reason for task in world.tasks()] == ["step"] * 5 + ["invalid"]
    assert world.intact()


def test_the_same_word_twice_is_kept_once(world: World) -> None:
    """A repeat is a no-op."""
    receipt = said(world.attempts()[0].key, Progress.DELIVERED)
    assert note(world.means, receipt)
    assert not note(world.means, receipt)
    assert kept(world) == [("delivered", True)]


def test_a_word_about_no_message_of_ours_is_kept(world: World) -> None:
    """Somebody may look at it; nothing else happens."""
    assert not note(world.means, said("z" * 26, Progress.DELIVERED, sid="SM77"))
    assert kept(world) == [("delivered", False)]
    assert status(world) == "accepted"


def test_a_word_that_names_another_message_moves_nothing(world: World) -> None:
    """The key is ours but the provider's name is not the one that we know."""
    assert not note(world.means, said(world.attempts()[0].key, Progress.FAILED, sid="SM66"))
    assert (status(world), kept(world)) == ("accepted", [("failed", False)])


def test_an_unknown_word_is_kept_and_moves_nothing(world: World) -> None:
    """Providers invent words."""
    key = world.attempts()[0].key
    receipt = Receipt(key, f"MEM-{key}", Progress.UNKNOWN, "teleported")
    assert not note(world.means, receipt)
    assert (status(world), kept(world)) == ("accepted", [("teleported", False)])


def test_an_unknown_word_proves_that_the_provider_has_an_uncertain_one(database: Database) -> None:
    """Its key came back with the provider's name of it: nobody else could have said them."""
    world = make_ready(database)
    world.sms.plan(Outcome(Result.UNCERTAIN, code="ReadTimeout"), leaves=True)
    world.tick()
    key = world.attempts()[0].key
    assert note(world.means, Receipt(key, "SM1", Progress.UNKNOWN, "teleported"))
    assert (status(world), world.attempts()[0].provider_id) == ("accepted", "SM1")


class PromptDoor(MemoryDoor):
    """The receipt arrives before the provider's answer to the call."""

    world: World
    answer = Outcome(Result.ACCEPTED, provider_id="SM1")
    progress = Progress.DELIVERED

    def send(self, message: Outgoing) -> Outcome:
        """Hook first, answer second."""
        note(self.world.means, said(message.key, self.progress, sid="SM1"))
        super().send(message)
        return self.answer


@pytest.mark.parametrize(
    "answer",
    [
        Outcome(Result.ACCEPTED, provider_id="SM1"),
        Outcome(Result.UNCERTAIN, code="ReadTimeout"),
        Outcome(Result.REFUSED, code="30008"),
    ],
    ids=lambda outcome: outcome.result.value,
)
def test_a_receipt_before_the_answer_is_not_undone_by_it(
    database: Database, answer: Outcome
) -> None:
    """Proof that it arrived beats whatever the call amounted to."""
    door = PromptDoor(Medium.SMS)
    world = make_ready(database, doors={Medium.SMS: door})
    door.world, door.answer = world, answer
    world.tick()
    assert (status(world), world.attempts()[0].provider_id) == ("delivered", "SM1")
    due = world.enrolment().due_at
    assert due is not None
    assert due > world.clock.now()


def test_an_early_sending_does_not_hide_the_end(database: Database) -> None:
    """`accepted` comes by hook, the call is cut, the end comes later."""
    door = PromptDoor(Medium.SMS)
    world = make_ready(database, doors={Medium.SMS: door})
    door.world, door.progress = world, Progress.ACCEPTED
    door.answer = Outcome(Result.UNCERTAIN, code="ConnectionError")
    world.tick()
    note(world.means, said(world.attempts()[0].key, Progress.DELIVERED, sid="SM1"))
    assert status(world) == "delivered"


def test_a_receipt_settles_what_is_uncertain(database: Database) -> None:
    """The key in the hook's address is all that is needed (delivery.md §E)."""
    world = make_ready(database)
    world.sms.plan(Outcome(Result.UNCERTAIN, code="ReadTimeout"), leaves=True)
    world.tick()
    assert world.enrolment().due_at is None
    note(world.means, said(world.attempts()[0].key, Progress.SENT))
    assert status(world) == "sent"
    due = world.enrolment().due_at
    assert due is not None
    assert due > world.clock.now()


def failed_then_tried_again(world: World) -> Attempt:
    """The first SMS came back for a passing fault; three days later the second try left."""
    first = world.attempts()[0]
    bad = said(first.key, Progress.UNDELIVERED, code="30008", act=Act.RETRY_LATER)
    note(world.means, bad)
    for day in range(11, 17):
        world.tick(f"2026-03-{day} 18:30")
    tries = [(a.step, a.try_no, a.status) for a in world.attempts()]
    assert tries == [("S1", 1, "undelivered"), ("S1", 2, "accepted")]
    return first


def test_a_number_that_fails_twice_is_checked_by_a_human(world: World) -> None:
    """Two passing faults are a doubt; the next channel is taken."""
    failed_then_tried_again(world)
    second = world.attempts()[1]
    sid = second.provider_id or ""
    bad = said(second.key, Progress.UNDELIVERED, sid=sid, code="30008", act=Act.RETRY_LATER)
    note(world.means, bad)
    for day in range(17, 25):
        world.tick(f"2026-03-{day} 18:30")
    assert [a.step for a in world.attempts()] == ["S1", "S1", "mail"]
    assert ("check_number", "suspect") in [(t.kind, t.reason) for t in world.tasks()]


def test_a_provider_s_id_bound_to_the_wrong_try_breaks_nothing(database: Database) -> None:
    """The listing of the second try found the first: the first one's own receipt then comes."""
    world = make_ready(database)
    world.sms.plan(Outcome(Result.UNCERTAIN, code="reset"), Outcome(Result.UNCERTAIN, code="reset"))
    world.tick()
    for minute in (6, 12, 20, 27):
        if minute == 27:  # the provider shows the first try only now
            world.sms.left.append(Left("SM1", world.sms.calls[0]))
        world.tick(f"2026-03-10 18:{minute:02}")
        reconcile(world.means)
    tries = [(a.try_no, a.status, a.provider_id) for a in world.attempts()]
    assert tries == [(1, "absent", None), (2, "accepted", "SM1")]
    first, second = world.attempts()
    assert not note(world.means, said(first.key, Progress.DELIVERED, sid="SM1"))
    assert note(world.means, said(second.key, Progress.DELIVERED, sid="SM1"))
    assert [a.status for a in world.attempts()] == ["absent", "delivered"]


def test_stragglers_are_asked_about(world: World) -> None:
    """A receipt that never came is fetched, once the message had time."""
    world.sms.move(world.sms.left[0].provider_id, Progress.DELIVERED)
    assert ask_stragglers(world.means) == 0
    world.tick("2026-03-10 18:45")
    assert ask_stragglers(world.means) == 1
    assert status(world) == "delivered"
    assert ask_stragglers(world.means) == 0


def test_what_a_human_wrote_is_asked_about_too(world: World) -> None:
    """Whether it arrived matters as much, and its receipt is lost as easily."""
    with world.database.write() as session:
        attempt = session.scalars(select(Attempt)).one()
        attempt.automated, attempt.purpose, attempt.actor = False, "answer", "claire"
    world.sms.move(world.sms.left[0].provider_id, Progress.UNDELIVERED)
    world.tick("2026-03-10 18:45")
    assert ask_stragglers(world.means) == 1
    assert status(world) == "undelivered"


def test_a_receipt_about_an_attempt_that_was_cancelled_moves_nothing(world: World) -> None:
    """An end is an end, even if somebody replays a hook of ours with another key."""
    with world.database.write() as session:
        attempt = session.scalars(select(Attempt)).one()
        attempt.status, attempt.provider_id = "cancelled", None
    assert not note(world.means, said(world.attempts()[0].key, Progress.DELIVERED))
    assert status(world) == "cancelled"
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ProviderReceipt)) == 1
