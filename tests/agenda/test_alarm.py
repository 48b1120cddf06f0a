"""The page of an alarm and the report of an incident, as those who open them see them."""

from collections.abc import Iterator

import pytest

from outreach.agenda.models import Where
from outreach.database import Database
from outreach.fieldwork.services.appointments.making import Wish, make
from outreach.fieldwork.services.visits import alarms, incidents
from outreach.fieldwork.services.visits.incidents import Account
from outreach.staff.models import Role, Staff
from tests.agenda.test_round import Street
from tests.browser import PHONE, Opener, faults_of, low_targets, served, show
from tests.fieldwork.services.visits.test_staying import visited, visits
from tests.web.desk import make_desk
from tests.world import paris

WORDS = "Un homme a poussé la porte sur mon bras."


@pytest.fixture
def street(sqlite_database: Database) -> Iterator[Street]:
    agency = visited(sqlite_database, people=2)
    with make_desk(sqlite_database, world=agency.world) as web:
        street = Street(agency, web)
        with sqlite_database.write() as session:
            session.get_one(Staff, agency.workers["Claire"]).phone = "+33639980091"
        chief = street.comes(Role.COORDINATOR, "Nadia")
        word = {"who": agency.workers["Claire"], "minutes": 60, "patience": 15, "word": "parapluie"}
        assert "parapluie" in chief.send("/visites/veille", word, follow_redirects=True).text
        yield street


def sounds(street: Street) -> str:
    """Paul went in an hour ago; gives the address of the alarm."""
    visit = visits(street.agency)[0]
    street.comes().send(f"/visites/{visit}/entree")
    with street.agency.world.database.write() as session:
        session.query(Staff).filter_by(first_name="Paul").one().phone = "+33639980095"
    street.agency.world.clock.set(paris("2026-03-10 11:31"))
    alarms.watch_over(street.agency.world.means)
    return f"/visites/{visit}/alarme"


def plain(page: str) -> str:
    return page.replace("\u202f", " ").replace("\xa0", " ")


def test_whoever_is_told_sees_whom_to_call_where_and_takes_care_of_it(street: Street) -> None:
    alarm, claire = sounds(street), street.comes(Role.WORKER, "Claire")
    assert "Voir l’alerte" in claire.get("/visites").text
    page = claire.get(alarm).text
    assert 'href="tel:+33639980095"' in page
    assert "rue des Lilas" in page
    assert "parapluie" in page
    done = plain(claire.send(alarm, follow_redirects=True).text)
    assert "Claire s’en occupe" in done
    assert "Voir l’alerte" not in claire.get("/visites").text
    out = claire.send(alarm.replace("alarme", "sortie"), follow_redirects=True)
    assert out.status_code == 200
    assert "Tout le monde est ressorti" in claire.get(alarm).text


def test_it_shows_on_every_page_of_those_who_may_open_it(street: Street) -> None:
    """Nobody may be looking at the round, and nothing may be able to leave."""
    alarm = sounds(street)
    for role, first_name in ((Role.WORKER, "Lou"), (Role.RECEPTION, "Rémi")):
        visitor = street.comes(role, first_name)
        for page in ("/", "/taches", "/agenda"):
            assert f'href="{alarm}"' in visitor.get(page, follow_redirects=True).text
        assert "Voir l’alerte" not in visitor.get(alarm).text, "one is there"
    denis = street.comes(Role.DPO, "Denis")
    assert alarm not in denis.get("/visites").text, "no link to a page that is not theirs"
    assert "sur place depuis" in denis.get("/visites").text


def test_the_task_of_an_alarm_leads_to_it(street: Street) -> None:
    alarm = sounds(street)
    (task,) = [each for each in street.agency.world.tasks() if each.reason == "visit_overdue"]
    for role in (Role.WORKER, Role.COORDINATOR, Role.RECEPTION):
        page = street.comes(role, f"Un {role}").get(f"/taches/{task.id}").text
        assert page.count(f'href="{alarm}"') == 2  # the header has it too
        assert "06 39 98 00 1" not in plain(page), "in a hurry one would ring up the household"
        assert "Que décidez-vous" not in page


def test_whoever_sits_by_the_telephone_answers_and_ends_it(street: Street) -> None:
    alarm, desk = sounds(street), street.comes(Role.RECEPTION, "Rémi")
    page = desk.get(alarm).text
    assert "parapluie" in page, "it is said on the telephone"
    assert 'href="/visites"' not in page
    assert "Rémi s’en occupe" in plain(desk.send(alarm, follow_redirects=True).text)
    out = desk.send(alarm.replace("alarme", "sortie"), follow_redirects=True)
    assert "Tout le monde est ressorti" in out.text
    assert desk.send(alarm.replace("alarme", "entree")).status_code == 403


def test_there_is_no_alarm_of_a_visit_that_nobody_began(street: Street) -> None:
    paul = street.comes()
    assert paul.get(f"/visites/{visits(street.agency)[1]}/alarme").status_code == 404
    assert paul.get("/visites/9999/alarme").status_code == 404
    assert paul.get("/visites/9999/incident").status_code == 404


def test_the_word_is_for_those_who_go(street: Street) -> None:
    assert "parapluie" not in street.comes(Role.DPO, "Denis").get("/visites").text


def test_the_page_says_when_nothing_can_leave(street: Street) -> None:
    page = plain(street.comes().get("/visites").text)
    assert "Le moteur ne donne pas signe de vie" in page


def test_an_incident_is_told_once_and_read_by_the_coordination(street: Street) -> None:
    visit, paul = visits(street.agency)[0], street.comes()
    form = paul.get(f"/visites/{visit}/incident").text
    key = form.partition('name="key" value="')[2][:26]
    told = {"key": key, "day": "2026-03-10", "hour": "10:20", "text": WORDS}
    for odd in ({"day": ""}, {"day": "0001-01-01"}, {"day": "2027-01-01"}, {"hour": "25:99"}):
        answer = paul.send(f"/visites/{visit}/incident", told | odd)
        assert answer.status_code == 422
        assert WORDS in answer.text, "nothing that was typed is lost"
    for _ in range(2):
        page = plain(paul.send(f"/visites/{visit}/incident", told, follow_redirects=True).text)
    assert "La coordination est prévenue" in page
    assert page.count(WORDS) == 1
    assert WORDS not in street.comes(Role.WORKER, "Claire").get(f"/visites/{visit}/incident").text
    chief = street.comes(Role.COORDINATOR, "Chef")
    (task,) = [each for each in street.agency.world.tasks() if each.reason == "incident"]
    assert f'href="/visites/{visit}/incident"' in chief.get(f"/taches/{task.id}").text
    assert WORDS in chief.get(f"/visites/{visit}/incident").text
    assert "suspendues" in plain(paul.send(f"/visites/{visit}/entree", follow_redirects=True).text)


def test_a_meeting_at_their_home_says_that_nobody_goes_there(street: Street) -> None:
    """It was agreed before: the form refuses another, and this one is seen for what it is."""
    visit, paul, means = visits(street.agency)[0], street.comes(), street.agency.world.means
    for place, hour in ((Where.HOME, "10"), (Where.OFFICE, "15")):
        wish = Wish(
            key=street.agency.world.clock.key(),
            person_id=1,
            staff_id=street.agency.workers["Claire"],
            starts_at=paris(f"2026-03-12 {hour}:00"),
            minutes=60,
            place=place,
            office_id=street.agency.office_id,
        )
        assert make(means, paul.staff, street.agency.references[0], wish) is None
    assert "visites suspendues" not in paul.get("/agenda").text
    account = Account(street.agency.world.clock.key(), WORDS, street.agency.world.clock.now())
    incidents.report(means, paul.staff, visit, account)
    assert paul.get("/agenda").text.count("visites suspendues") == 1
    home, office = (row.id for row in street.agency.appointments() if row.kind == "meeting")
    assert "visites suspendues" in paul.get(f"/agenda/{home}").text
    assert "visites suspendues" not in paul.get(f"/agenda/{office}").text


@pytest.mark.parametrize("look", [{}, {"viewport": PHONE}], ids=["desk", "phone"])
def test_the_pages_have_no_faults(street: Street, opened: Opener, look: dict[str, object]) -> None:
    alarm = sounds(street)
    claire = street.comes(Role.COORDINATOR, "Claire")
    with served(street.web.app) as address:
        context = opened(**look)
        for cookie in claire._cookies.values():
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        page = context.new_page()
        for name, where in (
            ("alarm", alarm),
            ("incident", alarm.replace("alarme", "incident")),
            ("watch", "/visites"),
        ):
            page.goto(address + where)
            show(page, f"visit-{name}-{'phone' if look else 'desk'}")
            assert faults_of(page) == []
            assert not look or low_targets(page) == []
        for where in ("/agenda", "/agenda/horaires", alarm.replace("/alarme", "")) if look else ():
            page.goto(address + where.replace("visites", "taches"))
            assert low_targets(page) == []
