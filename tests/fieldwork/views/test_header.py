"""The header of every page: what is due, and the case that a call is about."""

import re

from sqlalchemy import select

from outreach.cases.models import Case, Thread
from outreach.staff.models import Role
from tests.fieldwork.views.conftest import Office

REF = "AHU-2026-0001"


def call_link(page: str) -> str:
    found = re.search(r'class="[^"]*\bcall" href="([^"]+)"', page)
    assert found, page
    return found[1]


def test_it_counts_the_tasks_that_are_due(office: Office) -> None:
    page = office.comes().get("/dossiers").text
    assert '<span class="count due">1<span class="visually-hidden"> à faire aujourd’hui' in page
    office.field.done(office.field.find("step"), "posted")
    assert "count due" not in office.comes().get("/dossiers").text


def test_a_call_is_about_the_case_one_looks_at(office: Office) -> None:
    with office.field.world.database.read() as session:
        thread_id = session.scalars(select(Thread.id)).one()
    task_id = office.field.find("step")
    worker = office.comes()
    for path in (f"/dossiers/{REF}", f"/fils/{thread_id}", f"/taches/{task_id}"):
        assert call_link(worker.get(path).text) == f"/appel?dossier={REF}", path
    assert call_link(worker.get("/taches").text) == "/appel"
    reception = office.comes(Role.RECEPTION, "Lucie")
    assert call_link(reception.get(f"/taches/{task_id}").text) == f"/appel?dossier={REF}"


def test_a_call_names_no_case_of_another_team(office: Office) -> None:
    with office.field.world.database.write() as session:
        session.scalars(select(Case)).one().team = "Ailleurs"
    page = office.comes().get(f"/taches/{office.field.find('step')}")
    assert page.status_code == 404
    assert call_link(page.text) == "/appel"
