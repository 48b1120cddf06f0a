"""The pages of the agenda: hours that are changed there, and what is agreed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from outreach.agenda.models import Office as Place
from outreach.database import Database
from outreach.staff.models import Role
from tests.agenda.office import Agency, open_agency
from tests.web.desk import Desk, Visitor, make_desk
from tests.world import paris


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


def test_the_list_says_when_the_appointment_is_that_a_figure_took(office: Office) -> None:
    office.agency.hires("Nadia")
    office.agency.until("S3")
    office.agency.hears("1")
    page = office.comes().get("/").text.replace("\u202f", " ").replace("\xa0", " ")
    assert "rendez-vous mercredi 25 mars à 9 h 30" in page


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


def form(office: Office, **more: object) -> dict[str, object]:
    """An appointment as typed, with the first colleague and the first person."""
    paul = office.agency.workers["Paul"]
    whole = {"person_id": 1, "staff_id": paul, "day": "2026-03-10", "hour": "14:00"}
    more = {"minutes": 60, "place": "home", "office_id": 1, "agreed": "y", **more}
    return {"key": office.agency.world.clock.key(), **whole, **more}


def test_an_appointment_is_made_from_the_case_and_shown_there(office: Office) -> None:
    office.agency.hires("Paul")
    valerie, case = office.comes(), f"/dossiers/{office.agency.references[0]}"
    assert "Aucun pour le moment" in valerie.get(case).text
    free = valerie.get(f"{case}/rendez-vous").text
    assert "Libre dans l’agenda" in free
    assert valerie.send(f"{case}/rendez-vous", form(office)).status_code == 303
    page = valerie.get(case).text
    assert "chez la personne" in page
    assert "convenu" in page
    assert "Rendez-vous convenu, mardi 10 mars" in valerie.get("/fils/1").text


def test_a_free_slot_fills_the_form_in(office: Office) -> None:
    office.agency.hires("Paul")
    valerie, case = office.comes(), f"/dossiers/{office.agency.references[0]}"
    page = valerie.get(f"{case}/rendez-vous?le=2026-03-12T09:30%2B01:00&qui=1&lieu=1&duree=45")
    assert 'value="2026-03-12"' in page.text
    assert 'value="09:30"' in page.text


def test_a_taken_time_is_said_and_nothing_typed_is_lost(office: Office) -> None:
    office.agency.hires("Paul")
    valerie, case = office.comes(), f"/dossiers/{office.agency.references[0]}/rendez-vous"
    typed = form(office)
    valerie.send(case, typed)
    elsewhere = {"place": "elsewhere", "elsewhere": "Café de la gare"}
    again = valerie.send(case, form(office, **elsewhere))
    assert again.status_code == 422
    assert "déjà pris dans l’agenda" in again.text
    assert "Café de la gare" in again.text


def test_what_became_of_it_is_said_on_its_page(office: Office) -> None:
    office.agency.hires("Paul")
    valerie = office.comes()
    valerie.send(f"/dossiers/{office.agency.references[0]}/rendez-vous", form(office))
    assert "Annuler" in valerie.get("/agenda/1").text
    assert "La personne n’est pas venue" not in valerie.get("/agenda/1").text
    office.agency.world.clock.set(paris("2026-03-10 15:30"))
    assert valerie.send("/agenda/1", {"state": "missed"}).status_code == 303
    assert "la personne n’est pas venue" in valerie.get("/agenda/1").text
    assert valerie.send("/agenda/1", {"state": "proposed"}).status_code == 400
    assert valerie.get("/agenda/99").status_code == 404
    reception = office.comes(Role.RECEPTION, "Accueil")
    assert "Qu’en est-il" not in reception.get("/agenda/1").text
    assert reception.send("/agenda/1", {"state": "done"}).status_code == 403


def test_one_that_is_over_and_untold_stands_on_top(office: Office) -> None:
    office.agency.hires("Paul")
    valerie = office.comes()
    valerie.send(f"/dossiers/{office.agency.references[0]}/rendez-vous", form(office))
    office.agency.world.clock.set(paris("2026-03-12 09:00"))
    assert "A-t-il eu lieu" in valerie.get("/agenda").text


def test_an_hour_that_does_not_exist_is_not_another_one(office: Office) -> None:
    office.agency.hires("Paul")
    valerie, case = office.comes(), f"/dossiers/{office.agency.references[0]}/rendez-vous"
    there = {"place": "elsewhere", "elsewhere": "Café de la gare"}
    done = valerie.send(case, form(office, day="2026-03-29", hour="02:30", **there))
    assert done.status_code == 422
    assert "Cette heure n’existe pas" in done.text
    assert 'value="02:30"' in done.text
    assert office.agency.appointments() == []


def test_an_unusual_time_is_asked_about_once(office: Office) -> None:
    office.agency.hires("Paul")
    valerie, case = office.comes(), f"/dossiers/{office.agency.references[0]}/rendez-vous"
    sunday = form(office, day="2026-03-15", place="elsewhere", elsewhere="Café de la gare")
    asked = valerie.send(case, sunday).text
    assert "est-ce bien voulu" in asked
    assert "Oui, noter ce rendez-vous" in asked
    assert "Café de la gare" in asked
    assert office.agency.appointments() == []
    (meant,) = re.findall(r'name="meant"[^>]*value="([^"]+)"', asked)
    later = valerie.send(case, {**sunday, "meant": meant, "hour": "21:00"})
    assert "est-ce bien voulu" in later.text  # another time than the one that was asked about
    assert valerie.send(case, {**sunday, "meant": meant}).status_code == 303
    assert len(office.agency.appointments()) == 1


def test_so_it_is_where_one_is_moved_to(office: Office) -> None:
    office.agency.hires("Paul")
    valerie, case = office.comes(), f"/dossiers/{office.agency.references[0]}/rendez-vous"
    typed = form(office, place="elsewhere", elsewhere="Café de la gare")
    valerie.send(case, typed)
    asked = valerie.send("/agenda/1/deplacer", {**typed, "hour": "20:30"}).text
    assert "est-ce bien voulu" in asked
    (meant,) = re.findall(r'name="meant"[^>]*value="([^"]+)"', asked)
    sure = {**typed, "hour": "20:30", "meant": meant}
    assert valerie.send("/agenda/1/deplacer", sure).status_code == 303


def test_the_name_of_a_place_is_written_as_french_is_printed(office: Office) -> None:
    with office.agency.world.database.write() as session:
        session.query(Place).one().name = "Bureau de l'AHU"
    valerie = office.comes()
    valerie.send("/agenda/horaires", hours(valerie))
    page = valerie.get("/agenda/horaires").text
    assert page.count("Bureau de l’AHU") == 3  # of an opening, to choose for another, in the list
    assert "de l'AHU" not in page
    assert "de l&#39;AHU" not in page
