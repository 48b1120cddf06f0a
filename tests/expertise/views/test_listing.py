"""Dossiers and the search, as a browser without scripts meets them."""

import pytest

from outreach.database import Database
from outreach.staff.models import Role
from outreach.staff.rules import DEFAULT_TEAM
from tests.expertise.views.conftest import Office
from tests.web.desk import Desk, make_desk
from tests.world import add_case, add_person

REF = "AHU-2026-0001"


def test_the_list_says_state_next_thing_and_attempts(office: Office) -> None:
    page = office.comes().get("/dossiers").text
    assert f"/dossiers/{REF}" in page
    assert "Camille Exemple" in page
    assert "Lettre à poster" in page
    assert "sans référent" in page


def test_an_empty_list_teaches_what_fills_it(sqlite_database: Database) -> None:
    with make_desk(sqlite_database) as desk:
        _is_taught(desk)


def _is_taught(desk: Desk) -> None:
    page = desk.sign_in(Role.COORDINATOR).get("/dossiers").text
    assert "Aucun dossier pour le moment" in page
    assert "/importer" in page
    assert "Importer un fichier" not in desk.sign_in(Role.RECEPTION).get("/dossiers").text


def test_filters_are_addresses_and_empty_ones_say_so(office: Office) -> None:
    client = office.comes()
    assert "Aucun dossier pour ce choix" in client.get("/dossiers?etat=closed").text
    assert "Aucun dossier à vous" in client.get("/dossiers?qui=moi").text
    assert REF in client.get("/dossiers?etat=letter").text
    assert REF in client.get("/dossiers?etat=tous&page=1").text


@pytest.mark.parametrize("query", ["etat=zzz", "page=0", "page=-1", "page=x", "page=99999"])
def test_a_filter_that_does_not_exist_is_no_page(office: Office, query: str) -> None:
    assert office.comes().get(f"/dossiers?{query}").status_code == 404


@pytest.mark.parametrize(
    "typed", ["exemple", "EXEMPLE camile", "06.39.98.00.10", "camille@example.org", "LL-AHU-2026"]
)
def test_a_search_shows_what_it_found_and_puts_no_name_in_an_address(
    office: Office, typed: str
) -> None:
    answer = office.comes().send("/dossiers", {"q": typed})
    assert answer.status_code == 200
    assert "location" not in answer.headers
    assert f'href="/dossiers/{REF}"' in answer.text
    assert "1 dossier pour" in answer.text
    assert "<title>Recherche" in answer.text


def test_a_search_that_finds_nothing_says_what_to_try(office: Office) -> None:
    client = office.comes()
    assert "nom de famille seul" in client.send("/dossiers", {"q": "Dupont"}).text
    assert "dans aucun dossier" in client.send("/dossiers", {"q": "06 39 98 00 77"}).text
    assert "Écrivez ce que vous savez" in client.send("/dossiers", {"q": " "}).text
    assert "Appel reçu / Passage" in client.send("/dossiers", {"q": "Dupont"}).text


def test_a_search_too_long_is_shown_again(office: Office) -> None:
    answer = office.comes().send("/dossiers", {"q": "a" * 300})
    assert answer.status_code == 422


def test_what_is_typed_is_shown_as_text(office: Office) -> None:
    page = office.comes().send("/dossiers", {"q": "<script>x</script>"}).text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


@pytest.mark.parametrize(
    ("role", "team", "status", "seen"),
    [
        (Role.WORKER, DEFAULT_TEAM, 200, True),
        (Role.COORDINATOR, DEFAULT_TEAM, 200, True),
        (Role.RECEPTION, DEFAULT_TEAM, 200, True),
        (Role.DPO, "Ailleurs", 200, True),
        (Role.WORKER, "Ailleurs", 200, False),
        (Role.ADMIN, DEFAULT_TEAM, 403, False),
    ],
)
def test_each_role_lists_and_finds_what_it_may_know_of(
    office: Office, role: Role, team: str, status: int, seen: bool
) -> None:
    client = office.web.sign_in(role, team=team)
    listed, found = client.get("/dossiers"), client.send("/dossiers", {"q": "exemple"})
    assert (listed.status_code, found.status_code) == (status, status)
    assert (REF in listed.text, REF in found.text) == (seen, seen)


def test_a_stranger_is_sent_to_the_door(office: Office) -> None:
    client = office.web.stranger()
    assert client.get("/dossiers").status_code == 303
    assert client.send("/dossiers", {"q": "exemple"}).status_code == 303


def test_reception_learns_nothing_of_what_was_said(office: Office) -> None:
    office.field.hears("je veux mourir")
    page = office.web.sign_in(Role.RECEPTION).get("/dossiers").text
    assert "En pause" in page
    for word in ("alerte", "réponse", "Répondre", "mourir"):
        assert word not in page.lower()
    assert "alerte" in office.comes().get("/dossiers").text


def test_a_household_is_one_line(office: Office) -> None:
    add_person(office.field.world, REF)
    page = office.comes().get("/dossiers").text
    assert "Dominique Exemple" in page
    assert page.count(f'href="/dossiers/{REF}"') == 1


def test_pages_lead_to_the_older_ones(office: Office) -> None:
    for number in range(42):
        add_case(office.field.world, phone=f"+3363998{number + 200:04d}", email=None)
    client = office.comes()
    first = client.get("/dossiers").text
    assert "page=2" in first
    assert "Page précédente" not in first
    assert "Page précédente" in client.get("/dossiers?page=2").text
