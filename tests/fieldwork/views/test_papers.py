"""Courriers apportés: read what follows, then note it; correct it, strike it out."""

import re

import pytest

from outreach.cases.models import Paper
from outreach.cases.services import papers_of
from outreach.staff.models import Role
from tests.fieldwork.views.conftest import Office
from tests.fieldwork.views.test_calls import plain
from tests.web.desk import Visitor

REF = "AHU-2026-0001"
NEW = f"/dossiers/{REF}/courriers/nouveau"
SUMMONS = {"kind": "summons", "dated_on": "20/02/2026", "deadline": "2026-05-12"}


def papers(office: Office) -> list[Paper]:
    with office.field.world.database.read() as session:
        return papers_of(session, 1)


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert found
    return found[1]


def notes(client: Visitor, fields: dict[str, str], path: str = NEW) -> str:
    """Read what follows, then note it; gives the page of the entry."""
    first = client.send(path, fields)
    assert first.status_code == 200, plain(first.text)
    answer = client.send(path, {**fields, "seen": seen(first.text), "garder": "1"})
    assert answer.status_code == 303, plain(answer.text)
    page = client.get(answer.location)
    assert page.status_code == 200
    return plain(page.text)


def test_the_page_says_before_the_press_that_the_messages_stop(office: Office) -> None:
    client = office.comes()
    assert "les envois automatiques s'arrêtent" in plain(client.get(NEW).text)
    page = plain(client.send(NEW, SUMMONS).text)
    assert "Les envois automatiques s'arrêtent : seul un humain peut les reprendre" in page
    assert "Une tâche s'ouvre, pour le lundi 2 mars" in page
    assert "mardi 31 mars" in page  # six weeks before
    assert "lundi 4 mai" in page  # five working days before
    assert "mardi 12 mai Audience" in page
    assert papers(office) == []
    assert office.field.pauses() == []


def test_what_is_noted_shows_on_its_page_its_task_its_case_and_its_thread(office: Office) -> None:
    client = office.comes()
    page = notes(client, SUMMONS)
    assert "Assignation" in page
    assert "loi n° 89-462 du 6 juillet 1989, art. 24-III" in page
    assert office.field.pauses() == ["human_contact"]
    task = plain(client.get(f"/taches/{office.field.find('paper_summons')}").text)
    assert "préparer l'audience" in task
    assert "mardi 12 mai" in task
    assert "Demandez sans attendre un avocat" in task
    assert "urgent : un délai court" in plain(client.get("/taches").text)
    case = plain(client.get(f"/dossiers/{REF}").text)
    assert "Courriers apportés Assignation du vendredi 20 février" in case
    thread = plain(client.get("/fils/1").text)
    assert "Courrier apporté : Assignation" in thread
    assert "Noter un courrier apporté" in thread


def test_a_paper_that_was_changed_after_the_look_is_looked_at_again(office: Office) -> None:
    client = office.comes()
    mark = seen(client.send(NEW, SUMMONS).text)
    other = {**SUMMONS, "deadline": "2026-05-19", "seen": mark, "garder": "1"}
    answer = client.send(NEW, other)
    assert answer.status_code == 200
    assert "a changé depuis la page d" in answer.text
    assert papers(office) == []


def test_pressing_twice_notes_once(office: Office) -> None:
    client = office.comes()
    fields = {**SUMMONS, "seen": seen(client.send(NEW, SUMMONS).text), "garder": "1"}
    first, second = client.send(NEW, fields), client.send(NEW, fields)
    assert first.location == second.location
    assert len(papers(office)) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choisissez ce que c'est"),
        ({"kind": "summons"}, "Écrivez la date qui est sur le courrier"),
        ({"kind": "summons", "dated_on": "demain"}, "Écrivez un jour"),
        ({"kind": "summons", "dated_on": "2026-03-20"}, "n'est pas encore venu"),
        ({**SUMMONS, "deadline": "2026-01-20"}, "avant celle du courrier"),
        ({**SUMMONS, "deadline": "2026-05-10"}, "aucun tribunal ne siège"),
        ({**SUMMONS, "received_on": "2026-03-20"}, "n'est pas encore venu"),
        ({**SUMMONS, "kind": "bill"}, "indiqué sous chaque champ"),
    ],
)
def test_a_slip_is_said_beside_its_field(
    office: Office, fields: dict[str, str], sentence: str
) -> None:
    answer = office.comes().send(NEW, fields)
    assert answer.status_code == 422
    assert sentence in plain(answer.text)
    assert papers(office) == []


def test_no_amount_can_be_written_anywhere(office: Office) -> None:
    page = office.comes().get(NEW).text
    assert set(re.findall(r'<(?:input|select|textarea)[^>]*type="(\w+)"', page)) <= {
        *("hidden", "radio", "date", "search")
    }
    assert "<textarea" not in page


def test_a_correction_leaves_both_to_read(office: Office) -> None:
    client = office.comes()
    notes(client, SUMMONS)
    edit = f"/dossiers/{REF}/courriers/1/corriger"
    form = client.get(edit).text
    assert 'value="2026-05-12"' in form
    page = plain(client.send(edit, {**SUMMONS, "deadline": "2026-05-19"}).text)
    assert "corriger n'arrête rien et ne reprend rien" in page
    corrected = notes(client, {**SUMMONS, "deadline": "2026-05-19"}, edit)
    assert "mardi 19 mai" in corrected
    old = plain(client.get(f"/dossiers/{REF}/courriers/1").text)
    assert "Entrée rayée" in old
    assert "Voir l'entrée corrigée" in old
    assert "1 entrée rayée" in plain(client.get(f"/dossiers/{REF}").text)
    assert client.get(edit).status_code == 303


def test_an_entry_is_struck_out_for_a_reason(office: Office) -> None:
    client = office.comes()
    notes(client, SUMMONS)
    strike = f"/dossiers/{REF}/courriers/1/rayer"
    unsaid = client.send(strike, {})
    assert unsaid.status_code == 422
    assert "Choisissez une raison" in unsaid.text
    assert client.send(strike, {"why": "not_theirs"}).status_code == 303
    assert papers(office)[0].struck_why == "not_theirs"
    assert "il concerne un autre foyer" in plain(client.get(f"/dossiers/{REF}/courriers/1").text)
    assert client.send(strike, {"why": "twice"}).status_code == 303
    assert papers(office)[0].struck_why == "not_theirs"


def test_whoever_receives_people_reads_nothing_of_it(office: Office) -> None:
    notes(office.comes(), SUMMONS)
    desk = office.comes(Role.RECEPTION, "Ana")
    assert desk.get(f"/dossiers/{REF}/courriers/1").status_code == 403
    for page in (f"/dossiers/{REF}", "/taches"):
        text = plain(desk.get(page).text).lower()
        assert "assignation" not in text
        assert "audience" not in text
        assert "urgent" not in text
    task = desk.get(f"/taches/{office.field.find('paper_summons')}").text
    assert "ssignation" not in task


def test_a_dpo_reads_and_changes_nothing(office: Office) -> None:
    notes(office.comes(), SUMMONS)
    reader = office.comes(Role.DPO, "Denis")
    page = reader.get(f"/dossiers/{REF}/courriers/1").text
    assert "Assignation" in page
    assert "Rayer" not in page
    assert reader.send(NEW, SUMMONS).status_code == 403


@pytest.mark.parametrize(
    ("fields", "told", "over"),
    [
        (
            {"kind": "summons", "dated_on": "2025-12-01", "deadline": "2026-02-10"},
            "Demandez aujourd'hui ce qui a été décidé",
            "prévoyez qui l'accompagne",
        ),
        (
            {"kind": "payment_order", "dated_on": "2025-10-01"},
            "Demandez à la personne si elle a reçu une assignation",
            "La personne a six semaines",
        ),
        (
            {"kind": "quit_order", "dated_on": "2025-06-10"},
            "Le délai est passé ; des recours restent",
            "Du temps et des recours restent",
        ),
    ],
)
def test_a_day_that_is_past_is_not_told_as_one_to_come(
    office: Office, fields: dict[str, str], told: str, over: str
) -> None:
    page = notes(office.comes(), fields)
    assert told in page
    assert over not in page


def test_an_unknown_case_or_entry_is_no_page(office: Office) -> None:
    client = office.comes()
    assert client.get("/dossiers/AHU-2026-0099/courriers/nouveau").status_code == 404
    assert client.get(f"/dossiers/{REF}/courriers/9").status_code == 404


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("reminder", "Aucune date à tenir"),
        ("formal_notice", "La loi n'y attache pas de délai"),
        ("payment_order", "vendredi 3 avril"),
        ("judgment", "Le délai pour contester est court"),
        ("quit_order", "lundi 20 avril"),
        ("other_paper", "voyez avec elle ce qu'elle veut en faire"),
    ],
)
def test_each_kind_says_what_it_is_and_what_to_do(office: Office, kind: str, told: str) -> None:
    page = plain(office.comes().send(NEW, {"kind": kind, "dated_on": "2026-02-20"}).text)
    assert told in page
    assert "Que faire" in page
