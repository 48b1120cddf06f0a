"""A visit that nobody goes to stands at the top of the agenda until somebody takes it."""

from collections.abc import Iterator

import pytest

from outreach.cases.models import Case
from outreach.database import Database
from outreach.fieldwork.services.visits.keeping import keep_agenda
from outreach.staff.models import Role
from outreach.tasks.models import Task
from tests.agenda.test_round import Street
from tests.fieldwork.services.visits.test_staying import visited, visits
from tests.web.desk import make_desk
from tests.world import paris


@pytest.fixture
def street(sqlite_database: Database) -> Iterator[Street]:
    """Two visits; nobody has the first."""
    agency = visited(sqlite_database, people=2)
    agency.world.clock.set(paris("2026-03-09 09:00"))
    with sqlite_database.write() as session:
        session.get_one(Task, visits(agency)[0]).owner_id = None
    with make_desk(sqlite_database, world=agency.world) as web:
        yield Street(agency, web)


def test_it_is_taken_in_one_press_and_comes_into_ones_agenda(street: Street) -> None:
    paul, (first, _) = street.comes(), visits(street.agency)
    page = paul.get("/agenda?qui=moi").text
    assert page.count('class="appointment unowned"') == 1
    assert f"/taches/{first}/confier" in page
    assert paul.staff is not None
    given = {"to": paul.staff.id, "retour": "agenda"}
    done = paul.send(f"/taches/{first}/confier", given, follow_redirects=True)
    assert "la tâche est confiée" in done.text
    assert "à confier" not in done.text
    keep_agenda(street.agency.world.means)
    assert street.agency.references[0] in paul.get("/agenda?qui=moi").text


def test_it_is_handed_to_a_colleague(street: Street) -> None:
    paul, (first, _) = street.comes(), visits(street.agency)
    given = {"to": street.agency.workers["Claire"], "retour": "agenda"}
    assert paul.send(f"/taches/{first}/confier", given).location.endswith("/agenda")
    assert "Visites à confier" not in paul.get("/agenda").text


def test_who_only_reads_sees_it_without_a_button(street: Street) -> None:
    for role in (Role.RECEPTION, Role.DPO):
        page = street.comes(role, "Lecture").get("/agenda").text
        assert "Visites à confier" in page
        assert "Je m’en occupe" not in page


def test_one_of_a_case_that_somebody_follows_is_theirs(street: Street) -> None:
    with street.agency.world.database.write() as session:
        session.get_one(Case, 1).owner_id = street.agency.workers["Claire"]
    assert "Visites à confier" not in street.comes().get("/agenda").text


def test_another_team_sees_nothing_of_it(street: Street) -> None:
    other = street.web.sign_in(Role.WORKER, "Ailleurs", team="autre")
    assert "Visites à confier" not in other.get("/agenda").text
