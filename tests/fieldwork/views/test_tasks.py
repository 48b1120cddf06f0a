"""The list of tasks, and one task on its page."""

import pytest
from sqlalchemy import select

from outreach.cases.models import Case
from outreach.staff.models import Role
from outreach.tasks.models import Task, TaskKind
from tests.fieldwork.views.conftest import Office
from tests.world import paris


def test_the_list_says_what_to_do_for_whom_and_what_waits(office: Office) -> None:
    page = office.comes().get("/taches")
    assert page.status_code == 200
    assert "Aujourd’hui" in page.text
    assert "Lettre à poster" in page.text
    assert "Camille Exemple" in page.text
    assert "Les messages attendent cette lettre" in page.text
    assert "<title>Tâches · AHU</title>" in page.text


def test_a_late_task_stands_under_its_own_title(office: Office) -> None:
    office.field.world.clock.set(paris("2026-03-05 10:00"))
    page = office.comes().get("/taches").text
    assert "En retard" in page
    assert "Aujourd’hui</h2>" not in page


def test_an_alert_stands_before_everything(office: Office) -> None:
    office.field.hears("je veux plus vivre")
    page = office.comes().get("/taches").text
    assert page.index("Alertes") < page.index("Aujourd’hui")
    by_case = office.comes().get("/taches?par=dossier").text
    assert office.field.reference in by_case


def test_what_the_post_brings_back_is_noted_from_the_list_even_an_empty_one(office: Office) -> None:
    office.field.done(office.field.find("step"), "posted")
    link = 'href="/taches/lettres/revenues"'
    for role in (Role.WORKER, Role.COORDINATOR, Role.RECEPTION):
        assert link in office.comes(role, "Ida").get("/taches").text
    assert link not in office.comes(Role.DPO, "Anne").get("/taches").text


def test_an_empty_list_teaches(office: Office) -> None:
    office.field.done(office.field.find("step"), "posted")
    page = office.comes().get("/taches").text
    assert "Rien à faire pour le moment" in page
    assert "Faites ces sept derniers jours" in page
    assert "Postée" in page


def test_a_choice_that_holds_nothing_says_how_to_see_more(office: Office) -> None:
    client = office.comes()
    assert "Aucune tâche pour ce choix" in client.get("/taches?qui=moi").text
    assert "Aucune tâche pour ce choix" in client.get("/taches?dossier=AHU-2026-0099").text
    assert client.get("/taches?quoi=rien&qui=personne&par=x").status_code == 200


def test_the_page_of_a_letter_holds_the_letter_and_the_envelope(office: Office) -> None:
    task = office.field.find("step")
    page = office.comes().get(f"/taches/{task}").text
    assert f"<title>Lettre à poster {office.field.reference} · AHU</title>" in page
    assert "Bonjour Camille Exemple" in page
    assert "Imprimer la lettre" in page
    assert "contact du DPO" in page
    assert "Postée" in page


def test_a_visit_is_closed_until_the_words_are_read(office: Office) -> None:
    visit = office.field.raises(TaskKind.VISIT, "new_visit")
    office.field.hears("une question avant cela")
    client = office.comes()
    page = client.get(f"/taches/{visit}").text
    assert "À reconfirmer" in page
    assert "Personne n’a ouvert" not in page
    shut = client.get(f"/taches/{visit}/issue/met").text
    assert "lisez d’abord sa réponse" in shut
    refused = client.send(f"/taches/{visit}/issue/met", {"seen": "x"})
    assert refused.status_code == 422
    assert office.field.task(visit).state == "open"


def test_before_a_draft_is_shown_one_thing_is_asked(by_hand: Office) -> None:
    draft, client = by_hand.field.find("draft"), by_hand.comes()
    asked = client.get(f"/taches/{draft}").text
    assert "A-t-elle répondu depuis, à qui que ce soit" in asked
    assert "Bonjour Camille" not in asked
    told = client.get(f"/taches/{draft}?rien-recu=1").text
    assert "Bonjour Camille" in told
    assert "06\u00a039\u00a098\u00a000\u00a010" in told


def test_a_draft_that_must_not_leave_says_why(by_hand: Office) -> None:
    draft = by_hand.field.find("draft")
    by_hand.field.world.clock.set(paris("2026-03-11 13:00"))
    page = by_hand.comes().get(f"/taches/{draft}?rien-recu=1").text
    assert "hors des heures de contact" in page
    assert "Copier le texte" not in page


def test_reception_reads_no_words_and_posts_letters(by_hand: Office) -> None:
    client = by_hand.comes(Role.RECEPTION, "Rose")
    draft = by_hand.field.find("draft")
    page = client.get(f"/taches/{draft}?rien-recu=1").text
    assert "Bonjour Camille" not in page
    assert "réservé à l’intervention sociale" in page
    assert client.get(f"/taches/{draft}/issue/sent").status_code == 403
    assert client.send(f"/taches/{draft}/issue/sent", {"seen": ""}).status_code == 403
    assert by_hand.field.task(draft).state == "open"


def test_somebody_elses_alert_is_restricted(office: Office) -> None:
    office.field.hears("je veux plus vivre")
    alert, client = office.field.find("alert"), office.comes(Role.WORKER, "Bilal")
    assert "Alerte, accès restreint" not in client.get(f"/taches/{alert}").text
    owner = office.comes(Role.WORKER, "Awa").staff
    assert owner is not None
    with office.field.world.database.write() as session:
        session.scalars(select(Case)).one().owner_id = owner.id
    page = client.get(f"/taches/{alert}").text
    assert "Alerte, accès restreint" in page
    assert "39\u00a098" not in page
    assert client.get(f"/taches/{alert}/issue/close").status_code == 403


@pytest.mark.parametrize("path", ["/taches/1", "/taches/1/lettre", "/taches/1/issue/posted"])
def test_another_team_finds_no_such_page(office: Office, path: str) -> None:
    stranger = office.web.sign_in(Role.WORKER, "Jean", team="Blois")
    assert stranger.get(path).status_code == 404
    assert office.comes().get(path).status_code == 200


def test_a_task_is_taken_on_and_given_back(office: Office) -> None:
    task, client = office.field.find("step"), office.comes()
    assert client.staff is not None
    answer = client.send(f"/taches/{task}/confier", {"to": client.staff.id})
    assert (answer.status_code, answer.location) == (303, f"/taches/{task}")
    assert office.field.task(task).owner_id == client.staff.id
    assert "Valérie" in client.get("/taches?qui=moi").text
    client.send(f"/taches/{task}/confier", {"to": "0"})
    assert office.field.task(task).owner_id is None


@pytest.mark.parametrize("to", ["", "x", "999", "-1"])
def test_a_task_is_not_given_to_nobody_we_know(office: Office, to: str) -> None:
    task, client = office.field.find("step"), office.comes()
    client.send(f"/taches/{task}/confier", {"to": to})
    assert "Choisissez quelqu’un" in client.get(f"/taches/{task}").text
    assert office.field.task(task).owner_id is None


def test_a_dpo_reads_and_is_offered_nothing(office: Office) -> None:
    task, client = office.field.find("step"), office.comes(Role.DPO, "Denis")
    page = client.get(f"/taches/{task}").text
    assert "Bonjour Camille Exemple" in page
    assert "/issue/" not in page
    assert "/confier" not in page


def test_an_administrator_has_no_tasks(office: Office) -> None:
    assert office.comes(Role.ADMIN, "Alain").get("/taches").status_code == 403


def test_what_belongs_to_no_case_has_its_page_too(office: Office) -> None:
    with office.field.world.database.write() as session:
        now = office.field.world.clock.now()
        session.add(Task(kind="decide", reason="mailbox_unread", raised_at=now, due_on=now.date()))
    task, client = office.field.find("mailbox_unread"), office.comes()
    assert "les réponses ne peuvent plus être lues" in client.get(f"/taches/{task}").text
    assert client.get(f"/taches/{task}/issue/continue").status_code == 200
    assert "Sans dossier" in client.get("/taches?par=dossier").text
