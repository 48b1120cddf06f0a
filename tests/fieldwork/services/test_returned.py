"""Returned mail: what the post says of the address, and what may leave to it afterwards."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from outreach.database import Database
from outreach.fieldwork.rules import Cause, Problem
from outreach.fieldwork.services.points.giving import Given, give_address
from outreach.fieldwork.services.sheet import sheet_of
from outreach.people.models import ContactPoint, PointKind
from outreach.people.rules.addresses import Address, pack
from outreach.people.rules.envelopes import Flaw
from outreach.record.models.journal import JournalEntry
from outreach.sequences.models import Enrolment
from outreach.staff.models import Role
from outreach.tasks.models import Task, TaskKind
from tests.fieldwork.desk import MONDAY, Desk, sit_down
from tests.fieldwork.services.worklist.conftest import hire
from tests.world import PARIS, paris

OLD = Address("8 rue des Carmes", "", "45000", "Orléans")
NEW = Address("9 rue des Carmes", "Chez Mme A", "45000", "Orléans")


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    """The information letter of one case is to be posted."""
    desk = sit_down(sqlite_database)
    desk.world.tick()
    return desk


@pytest.fixture
def posted(desk: Desk) -> int:
    """The information letter, posted to an address on Monday."""
    with desk.world.database.write() as session:
        who = session.scalars(select(Enrolment.person_id)).one()
        now = desk.world.clock.now()
        session.add(
            ContactPoint(person_id=who, kind=PointKind.POSTAL, value=pack(OLD), created_at=now)
        )
    letter = desk.find("step")
    desk.done(letter, "posted", MONDAY)
    desk.world.clock.set(paris("2026-03-05 09:00"))
    return letter


def status(desk: Desk) -> str:
    with desk.world.database.read() as session:
        rows = select(ContactPoint.status).where(ContactPoint.kind == PointKind.POSTAL)
        return session.scalars(rows).one()


def corrects(desk: Desk, address: Address = NEW) -> Given:
    with desk.world.database.read() as session:
        who = session.scalars(select(Enrolment.person_id)).one()
    return give_address(desk.world.means, hire(desk, Role.WORKER), desk.reference, who, address)


@pytest.mark.parametrize(
    ("cause", "becomes"),
    [
        (Cause.UNKNOWN, "invalid"),
        (Cause.ACCESS, "suspect"),
        (Cause.REFUSED, "suspect"),
        ("", "suspect"),
    ],
)
def test_what_the_post_ticked_says_how_wrong_the_address_is(
    desk: Desk, posted: int, cause: str, becomes: str
) -> None:
    desk.done(posted, "returned", cause=cause)
    assert status(desk) == becomes
    assert desk.open() == [("decide", "letter_returned")]
    with desk.world.database.read() as session:
        done = select(JournalEntry.facts).where(JournalEntry.event == "task.done")
        facts = session.scalars(done.order_by(JournalEntry.number)).all()
    assert [json.loads(each).get("cause") for each in facts] == [None, cause or None]


def test_no_letter_goes_back_where_nobody_of_that_name_lives(desk: Desk, posted: int) -> None:
    desk.done(posted, "returned", cause=Cause.UNKNOWN)
    decision = desk.find("letter_returned")
    assert desk.closes(decision, "continue").problem is Problem.ADDRESS
    assert corrects(desk) is Given.DONE
    desk.done(decision, "continue")
    assert desk.open() == [("letter", "letter_again")]
    with desk.world.database.read() as session:
        sheet = sheet_of(session, desk.world.means, desk.find("letter_again"), "")
    assert sheet is not None
    assert (sheet.address[1:3], sheet.flaws) == (("CHEZ MME A", "9 RUE DES CARMES"), ())


def test_an_address_in_doubt_is_said_and_may_be_tried_again(desk: Desk, posted: int) -> None:
    desk.done(posted, "returned", cause=Cause.ACCESS)
    desk.done(desk.find("letter_returned"), "continue")
    with desk.world.database.read() as session:
        sheet = sheet_of(session, desk.world.means, desk.find("letter_again"), "")
    assert sheet is not None
    assert sheet.flaws == (Flaw.RETURNED,)


def test_an_address_corrected_meanwhile_is_not_in_doubt(desk: Desk, posted: int) -> None:
    assert corrects(desk) is Given.DONE
    desk.done(posted, "returned", cause=Cause.UNKNOWN)
    assert status(desk) == "ok"


def test_a_refused_letter_is_no_refusal_of_the_person(desk: Desk, posted: int) -> None:
    desk.done(posted, "returned", cause=Cause.REFUSED)
    assert desk.pauses() == []
    assert desk.run().state == "active"
    for day in range(6, 14):  # nothing automatic leaves meanwhile
        desk.world.tick(f"2026-03-{day:02} 18:50")
    assert [a.channel for a in desk.world.attempts()] == ["letter"]


def test_the_visit_that_a_returned_letter_announced_moves_with_the_next_one(
    desk: Desk, posted: int
) -> None:
    """Nobody was told of the first day, and a letter posted now would come too late for it."""
    for day in range(6, 32):
        desk.world.tick(f"2026-03-{day:02} 18:50")
        found = [t for t in desk.world.tasks() if t.step == "lettre" and t.state == "open"]
        if found:
            break
    (letter,) = found
    desk.done(letter.id, "posted")
    visit = desk.raises(TaskKind.VISIT)
    with desk.world.database.write() as session:
        session.get_one(Task, visit).visit_at = letter.visit_at
    assert letter.visit_at is not None
    desk.world.clock.set(letter.visit_at - timedelta(days=2))
    desk.done(letter.id, "returned", cause=Cause.ACCESS)
    desk.done(desk.find("letter_returned"), "continue")
    again, moved = desk.task(desk.find("letter_again")), desk.task(visit)
    assert again.visit_at is not None
    assert again.visit_at > letter.visit_at
    assert moved.visit_at == again.visit_at
    assert moved.due_on == again.visit_at.astimezone(PARIS).date()


def test_one_that_is_still_in_time_keeps_its_day(desk: Desk, posted: int) -> None:
    with desk.world.database.write() as session:
        letter = session.get_one(Task, posted)
        letter.visit_at = paris("2026-03-19 10:30")
    desk.done(posted, "returned", cause=Cause.ACCESS)
    desk.done(desk.find("letter_returned"), "continue")
    assert desk.task(desk.find("letter_again")).visit_at == paris("2026-03-19 10:30")
