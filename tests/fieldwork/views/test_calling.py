"""Appels à passer: whom, when, within which limits, and an outcome in two taps."""

import re

import pytest
from sqlalchemy import update

from outreach.people.models import ContactPoint, PointStatus
from outreach.programmes.models import Programme
from outreach.staff.models import Role
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import MONDAY, NUMBER
from tests.fieldwork.views.conftest import Office
from tests.fieldwork.views.test_calls import plain
from tests.world import add_person, paris

REF = "AHU-2026-0001"
LIST, CALLING = "/taches/appels", f"/dossiers/{REF}/appeler/1"


@pytest.fixture
def underway(office: Office) -> Office:
    """The first SMS has left; the second one is planned."""
    office.field.done(office.field.find("step"), "posted", MONDAY)
    office.field.world.tick("2026-03-10 18:50")
    office.field.world.clock.set(paris("2026-03-11 10:00"))
    return office


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1]


def change(office: Office, **columns: object) -> None:
    with office.field.world.database.write() as session:
        session.execute(update(ContactPoint).values(**columns))


def test_the_list_says_whom_when_and_within_which_limits(office: Office) -> None:
    office.field.raises(TaskKind.CALL, "callback")
    page = office.comes().get(LIST)
    told = plain(page.text)
    assert f'href="tel:{NUMBER}"' in page.text
    assert "appel possible Aucun contact par téléphone en 30 jours, sur 4" in told
    assert "Heures inconnues" in told
    assert "la personne demande un appel" in told


def test_a_number_that_is_somebody_elses_too_says_so(office: Office) -> None:
    task = office.field.raises(TaskKind.CALL, "callback")
    shared = "aussi celui d'une autre personne : demandez d'abord qui répond"
    client = office.comes()
    for path in (LIST, f"/taches/{task}"):
        assert shared not in plain(client.get(path).text)
    add_person(office.field.world, REF, phone=NUMBER)
    for path in (LIST, f"/taches/{task}"):
        assert shared in plain(client.get(path).text)


def test_what_is_said_to_a_machine_reveals_nothing(office: Office) -> None:
    office.field.raises(TaskKind.CALL, "callback")
    told = plain(office.comes().get(LIST).text)
    words = told.partition("Bonjour, c'est Valérie")[2].partition("Bonne journée")[0]
    assert "de l'association AHU à Orléans" in words
    assert "Camille" not in words
    assert "bailleur" not in words


def test_nothing_is_said_to_a_machine_without_a_number_to_call_back(office: Office) -> None:
    office.field.raises(TaskKind.CALL, "callback")
    with office.field.world.database.write() as session:
        session.execute(update(Programme).values(contact_phone=None))
    told = plain(office.comes().get(LIST).text)
    assert "Bonjour, c'est" not in told
    assert "Pas de message vocal" in told


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"discreet": True}, "mode discret"),
        ({"to_confirm": True}, "à confirmer"),
        ({"status": PointStatus.OPTED_OUT}, "ne plus écrire"),
        ({"status": PointStatus.WRONG_PERSON}, "quelqu'un d'autre"),
        ({"status": PointStatus.INVALID}, "ne reçoit pas"),
    ],
)
def test_a_number_that_asks_for_a_thought_is_no_link(
    office: Office, columns: dict[str, object], told: str
) -> None:
    task = office.field.raises(TaskKind.CALL, "callback")
    change(office, **columns)
    client = office.comes()
    for path in (LIST, f"/taches/{task}"):
        page = client.get(path).text
        assert "tel:" not in page
        assert told in plain(page)


@pytest.mark.parametrize(
    ("columns", "reason", "told"),
    [
        ({"status": PointStatus.OPTED_OUT}, "call_chosen", "n'appelez pas. Une lettre ou une"),
        ({"status": PointStatus.OPTED_OUT}, "callback", "elle demande cet appel : composez"),
        ({"status": PointStatus.WRONG_PERSON}, "callback", "Demandez-en un autre"),
        ({"status": PointStatus.INVALID}, "callback", "Ce numéro ne reçoit rien : vérifiez-le"),
        ({"to_confirm": True}, "callback", "Est-ce bien son numéro ?"),
        ({"value": None}, "callback", "Sans numéro : écrivez-lui une lettre"),
    ],
)
def test_what_to_do_instead_of_dialling_is_said(
    office: Office, columns: dict[str, object], reason: str, told: str
) -> None:
    task = office.field.raises(TaskKind.CALL, reason)
    client = office.comes()
    for path in (LIST, f"/taches/{task}"):
        assert told not in plain(client.get(path).text)
    change(office, **columns)
    for path in (LIST, f"/taches/{task}"):
        assert told in plain(client.get(path).text)


def test_a_discreet_number_gets_no_voicemail(office: Office) -> None:
    task = office.field.raises(TaskKind.CALL, "callback")
    change(office, discreet=True)
    told = {LIST: "Aucun message vocal", f"/taches/{task}": "Ni message vocal"}
    for path, words in told.items():
        page = office.comes().get(path).text
        assert words in plain(page)
        assert "Bonjour, c'est" not in plain(page)
        assert "/issue/voicemail" not in page
        assert "/issue/no_answer" in page


def test_an_outcome_takes_two_taps(office: Office) -> None:
    task = office.field.raises(TaskKind.CALL, "callback")
    client = office.comes()
    (first,) = re.findall(rf'href="(/taches/{task}/issue/no_answer)"', client.get(LIST).text)
    page = client.get(first).text
    mark = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert mark
    answer = client.send(first, {"seen": mark[1], "on": "2026-03-02", "note": ""})
    assert (answer.status_code, answer.location) == (303, LIST)
    assert office.field.task(task).outcome == "no_answer"
    assert "Aucun appel à passer" in plain(client.get(LIST).text)


def test_calling_shows_the_cap_and_which_sms_it_replaces(underway: Office) -> None:
    client = underway.comes()
    page = client.get(CALLING).text
    told = plain(page)
    assert "1 contact par téléphone sur 4 en 30 jours ; celui-ci compte" in told
    assert "Dernier contact" in told
    assert "À la place du SMS 2, qui ne partira pas" in told
    assert underway.field.open() == []
    answer = client.send(CALLING, {"seen": seen(page)})
    assert answer.status_code == 303
    assert underway.field.open() == [("call", "call_chosen")]
    task = plain(client.get(answer.location).text)
    assert "À la place du SMS 2" in task
    assert "À la place du SMS 2" in plain(client.get(LIST).text)


def test_what_changed_is_read_again(underway: Office) -> None:
    client = underway.comes()
    mark = seen(client.get(CALLING).text)
    underway.field.hears("bonjour")
    answer = client.send(CALLING, {"seen": mark})
    assert answer.status_code == 200
    assert "a changé depuis la page d'avant" in plain(answer.text)
    assert "Aucun SMS n'est prévu" in plain(answer.text)


def test_what_forbids_a_call_is_said_and_nothing_is_offered(office: Office) -> None:
    page = office.comes().get(CALLING).text
    assert "La lettre d'information n'est pas arrivée" in plain(page)
    assert "Préparer l" not in page
    answer = office.comes().send(CALLING, {"seen": ""})
    assert answer.status_code == 200
    assert [kind for kind, _ in office.field.open()] == ["letter"]


def test_before_a_discreet_number_is_called_the_page_warns(underway: Office) -> None:
    change(underway, discreet=True)
    page = underway.comes().get(CALLING).text
    assert "seulement aux heures convenues" in plain(page)
    assert "tel:" not in page


def test_a_call_that_stands_is_shown_instead(underway: Office) -> None:
    task = underway.field.raises(TaskKind.CALL, "callback")
    answer = underway.comes().get(CALLING)
    assert (answer.status_code, answer.location) == (303, f"/taches/{task}")


def test_calls_are_offered_where_people_are(underway: Office) -> None:
    client = underway.comes()
    for path in (f"/dossiers/{REF}", "/fils/1"):
        assert f'href="{CALLING}"' in client.get(path).text
    underway.field.raises(TaskKind.CALL, "callback")
    assert f'href="{LIST}"' in client.get("/taches").text


def test_of_a_household_each_has_their_own_call(underway: Office) -> None:
    second = add_person(underway.field.world, REF)
    underway.field.raises(TaskKind.CALL, "callback")
    answer = underway.comes().get(f"/dossiers/{REF}/appeler/{second}")
    assert answer.status_code == 200
    assert underway.comes().get(f"/dossiers/{REF}/appeler/99").status_code == 404


def test_whoever_receives_people_makes_no_calls(office: Office) -> None:
    desk = office.comes(Role.RECEPTION, "Ana")
    assert desk.get(LIST).status_code == 403
    assert desk.get(CALLING).status_code == 403
