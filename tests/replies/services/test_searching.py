"""A case is found by what people say of it, and only by those who may know of it."""

import pytest
from sqlalchemy import select, update

from outreach.cases.models import Case, CaseState
from outreach.database import Database
from outreach.people.models import ContactPoint, PointStatus
from outreach.replies.services.searching import By, Search, search
from outreach.staff.models import Role, Staff
from outreach.staff.rules import DEFAULT_TEAM
from tests.world import World, add_case, add_person, make_world


@pytest.fixture
def world(database: Database) -> World:
    world = make_world(database)
    add_case(world, first_name="Élodie")
    add_case(world, first_name="Şükran", phone="+33639980011", email="s.oz@example.org")
    return world


def someone(role: Role = Role.WORKER, team: str = DEFAULT_TEAM) -> Staff:
    return Staff(code="S-0001", role=role, team=team)


def finds(world: World, text: str, staff: Staff | None = None) -> Search:
    with world.database.read() as session:
        return search(session, staff or someone(), text, fictitious_allowed=True)


def numbers(world: World, text: str, staff: Staff | None = None) -> list[str]:
    """The last four signs of the references found."""
    found = finds(world, text, staff)
    with world.database.read() as session:
        known = {case.id: case.reference[-4:] for case in session.scalars(select(Case))}
    return [known[case_id] for case_id in found.case_ids]


@pytest.mark.parametrize("typed", ["elodie", "ÉLODIE exemple", "exemple elodi", "  élodie  "])
def test_a_name_is_found_however_typed(world: World, typed: str) -> None:
    assert numbers(world, typed) == ["0001"]
    assert finds(world, typed).by is By.NAME


@pytest.mark.parametrize(
    "typed",
    ["06 39 98 00 11", "0639980011", "+33639980011", "0033 6 39 98 00 11", "06.39.98.00.11"],
)
def test_a_number_is_found_in_any_writing(world: World, typed: str) -> None:
    assert numbers(world, typed) == ["0002"]
    assert finds(world, typed).by is By.NUMBER


@pytest.mark.parametrize("typed", ["s.oz@example.org", "S.OZ@EXAMPLE.ORG", "<s.oz@example.org>"])
def test_an_address_is_found_whatever_its_capitals(world: World, typed: str) -> None:
    assert numbers(world, typed) == ["0002"]
    assert finds(world, typed).by is By.EMAIL


@pytest.mark.parametrize("typed", ["AHU-2026-0002", "ahu 2026 2", "2026-0002", "2", "0002"])
def test_our_reference_is_found_whole_or_by_its_number(world: World, typed: str) -> None:
    assert numbers(world, typed) == ["0002"]
    assert finds(world, typed).by is By.REFERENCE


@pytest.mark.parametrize("typed", ["LL-AHU-2026-0001", "ll-ahu-2026-0001"])
def test_the_landlords_reference_is_found(world: World, typed: str) -> None:
    assert numbers(world, typed) == ["0001"]
    assert finds(world, typed).by is By.LANDLORD


def test_the_start_of_a_landlords_reference_is_enough(world: World) -> None:
    assert sorted(numbers(world, "LL-AHU-2026")) == ["0001", "0002"]


@pytest.mark.parametrize("typed", ["", "  ", "?!", "%", "_", "06 39 98 00 77", "Dupont", "@"])
def test_what_nobody_has_finds_nothing(world: World, typed: str) -> None:
    assert finds(world, typed).case_ids == ()


def test_a_number_of_somebody_else_still_finds_its_case(world: World) -> None:
    with world.database.write() as session:
        session.execute(update(ContactPoint).values(status=PointStatus.WRONG_PERSON))
    assert numbers(world, "06 39 98 00 11") == ["0002"]


def test_anybody_of_a_household_leads_to_its_one_case(world: World) -> None:
    add_person(world, "AHU-2026-0001", first_name="Dominique")
    assert numbers(world, "dominique") == ["0001"]
    assert sorted(numbers(world, "exemple")) == ["0001", "0002"]


def test_living_cases_come_before_closed_ones(world: World) -> None:
    with world.database.write() as session:
        session.execute(
            update(Case).where(Case.reference == "AHU-2026-0002").values(state=CaseState.CLOSED)
        )
    assert numbers(world, "exemple") == ["0001", "0002"]


@pytest.mark.parametrize("typed", ["elodie", "06 39 98 00 10", "AHU-2026-0001", "LL-AHU-2026-0001"])
def test_another_team_and_an_administrator_find_nothing(world: World, typed: str) -> None:
    assert numbers(world, typed, someone(team="Ailleurs")) == []
    assert numbers(world, typed, someone(Role.ADMIN)) == []
    assert numbers(world, typed, someone(Role.DPO, team="Ailleurs")) == ["0001"]
    assert numbers(world, typed, someone(Role.RECEPTION)) == ["0001"]
