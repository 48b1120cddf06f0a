"""Différences à valider, as a browser without scripts meets it."""

import re

import pytest
from sqlalchemy import select

from outreach.database import Database
from outreach.intake.services.importing import import_file
from outreach.staff.models import Role
from outreach.tasks.models import Task
from tests.intake.files import as_csv, grid
from tests.intake.services.test_importing import someone
from tests.web.desk import Desk, make_desk

PLACE = "/importer/differences/AHU-2026-0001"


@pytest.fixture
def differing(sqlite_database: Database) -> Desk:
    """A case, then a file with another number and another name for it."""
    with make_desk(sqlite_database, "2026-11-23 09:00") as desk:
        for cells in ({}, {"telephone": "06 39 98 30 01", "premier_impaye": "05/11/2026"}):
            data = as_csv(grid(someone(1) | cells))
            assert import_file(desk.world.means, data, None, fictitious_allowed=True)
        return desk


def mark(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def plain(page: str) -> str:
    """What is read, with plain spaces and apostrophes."""
    text = re.sub(r"<[^>]+>", " ", page)
    return re.sub(r"\s+", " ", text.replace("’", "'").replace("&#39;", "'"))


def test_the_list_says_what_differs_and_the_page_both_values(differing: Desk) -> None:
    client = differing.sign_in(Role.WORKER)
    page = client.get("/importer/differences")
    assert PLACE in page.text
    assert "téléphone, premier impayé" in plain(page.text)
    one = plain(client.get(PLACE).text)
    assert "06 39 98 20 01" in one
    assert "06 39 98 30 01" in one
    assert "jeudi 5 novembre 2026" in one


def test_its_task_leads_there(differing: Desk) -> None:
    client = differing.sign_in(Role.WORKER)
    with differing.world.database.read() as session:
        task_id = session.scalar(select(Task.id).where(Task.reason == "differences"))
    assert f'href="{PLACE}"' in client.get(f"/taches/{task_id}").text


def test_each_line_needs_an_answer_and_what_was_said_is_kept(differing: Desk) -> None:
    client = differing.sign_in(Role.COORDINATOR)
    seen = mark(client.get(PLACE).text)
    answer = client.send(PLACE, {"seen": seen, "telephone": "prendre"})
    assert answer.status_code == 422
    assert "Choisissez quoi faire de chaque ligne." in plain(answer.text)
    assert re.search(r'id="telephone-prendre" value="prendre" checked', answer.text)


def test_all_may_be_answered_at_once(differing: Desk) -> None:
    client = differing.sign_in(Role.COORDINATOR)
    seen = mark(client.get(PLACE).text)
    assert client.send(PLACE, {"seen": seen, "tout": "prendre"}).status_code == 303
    page = plain(client.get("/importer/differences").text)
    assert "2 données du fichier sont reprises." in page


def test_settling_leads_back_to_the_list(differing: Desk) -> None:
    client = differing.sign_in(Role.COORDINATOR)
    seen = mark(client.get(PLACE).text)
    said = {"seen": seen, "telephone": "prendre", "premier_impaye": "laisser"}
    answer = client.send(PLACE, said)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/importer/differences")
    page = plain(client.get("/importer/differences").text)
    assert "Dossier AHU-2026-0001 : une donnée du fichier est reprise." in page
    assert "Rien à valider" in page
    assert "Plus rien ne diffère" in plain(client.get(PLACE).text)
    assert client.send(PLACE, said).status_code == 303


def test_a_page_that_is_out_of_date_is_shown_again(differing: Desk) -> None:
    client = differing.sign_in(Role.COORDINATOR)
    said = {"seen": "0" * 64, "telephone": "prendre", "premier_impaye": "laisser"}
    answer = client.send(PLACE, said)
    assert answer.status_code == 422
    assert "comparez de nouveau" in plain(answer.text)


def test_a_dpo_reads_and_writes_nothing(differing: Desk) -> None:
    client = differing.sign_in(Role.DPO)
    page = client.get(PLACE)
    assert page.status_code == 200
    assert "<form method" not in page.text.split("<main")[1]
    assert client.send(PLACE, {}).status_code == 403


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.ADMIN])
def test_others_are_refused(differing: Desk, role: Role) -> None:
    assert differing.sign_in(role).get(PLACE).status_code == 403


def test_another_team_finds_nothing(differing: Desk) -> None:
    client = differing.sign_in(Role.COORDINATOR, "Sacha", team="Ailleurs")
    assert client.get(PLACE).status_code == 404
    assert client.send(PLACE, {}).status_code == 404
    assert "AHU-2026-0001" not in client.get("/importer/differences").text
