"""Déplacer: the form on an appointment, and what a calendar program sees of it."""

from collections.abc import Iterator

import pytest

from outreach.database import Database
from outreach.fieldwork.services.appointments.asking import DAY_OFF, OVER, ask_about_appointments
from outreach.staff.models import Role
from tests.agenda.office import open_agency
from tests.agenda.test_feed import address_of, makes, read_back
from tests.agenda.test_pages import Office
from tests.browser import PHONE, Opener, faults_of, served, too_wide
from tests.web.desk import make_desk
from tests.world import paris

MOVED = {"day": "2026-03-11", "hour": "15:30", "minutes": 45, "place": "office", "office_id": 1}


@pytest.fixture
def office(sqlite_database: Database) -> Iterator[Office]:
    agency = open_agency(sqlite_database)
    with make_desk(sqlite_database, world=agency.world) as web:
        yield Office(agency, web)


def moves(office: Office, **more: object) -> dict[str, object]:
    return {**MOVED, "staff_id": office.agency.workers["Paul"], "agreed": "y", **more}


def test_the_form_shows_it_as_it_is_and_moves_it(office: Office) -> None:
    paul = office.comes(first_name="Paul")
    makes(office, paul)
    assert "/agenda/1/deplacer" in paul.get("/agenda/1").text
    page = paul.get("/agenda/1/deplacer").text
    assert 'value="2026-03-10"' in page
    assert 'value="14:00"' in page
    done = paul.send("/agenda/1/deplacer", moves(office), follow_redirects=True)
    assert "Le rendez-vous est déplacé" in done.text
    assert "15\u202fh\u202f30" in done.text or "15\xa0h\xa030" in done.text
    thread = paul.get("/fils/1").text
    assert "Rendez-vous déplacé, mercredi 11 mars" in thread
    assert "annulé" not in thread


def test_a_calendar_program_sees_the_same_one_later(office: Office) -> None:
    paul = office.comes(first_name="Paul")
    makes(office, paul)
    address, stranger = address_of(paul), office.web.stranger()
    (before,) = read_back(stranger.get(address).text)
    assert paul.send("/agenda/1/deplacer", moves(office)).status_code == 303
    (after,) = read_back(stranger.get(address).text)
    assert after.uid.value == before.uid.value
    assert after.status.value == "CONFIRMED"
    assert int(after.sequence.value) > int(before.sequence.value)
    assert f"{after.dtstart.value:%d %H:%M}" == "11 15:30"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "2026-03-01"}, "Choisissez un moment à venir"),
        ({"day": "2026-05-14"}, "tout est fermé"),
        ({"day": "hier"}, "Choisissez un jour"),
        ({"hour": ""}, "Choisissez une heure"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    office: Office, typed: dict[str, object], said: str
) -> None:
    paul = office.comes(first_name="Paul")
    makes(office, paul)
    page = paul.send("/agenda/1/deplacer", moves(office, **typed))
    assert page.status_code == 422
    assert said in page.text
    assert office.agency.appointments()[0].revision == 0


def test_only_who_writes_moves_and_only_what_is_there(office: Office) -> None:
    paul = office.comes(first_name="Paul")
    makes(office, paul)
    reception = office.comes(Role.RECEPTION, "Accueil")
    assert "deplacer" not in reception.get("/agenda/1").text
    assert reception.get("/agenda/1/deplacer").status_code == 403
    other = office.web.sign_in(Role.WORKER, "Ailleurs", team="autre")
    assert other.get("/agenda/1/deplacer").status_code == 404
    assert other.send("/agenda/1/deplacer", moves(office)).status_code == 404
    paul.send("/agenda/1", {"state": "cancelled"})
    assert paul.get("/agenda/1/deplacer").status_code == 303
    again = paul.send("/agenda/1/deplacer", moves(office))
    assert "déjà réglé" in again.text


def test_a_question_about_a_day_off_leads_to_the_appointment(office: Office) -> None:
    paul = office.comes(first_name="Paul")
    makes(office, paul)
    assert paul.staff is not None
    days = {"who": paul.staff.id, "first": "2026-03-10", "last": "2026-03-10"}
    assert paul.send("/agenda/absences", days).status_code == 303
    ask_about_appointments(office.agency.world.means)
    (task,) = [t for t in office.agency.world.tasks() if t.reason == DAY_OFF]
    page = paul.get(f"/taches/{task.id}").text
    assert "tombe un jour d’absence ou de fermeture" in page
    assert 'href="/agenda/1"' in page


def test_one_that_is_over_is_told_of_from_its_question(office: Office) -> None:
    paul = office.comes(first_name="Paul")
    makes(office, paul)
    office.agency.world.clock.set(paris("2026-03-11 08:00"))
    ask_about_appointments(office.agency.world.means)
    (task,) = [t for t in office.agency.world.tasks() if t.reason == OVER]
    page = paul.get(f"/taches/{task.id}").text
    assert "un rendez-vous est passé" in page
    assert 'href="/agenda/1"' in page
    assert paul.send("/agenda/1", {"state": "done"}).status_code == 303
    ask_about_appointments(office.agency.world.means)
    assert OVER not in office.agency.open_reasons()


def test_a_free_slot_fills_the_form_in(office: Office) -> None:
    paul = office.comes(first_name="Paul")
    makes(office, paul)
    page = paul.get("/agenda/1/deplacer?le=2026-03-12T09:30%2B01:00&qui=1&lieu=1&duree=45").text
    assert 'value="2026-03-12"' in page
    assert 'value="09:30"' in page


def test_the_form_fits_a_phone_and_needs_no_mouse_nor_script(
    office: Office, opened: Opener
) -> None:
    paul = office.comes(first_name="Paul")
    makes(office, paul)
    with served(office.web.app) as address:
        for scripts in (True, False):
            context = opened(viewport=PHONE, java_script_enabled=scripts)
            for cookie in paul._cookies.values():
                context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
            page = context.new_page()
            page.goto(f"{address}/agenda/1/deplacer")
            if scripts:
                assert not too_wide(page)
                assert faults_of(page) == []
        page.locator("#hour").fill("16:00")
        page.keyboard.press("Enter")
        page.get_by_text("Le rendez-vous est déplacé").wait_for()
    assert office.agency.appointments()[0].revision == 1
