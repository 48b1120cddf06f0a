"""The pages of the agenda: hours that are changed there, and what is agreed."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from outreach.database import Database
from outreach.staff.models import Role
from tests.agenda.office import Agency, open_agency
from tests.web.desk import Desk, Visitor, make_desk


@dataclass
class Office:
    """The agency, and pages of it."""

    agency: Agency
    web: Desk

    def comes(self, role: Role = Role.WORKER, first_name: str = "Valérie") -> Visitor:
        return self.web.sign_in(role, first_name)


@pytest.fixture
def office(sqlite_database: Database) -> Iterator[Office]:
    agency = open_agency(sqlite_database)
    with make_desk(sqlite_database, world=agency.world) as web:
        yield Office(agency, web)


def hours(visitor: Visitor, **more: object) -> dict[str, object]:
    staff_id = visitor.staff.id if visitor.staff else 0
    whole = {"staff_id": staff_id, "weekday": 1, "starts": "14:00", "ends": "17:00"}
    return {**whole, "minutes": 60, "office_id": 1, **more}


def test_hours_are_added_by_whoever_has_them_and_offered(office: Office) -> None:
    valerie = office.comes()
    assert "Aucune plage" in valerie.get("/agenda/horaires").text
    assert valerie.send("/agenda/horaires", hours(valerie)).status_code == 303
    page = valerie.get("/agenda/horaires").text
    assert "mardi" in page
    assert "14 h à 17 h" in page.replace("\u202f", " ").replace("\xa0", " ")
    office.agency.until("S3")
    assert len(office.agency.offers()) == 3


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ends": "13:00"}, "La fin vient avant le début"),
        ({"minutes": 200}, "tient dans la plage"),
        ({"starts": "bientôt"}, "Choisissez une heure"),
    ],
)
def test_what_is_no_span_is_said_and_what_was_typed_stays(
    office: Office, typed: dict[str, object], said: str
) -> None:
    valerie = office.comes()
    page = valerie.send("/agenda/horaires", hours(valerie, **typed))
    assert page.status_code == 422
    assert said in page.text


def test_two_spans_do_not_overlap(office: Office) -> None:
    valerie = office.comes()
    assert valerie.send("/agenda/horaires", hours(valerie)).status_code == 303
    page = valerie.send("/agenda/horaires", hours(valerie, starts="16:00", ends="18:00"))
    assert (page.status_code, "en recouvre une autre" in page.text) == (422, True)


def test_nobody_changes_the_hours_of_another(office: Office) -> None:
    claire = office.comes(first_name="Claire")
    valerie = office.comes()
    assert claire.send("/agenda/horaires", hours(valerie)).status_code == 422
    assert valerie.send("/agenda/horaires", hours(valerie)).status_code == 303
    claire.send("/agenda/horaires/1/retirer")
    assert "Retirer" not in claire.get("/agenda/horaires").text
    assert "14\u202fh" in claire.get("/agenda/horaires").text
    assert office.comes(Role.RECEPTION, "Accueil").send("/agenda/horaires").status_code == 403


def test_a_coordinator_closes_the_whole_team(office: Office) -> None:
    office.agency.hires("Paul")
    chief = office.comes(Role.COORDINATOR, "Chef")
    away = {"who": 0, "first": "2026-03-01", "last": "2026-12-31"}
    assert chief.send("/agenda/absences", away).status_code == 303
    assert "Toute l’équipe" in chief.get("/agenda/horaires").text
    office.agency.until("S3")
    assert office.agency.offers() == []
    worker = office.comes()
    assert worker.send("/agenda/absences", away).status_code == 422


def test_an_absence_over_an_appointment_tells_whoever_notes_it(office: Office) -> None:
    paul = office.agency.hires("Paul")
    office.agency.until("S3")
    office.agency.hears("1")
    chief = office.comes(Role.COORDINATOR, "Chef")
    day = office.agency.appointments()[0].starts_at.date().isoformat()
    done = chief.send(
        "/agenda/absences", {"who": paul, "first": day, "last": day}, follow_redirects=True
    )
    assert "Un rendez-vous tombe ces jours-là" in done.text
    assert [a.state for a in office.agency.appointments()] == ["agreed"]


def test_what_somebody_chose_stands_in_the_agenda(office: Office) -> None:
    office.agency.hires("Paul")
    office.agency.until("S3")
    assert "Rien n’est convenu" in office.comes().get("/agenda").text
    office.agency.hears("2")
    page = office.comes().get("/agenda").text
    assert "Camille Exemple" in page
    assert office.agency.references[0] in page
    assert "convenu" in page
    assert "Rien n’est convenu" in office.comes().get("/agenda?qui=moi").text


def test_another_team_sees_nothing_of_it(office: Office) -> None:
    office.agency.hires("Paul")
    office.agency.until("S3")
    office.agency.hears("2")
    other = office.web.sign_in(Role.WORKER, "Ailleurs", team="autre")
    assert "Camille" not in other.get("/agenda").text
    assert "Paul" not in other.get("/agenda/horaires").text
