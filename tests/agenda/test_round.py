"""The round on a phone: in and out at the thumb, and nothing before an answer is read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from outreach.agenda.models import Appointment, AppointmentKind, AppointmentState, Where
from outreach.agenda.rules import VISIT
from outreach.database import Database
from outreach.fieldwork.services.visits.keeping import keep_agenda
from outreach.fieldwork.views.agenda import words
from outreach.staff.models import Role
from outreach.tasks.models import Task
from tests.agenda.office import Agency
from tests.browser import PHONE, Opener, faults_of, served, too_wide
from tests.fieldwork.services.visits.test_staying import a_letter_waits, visited, visits
from tests.web.desk import Desk, Visitor, make_desk
from tests.world import paris

_STATED = re.compile(r">(proposée?|convenue?|annulée?)<")


@dataclass
class Street:
    """The agency, and pages of it."""

    agency: Agency
    web: Desk

    def comes(self, role: Role = Role.WORKER, first_name: str = "Paul") -> Visitor:
        return self.web.sign_in(role, first_name)


@pytest.fixture
def street(sqlite_database: Database) -> Iterator[Street]:
    agency = visited(sqlite_database, people=2)
    with make_desk(sqlite_database, world=agency.world) as web:
        yield Street(agency, web)


def test_the_sheet_has_the_doors_in_order_and_a_call_away(street: Street) -> None:
    page = street.comes().get("/visites").text
    assert page.index("3 bis rue des Lilas") < page.index("12 rue des Lilas")
    assert 'href="tel:+33639980010"' in page
    assert "première visite : à deux si possible" in page.replace("\u202f", " ").replace(
        "\xa0", " "
    )
    assert "aucune alerte n’est donnée" in page


def test_no_arrival_is_offered_where_the_letter_was_not_posted(street: Street) -> None:
    letter = a_letter_waits(street.agency)
    paul, first = street.comes(), visits(street.agency)[0]
    page = paul.get("/visites").text
    assert page.count("pas annoncée") == 1
    assert page.count("J’arrive à la porte") == 1  # at the other household's
    done = paul.send(f"/visites/{first}/entree", follow_redirects=True)
    assert "La lettre qui annonce cette visite n’est pas postée" in done.text
    assert "sur place depuis" not in done.text
    assert f'href="/taches/{letter}"' in paul.get(f"/taches/{first}").text


def test_a_visit_whose_day_is_over_says_what_to_do(street: Street) -> None:
    paul, first = street.comes(), visits(street.agency)[0]
    assert "était annoncée pour" not in paul.get(f"/taches/{first}").text
    street.agency.world.clock.set(paris("2026-03-11 10:30"))
    page = paul.get(f"/taches/{first}").text
    assert "Cette visite était annoncée pour" in page
    assert "annulez-la" in page
    done = paul.send(f"/visites/{first}/entree", follow_redirects=True)
    assert "Si ce jour est passé, annulez-la" in done.text


def test_arrival_is_refused_until_the_answer_is_read(street: Street) -> None:
    street.agency.hears("finalement non", 0)
    paul, first = street.comes(), visits(street.agency)[0]
    page = paul.get("/visites").text
    assert "à reconfirmer" in page
    done = paul.send(f"/visites/{first}/entree", follow_redirects=True)
    assert "lisez d’abord sa réponse" in done.text
    assert "sur place depuis" not in done.text


def test_in_out_with_a_colleague_and_a_card(street: Street) -> None:
    paul, first = street.comes(), visits(street.agency)[0]
    assert "sur place depuis" in paul.send(f"/visites/{first}/entree", follow_redirects=True).text
    claire = {"with": street.agency.workers["Claire"]}
    assert "Valérie et Claire" in paul.send(
        f"/visites/{first}/a-deux", claire, follow_redirects=True
    ).text.replace("\xa0", " ")
    assert "mot laissé" in paul.send(f"/visites/{first}/mot", follow_redirects=True).text
    page = paul.send(f"/visites/{first}/sortie", follow_redirects=True).text
    assert "sur place depuis" not in page
    assert paul.send("/visites/999/entree").status_code == 404


def test_only_the_coordination_names_who_is_told(street: Street) -> None:
    named = {"who": street.agency.workers["Claire"], "minutes": 45}
    assert street.comes().send("/visites/veille", named).status_code == 403
    chief = street.comes(Role.COORDINATOR, "Chef")
    page = chief.send("/visites/veille", named, follow_redirects=True).text
    assert "Après 45 minutes sans sortie notée" in page
    assert "Personne n’est nommé" in chief.send("/visites/veille", follow_redirects=True).text


def test_what_to_mind_is_noted_in_the_case_and_read_at_the_door(street: Street) -> None:
    paul, case = street.comes(), f"/dossiers/{street.agency.references[0]}"
    page = paul.send(f"{case}/prudence", {"text": "Chien dans la cour"}, follow_redirects=True)
    assert "Chien dans la cour" in page.text
    assert "Chien dans la cour" in paul.get("/visites").text
    gone = paul.send(f"{case}/prudence/1", {"holds": "non"}, follow_redirects=True).text
    assert "Chien dans la cour" not in gone
    assert paul.send(f"{case}/prudence/9", {"holds": "non"}).status_code == 404


def _books(street: Street, kind: AppointmentKind, state: AppointmentState, day: str) -> None:
    """Put something into Valérie's agenda, at the first household's home."""
    at, now = paris(f"{day} 14:00"), street.agency.world.clock.now()
    with street.agency.world.database.write() as session:
        row = Appointment(
            key=f"{kind}-{state}",
            case_id=1,
            person_id=1,
            kind=kind,
            state=state,
            staff_id=street.agency.workers["Valérie"],
            place=Where.HOME,
            starts_at=at,
            ends_at=at + VISIT,
            made_at=now,
            made_by="valerie",
            changed_at=now,
        )
        session.add(row)


def test_what_the_agenda_alone_knows_of_stands_below_the_doors(street: Street) -> None:
    """A letter's visit has no task before its morning, nor an appointment at a home at all."""
    paul, today = street.comes(), street.agency.world.clock.now().date()
    _books(street, AppointmentKind.VISIT, AppointmentState.PROPOSED, "2026-03-12")
    _books(street, AppointmentKind.MEETING, AppointmentState.CANCELLED, "2026-03-12")
    later = paul.get("/visites?jour=2026-03-12").text
    assert "Aucune visite ce jour-là" not in later
    assert "Aussi à l’agenda" in later
    assert len(_STATED.findall(later)) == 1
    assert "Aussi à l’agenda" not in paul.get("/visites?jour=2026-03-12&qui=moi").text
    _books(street, AppointmentKind.VISIT, AppointmentState.AGREED, today.isoformat())
    assert "Aussi à l’agenda" not in paul.get("/visites").text  # its door stands there
    _books(street, AppointmentKind.MEETING, AppointmentState.AGREED, today.isoformat())
    assert "Aussi à l’agenda" in paul.get("/visites").text


def test_another_day_has_its_own_round(street: Street) -> None:
    paul = street.comes()
    assert "Aucune visite ce jour-là" in paul.get("/visites?jour=2026-03-12").text
    for odd in ("demain", "9999-12-31", "0001-01-01"):
        asked = paul.get(f"/visites?jour={odd}").text
        assert _title(asked) == _title(paul.get("/visites").text) != ""
    case = f"/dossiers/{street.agency.references[0]}/rendez-vous"
    for odd in ("jamais", "9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+12:00"):
        assert paul.get(case, query_string={"le": odd}).status_code == 200


def test_a_visit_is_feminine_and_a_meeting_is_not(street: Street) -> None:
    paul = street.comes()
    street.agency.world.clock.set(paris("2026-03-09 09:00"))
    keep_agenda(street.agency.world.means)
    days = paul.get("/agenda").text
    number = re.findall(r'href="/agenda/(\d+)"', days)[0]
    assert set(_STATED.findall(days)) == {"proposée"}
    assert _STATED.findall(paul.get(f"/agenda/{number}").text) == ["proposée"]
    assert words.states("meeting")["agreed"] == "convenu"


def _title(page: str) -> str:
    return page.partition("<h1")[2].partition("</h1>")[0]


def test_the_sheet_fits_a_phone_and_has_no_faults(street: Street, opened: Opener) -> None:
    paul = street.comes()
    paul.send(f"/dossiers/{street.agency.references[0]}/prudence", {"text": "Chien"})
    with served(street.web.app) as address:
        context = opened(viewport=PHONE)
        for cookie in paul._cookies.values():
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/visites")
        assert not too_wide(page)
        arrive = page.get_by_role("button", name="J’arrive à la porte").first
        box = arrive.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        for chip in page.locator(".choices a").all():
            size = chip.bounding_box()
            assert size is not None
            assert size["height"] >= 44, chip.inner_text()
        assert faults_of(page) == []
        arrive.click()
        page.get_by_text("sur place depuis").wait_for()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_page_of_the_agenda_has_faults(street: Street, opened: Opener, colours: str) -> None:
    street.agency.world.clock.set(paris("2026-03-09 09:00"))
    keep_agenda(street.agency.world.means)
    chief = street.comes(Role.COORDINATOR, "Chef")
    case = f"/dossiers/{street.agency.references[0]}/rendez-vous"
    with served(street.web.app) as address:
        context = opened(viewport=PHONE, color_scheme=colours)
        for cookie in chief._cookies.values():
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        page = context.new_page()
        for path in (
            "/agenda",
            "/agenda/1",
            "/agenda/1/deplacer",
            "/agenda/horaires",
            "/agenda/calendrier",
            case,
        ):
            page.goto(f"{address}{path}")
            assert not too_wide(page), path
            assert faults_of(page) == [], path


def test_one_that_is_over_asks_for_another_day_and_a_threat_for_the_coordination(
    street: Street,
) -> None:
    """What would be refused is not offered at a door."""
    first, second = visits(street.agency)
    now = street.agency.world.clock.now()
    with street.agency.world.database.write() as session:
        late = session.get_one(Task, first)
        late.visit_at = paris("2026-03-06 14:00")
        late.due_on = paris("2026-03-06 14:00").date()
        threat = {"kind": "decide", "reason": "threat", "raised_at": now, "due_on": late.due_on}
        session.add(Task(case_id=2, person_id=2, **threat))
    page = street.comes().get("/visites").text.replace("\u202f", " ").replace("\xa0", " ")
    assert "prévue vendredi 6 mars : choisir un autre jour" in page
    assert "visites suspendues : voir la coordination" in page
    assert "J’arrive à la porte" not in page
    assert page.count("Ouvrir la visite") == len((first, second))
