"""A number or an address that a worker gives is tried first; what was refused stays refused."""

import pytest
from sqlalchemy import select

from outreach.database import Database
from outreach.fieldwork.services.points.giving import Given, give_address, give_way
from outreach.people.models import ContactPoint, OptOutKind, PointKind
from outreach.people.rules.addresses import Address, unpack
from outreach.people.services import refuse
from outreach.staff.models import Role, Staff
from outreach.staff.rules import DEFAULT_TEAM
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import MONDAY, NUMBER, Desk, sit_down
from tests.world import add_case

ME = Staff(code="S-0001", role=Role.WORKER, team=DEFAULT_TEAM)
STRANGER = Staff(code="S-0002", role=Role.WORKER, team="Ailleurs")
HOME = Address("17 rue de la Source", "", "45160", "Olivet")


@pytest.fixture
def desk(database: Database) -> Desk:
    desk = sit_down(database)
    desk.world.tick()
    return desk


def person_id(desk: Desk) -> int:
    return desk.run().person_id


def gives(desk: Desk, text: str, staff: Staff = ME, person: int | None = None) -> Given:
    return give_way(
        desk.world.means,
        staff,
        desk.reference,
        person or person_id(desk),
        text,
        fictitious_allowed=True,
    )


def phones(desk: Desk) -> list[str | None]:
    """In the order to try."""
    with desk.world.database.read() as session:
        rows = select(ContactPoint).where(
            ContactPoint.person_id == person_id(desk), ContactPoint.kind == PointKind.MOBILE
        )
        rows = rows.order_by(ContactPoint.rank)
        return [point.value for point in session.scalars(rows)]


def test_a_given_number_is_tried_first_and_leaves_a_trace(desk: Desk) -> None:
    assert gives(desk, "06.39.98.00.44") is Given.DONE
    assert phones(desk) == ["+33639980044", NUMBER]
    assert desk.events()[-2:] == ["task.raised", "task.done"]
    assert [t.outcome for t in desk.world.tasks() if t.reason == "given"] == ["corrected"]


def test_an_open_task_that_asks_for_it_is_closed_by_it(desk: Desk) -> None:
    desk.raises(TaskKind.CHECK_NUMBER, "wrong_person")
    assert gives(desk, "06 39 98 00 44") is Given.DONE
    assert [reason for kind, reason in desk.open() if kind == "check_number"] == []
    assert not [t for t in desk.world.tasks() if t.reason == "given"]


def test_an_email_is_given_the_same_way(desk: Desk) -> None:
    assert gives(desk, "nouvelle@example.org") is Given.DONE
    assert desk.points()["nouvelle@example.org"] == "ok"


@pytest.mark.parametrize(
    "text", ["", "chez sa mère", "06 39 98", "3114", "06 39 98 00 44 sa fille"]
)
def test_what_is_no_number_changes_nothing(desk: Desk, text: str) -> None:
    before = desk.events()
    assert gives(desk, text) is Given.UNREADABLE
    assert (phones(desk), desk.events()) == ([NUMBER], before)


def test_a_number_that_refused_is_not_given_back(desk: Desk) -> None:
    hashed = desk.world.database.fingerprint("+33639980044")
    with desk.world.database.write() as session:
        refuse(session, hashed, OptOutKind.STOP, source="sms", now=desk.world.clock.now())
    assert gives(desk, "06 39 98 00 44") is Given.BLOCKED
    assert phones(desk) == [NUMBER]


def test_the_same_again_is_not_done_twice(desk: Desk) -> None:
    assert gives(desk, NUMBER) is Given.SAME
    gives(desk, "06 39 98 00 44")
    before = desk.events()
    assert gives(desk, "06 39 98 00 44") is Given.SAME
    assert desk.events() == before


def test_a_number_of_another_case_is_told_to_both(desk: Desk) -> None:
    add_case(desk.world, phone="+33639980044", email=None)
    assert gives(desk, "06 39 98 00 44") is Given.DONE
    assert [t.reason for t in desk.world.tasks()].count("shared_number") == 2


def test_only_the_people_of_a_case_one_may_see(desk: Desk) -> None:
    assert gives(desk, "06 39 98 00 44", STRANGER) is Given.NO_CASE
    assert gives(desk, "n'importe quoi", STRANGER) is Given.NO_CASE
    assert gives(desk, "06 39 98 00 44", person=999) is Given.NO_CASE
    assert phones(desk) == [NUMBER]


def address(desk: Desk) -> ContactPoint:
    with desk.world.database.read() as session:
        rows = select(ContactPoint).where(ContactPoint.kind == PointKind.POSTAL)
        return session.scalars(rows).one()


def test_a_given_address_is_where_letters_go(desk: Desk) -> None:
    desk.raises(TaskKind.DECIDE, "address_to_check")
    given = give_address(desk.world.means, ME, desk.reference, person_id(desk), HOME)
    assert given is Given.DONE
    assert unpack(str(address(desk).value)) == HOME
    assert ("decide", "address_to_check") not in desk.open()
    assert "contact.corrected" in desk.events()
    again = give_address(desk.world.means, ME, desk.reference, person_id(desk), HOME)
    assert again is Given.SAME


def test_an_earlier_letter_keeps_the_address_it_had(desk: Desk) -> None:
    give_address(desk.world.means, ME, desk.reference, person_id(desk), HOME)
    desk.done(desk.find("step"), "posted", MONDAY)
    moved = Address("3 rue Neuve", "", "45000", "Orléans")
    give_address(desk.world.means, ME, desk.reference, person_id(desk), moved)
    (letter,) = desk.world.attempts()
    assert unpack(str(letter.address)) == HOME
    assert unpack(str(address(desk).value)) == moved


@pytest.mark.parametrize("place", [Address(), Address("1 rue", "", "", "Olivet")])
def test_an_address_without_a_postcode_is_none(desk: Desk, place: Address) -> None:
    given = give_address(desk.world.means, ME, desk.reference, person_id(desk), place)
    assert given is Given.UNREADABLE


def test_an_address_is_given_only_in_a_case_one_may_see(desk: Desk) -> None:
    means, who = desk.world.means, person_id(desk)
    assert give_address(means, STRANGER, desk.reference, who, HOME) is Given.NO_CASE
    assert give_address(means, ME, desk.reference, 999, HOME) is Given.NO_CASE
