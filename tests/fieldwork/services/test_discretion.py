"""A phone that somebody else reads gets nothing automatic; the journal does not say which."""

import pytest
from sqlalchemy import select

from outreach.database import Database
from outreach.fieldwork.services.discretion import Answer, set_discreet
from outreach.people.models import ContactPoint
from outreach.record.models.journal import JournalEntry
from tests.fieldwork.desk import MONDAY, NUMBER, Desk, sit_down
from tests.world import add_case


@pytest.fixture
def desk(database: Database) -> Desk:
    desk = sit_down(database)
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    return desk


def marks(desk: Desk, way: str, *, discreet: bool = True, reference: str = "") -> Answer:
    return set_discreet(
        desk.world.means,
        reference or desk.reference,
        way,
        "S-0001",
        discreet=discreet,
        fictitious_allowed=True,
    )


def discreet(desk: Desk) -> set[str]:
    with desk.world.database.read() as session:
        points = session.scalars(select(ContactPoint).where(ContactPoint.discreet))
        return {str(point.value) for point in points}


def test_a_marked_phone_gets_nothing_until_the_mark_is_off(desk: Desk) -> None:
    assert marks(desk, "06 39 98 00 10") is Answer.DONE
    assert discreet(desk) == {NUMBER}
    for day in range(10, 13):
        desk.world.tick(f"2026-03-{day} 18:50")
    assert "sms" not in {a.channel for a in desk.world.attempts()}
    assert marks(desk, NUMBER, discreet=False) is Answer.DONE
    assert discreet(desk) == set()


def test_an_address_is_marked_too_and_twice_changes_nothing(desk: Desk) -> None:
    assert marks(desk, "Camille@Example.org") is Answer.DONE
    assert marks(desk, "camille@example.org") is Answer.SAME
    assert desk.events().count("contact.discreet") == 1
    assert discreet(desk) == {"camille@example.org"}


@pytest.mark.parametrize("way", ["06 39 98 00 77", "à elle", ""])
def test_what_is_not_in_the_case_is_refused(desk: Desk, way: str) -> None:
    add_case(desk.world, phone="+33639980077", email=None)
    assert marks(desk, way) is Answer.NOT_THEIRS
    assert marks(desk, NUMBER, reference="AHU-2026-0999") is Answer.NO_CASE
    assert discreet(desk) == set()


def test_the_journal_names_who_marked_and_not_what(desk: Desk) -> None:
    marks(desk, NUMBER)
    with desk.world.database.read() as session:
        rows = select(JournalEntry).where(JournalEntry.event == "contact.discreet")
        entry = session.scalars(rows).one()
    assert entry.actor == "S-0001"
    assert "639980010" not in str(entry.facts)
