"""One round: replies first, whatever fails beside."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from outreach.cases.models import Case
from outreach.channels.base import Batch, Inbound, Medium
from outreach.channels.memory import MemoryDoor
from outreach.database import Database
from outreach.replies.models import Cursor, Reply
from outreach.replies.services.ears import Ears
from outreach.replies.services.files import shipped_lexicon
from outreach.sequences.models import Enrolment
from outreach.sequences.services.dispatch import Report
from outreach.town.faults import Fault
from outreach.worker.guard import Guard
from outreach.worker.rounds import Work, run_round
from tests.databases import RING
from tests.wire import THEIRS, Wire, make_wire
from tests.world import LIBRARY, World, add_case, make_world, paris


def _ears(world: World) -> Ears:
    return Ears(world.means, shipped_lexicon(), LIBRARY.answers)


def _round(world: World, at: str | None = None) -> Report:
    if at is not None:
        world.clock.set(paris(at))
    return run_round(Work(_ears(world)), Guard(strict=True))


def _sms(number: int, text: str = "Bonjour") -> Inbound:
    return Inbound(f"IN{number}", Medium.SMS, THEIRS, "+33938000001", text)


def _mail(number: int, text: str = "Bonjour") -> Inbound:
    return Inbound(f"1/{number}", Medium.EMAIL, "camille@example.org", "", text)


def _count(world: World, model: type) -> int:
    with world.database.read() as session:
        return len(session.scalars(select(model)).all())


@pytest.fixture
def due(database: Database) -> World:
    """A world whose first SMS is due at 18:30 on 9 March, not sent yet."""
    world = make_world(database)
    add_case(world)
    world.tick()
    world.post_letter(date(2026, 3, 2))
    world.tick("2026-03-06 09:00")
    world.clock.set(paris("2026-03-09 18:30"))
    return world


def test_what_is_due_leaves(due: World) -> None:
    """The round of the tests below, when nobody wrote."""
    assert _round(due).sent == 1


@pytest.mark.parametrize("arrival", [_sms(1), _mail(1)], ids=["sms", "email"])
def test_a_reply_that_waits_at_the_provider_stops_what_is_due(due: World, arrival: Inbound) -> None:
    door = due.sms if arrival.medium is Medium.SMS else due.email
    door.arrive(arrival)
    _round(due)
    assert [attempt.purpose for attempt in due.attempts() if attempt.purpose == "sequence"] == []
    assert not [call for call in due.sms.calls if "AHU" in call.body and not call.automatic]
    reply = due.only(Reply)
    assert isinstance(reply, Reply)
    assert reply.found_by == ("sweep" if arrival.medium is Medium.SMS else "imap")


def test_a_second_round_at_the_same_instant_adds_nothing(due: World) -> None:
    due.sms.arrive(_sms(1))
    _round(due)
    before = (len(due.attempts()), len(due.tasks()), _count(due, Reply))
    again = _round(due)
    assert again == Report()
    assert (len(due.attempts()), len(due.tasks()), _count(due, Reply)) == before


def test_a_mailbox_that_does_not_answer_stops_nothing_else(due: World) -> None:
    due.email.reachable = False
    with capture_logs() as logs:
        assert _round(due).sent == 1
    assert [(line["part"], line["error"]) for line in logs] == [("mail", "UnreachableError")]


def test_more_mail_than_one_batch_is_all_read(database: Database) -> None:
    world = make_world(database, doors={Medium.EMAIL: (pages := Pages())})
    _round(world)
    assert _count(world, Reply) == 5
    assert pages.cursors == ["", "2", "4", "5"]
    _round(world)
    assert pages.cursors[4:] == ["5"], "read on from where it was"


def test_a_message_that_can_not_be_stored_is_not_passed_over(sqlite_database: Database) -> None:
    """The others are taken in, and the mailbox is read again from before it."""
    world = make_world(sqlite_database, doors={Medium.EMAIL: Pages()})
    refuses = True

    def spoil(*call: Any) -> None:
        if refuses and call[2].startswith("INSERT INTO replies") and "1/2" in call[3]:
            raise ValueError("not that one")

    event.listen(sqlite_database.engine, "before_cursor_execute", spoil)
    try:
        with capture_logs() as logs:
            _round(world)
        assert _count(world, Reply) == 4
        assert _count(world, Cursor) == 0
        assert [line["event"] for line in logs] == ["reply.unread", "inbound.not_stored"]
        refuses = False
        _round(world)
        assert _count(world, Reply) == 5
        assert _count(world, Cursor) == 1
    finally:
        event.remove(sqlite_database.engine, "before_cursor_execute", spoil)


def test_a_database_that_can_not_be_reached_ends_a_single_round(due: World) -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=2", RING)
    due.means = replace(due.means, database=away)
    with pytest.raises(OperationalError):
        _round(due)


def test_a_waiting_case_starts_when_there_is_room(database: Database) -> None:
    world = make_world(database)
    add_case(world)
    with database.write() as session:
        session.execute(delete(Enrolment))
        session.execute(update(Case).values(state="waiting"))
    _round(world)
    with database.read() as session:
        assert session.scalar(select(Case.state)) == "contacting"


class TestOnTheWire:
    """The same with Twilio's SDK and a carrier."""

    @pytest.fixture
    def wire(self, sqlite_database: Database) -> Iterator[Wire]:
        with make_wire(sqlite_database) as made:
            add_case(made.world)
            made.world.tick()
            made.world.post_letter(date(2026, 3, 2))
            made.world.tick("2026-03-06 09:00")
            made.world.clock.set(paris("2026-03-09 18:30"))
            yield made

    def test_a_lost_hook_is_found_by_the_sweep_before_anything_leaves(self, wire: Wire) -> None:
        wire.carrier.reply(THEIRS, "+33938000001", "Appelez-moi demain", silent=True)
        report = run_round(Work(wire.ears), Guard(strict=True))
        assert report.sent == 0
        assert [reply.found_by for reply in wire.replies()] == ["sweep"]
        assert wire.outbound() == [], "found late: no automatic text either"

    def test_a_carrier_that_is_down_defers_and_is_not_an_error_of_the_database(
        self, wire: Wire
    ) -> None:
        wire.carrier.stop()
        with capture_logs() as logs:
            report = run_round(Work(wire.ears), Guard(strict=True))
        assert (report.sent, report.failed) == (0, 0)
        assert report.deferred >= 1
        assert {line["part"] for line in logs if "part" in line} == {"sweep"}

    def test_an_accepted_message_without_answer_is_settled_by_the_listing(self, wire: Wire) -> None:
        wire.carrier.faults.add(Fault.ACCEPT_THEN_RESET)
        assert run_round(Work(wire.ears), Guard(strict=True)).uncertain == 1
        wire.world.clock.sleep(600)
        run_round(Work(wire.ears), Guard(strict=True))
        (attempt,) = wire.world.attempts()
        assert attempt.status == "accepted"
        assert len(wire.outbound()) == 1


class Pages(MemoryDoor):
    """A mailbox of five e-mails that gives two at a time."""

    def __init__(self) -> None:
        super().__init__(Medium.EMAIL)
        self.cursors: list[str] = []
        self._mails = [_mail(number) for number in range(1, 6)]

    def poll(self, cursor: str, now: object) -> Batch:
        self.cursors.append(cursor)
        start = int(cursor or 0)
        items = tuple(self._mails[start : start + 2])
        return Batch(items, str(start + len(items)))
