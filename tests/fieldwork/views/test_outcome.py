"""An outcome on its page: the effect first, then done once, and clear words for each refusal."""

import re

import pytest
from sqlalchemy import event

from outreach.staff.models import Role
from outreach.tasks.models import Task, TaskKind
from tests.fieldwork.views.conftest import MONDAY, Office
from tests.web.desk import Visitor
from tests.world import paris


def seen(page: str) -> str:
    """What the page showed, as its form says it again; "" when it showed nothing."""
    return re.findall(r'name="seen"[^>]*value="([^"]*)"', page)[0]


def note(client: Visitor, path: str, **fields: str) -> tuple[int, str]:
    """Look, then confirm what was seen."""
    answer = client.send(path, {"seen": seen(client.get(path).text), **fields})
    return answer.status_code, answer.location or answer.text


def test_a_letter_is_posted_once_its_effect_was_shown(office: Office) -> None:
    task, client = office.field.find("step"), office.comes()
    path = f"/taches/{task}/issue/posted"
    shown = client.get(path).text
    assert "Cela compte comme une tentative de contact" in shown
    assert "partira" in shown
    assert "lundi 9 mars" in shown
    assert office.field.task(task).state == "open"
    assert note(client, path) == (303, "/taches")
    done = office.field.task(task)
    assert client.staff is not None
    assert (done.outcome, done.done_by) == ("posted", client.staff.code)
    told = client.get("/taches").text
    assert "C’est noté\u00a0: Postée. Dossier AHU-2026-0001." in told


def test_a_second_press_notes_nothing_twice_and_says_so(office: Office) -> None:
    call, client = office.field.raises(TaskKind.CALL, "callback"), office.comes()
    path = f"/taches/{call}/issue/no_answer"
    agreed = seen(client.get(path).text)
    for _ in range(2):
        assert client.send(path, {"seen": agreed}).status_code == 303
    told = client.get(f"/taches/{call}").text
    assert "Cette tâche est déjà close (Pas de réponse, noté par Valérie)" in told
    assert len(office.field.world.attempts()) == 1
    assert client.get(path).status_code == 303


def test_whoever_was_slower_reads_what_the_other_noted(office: Office) -> None:
    call, client = office.field.raises(TaskKind.CALL, "callback"), office.comes()
    path = f"/taches/{call}/issue/no_answer"
    agreed = seen(client.get(path).text)

    def hurry(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement == "BEGIN IMMEDIATE" and looked:  # now it is to be noted
            looked.clear()
            office.field.done(call, "reached")

    looked = [path]
    listen = (office.field.world.database.engine, "before_cursor_execute", hurry)
    event.listen(*listen)
    answer = client.send(path, {"seen": agreed}, follow_redirects=True)
    event.remove(*listen)
    assert "Cette tâche est déjà close (A répondu" in answer.text
    assert "Choisissez un résultat" not in answer.text


def test_what_changed_meanwhile_is_shown_before_it_is_done(office: Office) -> None:
    call, client = office.field.raises(TaskKind.CALL, "callback"), office.comes()
    path = f"/taches/{call}/issue/no_answer"
    agreed = seen(client.get(path).text)
    office.field.hears("STOP")
    late = office.field.raises(TaskKind.CALL, "callback")
    assert client.send(path, {"seen": agreed}).status_code == 303  # the STOP called it off
    path = f"/taches/{late}/issue/reached"
    answer = client.send(path, {"seen": "another"})
    assert answer.status_code == 200
    assert "Ce qui suit a changé" in answer.text
    assert office.field.task(late).state == "open"


def test_another_day_is_looked_at_again(office: Office) -> None:
    office.field.world.tick("2026-03-05 10:00")
    task, client = office.field.find("step"), office.comes()
    path = f"/taches/{task}/issue/posted"
    again = client.send(path, {"seen": "", "on": "2026-03-02", "revoir": "1"})
    assert again.status_code == 200
    assert 'value="2026-03-02"' in again.text
    assert "lundi 9 mars" in again.text
    done = client.send(path, {"seen": seen(again.text), "on": "02/03/2026"})
    assert done.status_code == 303
    assert office.field.task(task).done_on == MONDAY


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("2026-03-09", "Ce jour n’est pas encore venu"),
        ("2026-01-09", "Ce jour est avant l’ouverture du dossier"),
        ("hier", "Écrivez un jour, par exemple 02/03/2026"),
    ],
)
def test_a_day_that_can_not_be_says_what_to_write(office: Office, on: str, sentence: str) -> None:
    task, client = office.field.find("step"), office.comes()
    answer = client.send(f"/taches/{task}/issue/posted", {"on": on, "note": "Gardée"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Gardée" in answer.text
    assert f'value="{on}"' in answer.text
    assert office.field.task(task).state == "open"


def test_after_a_stop_a_visit_is_the_coordinators_with_a_reason(office: Office) -> None:
    office.field.hears("STOP")
    stop = office.field.find("stop")
    worker = office.comes()
    shut = worker.get(f"/taches/{stop}").text
    assert "seule la coordination décide" in shut
    assert f"/taches/{stop}/issue/new_visit" not in shut
    assert worker.send(f"/taches/{stop}/issue/new_visit", {"note": "Si"}).status_code == 422
    leader = office.comes(Role.COORDINATOR, "Claire")
    path = f"/taches/{stop}/issue/new_visit"
    day = {"visit_day": "2026-03-03", "visit_hour": "10:30"}
    bare = leader.send(path, {"seen": seen(leader.get(path).text), "note": " ", **day})
    assert bare.status_code == 422
    assert "Écrivez la raison de cette décision" in bare.text
    assert note(leader, path, note="Une visite, avec elle, demain.", **day) == (303, "/taches")
    visit = office.field.task(office.field.find("new_visit"))
    assert visit.visit_at is not None
    assert (visit.visit_at.hour, visit.due_on.day) == (9, 3)


@pytest.mark.parametrize(
    ("day", "hour", "sentence"),
    [
        ("", "", "Choisissez le jour de la visite"),
        ("2026-03-02", "", "Choisissez un jour ouvré, demain au plus tôt"),
        ("2026-03-03", "21:00", "Choisissez une heure de contact"),
        ("2026-03-03", "midi", "Écrivez une heure, par exemple 10:30"),
    ],
)
def test_a_visit_that_can_not_be_says_what_to_choose(
    office: Office, day: str, hour: str, sentence: str
) -> None:
    decision = office.field.raises(TaskKind.DECIDE, "vacant")
    fields = {"visit_day": day, "visit_hour": hour}
    answer = office.comes().send(f"/taches/{decision}/issue/new_visit", fields)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_visit_without_a_letter_asks_for_a_day_that_was_agreed(office: Office) -> None:
    office.field.hears("bonjour ?")
    client, asked = office.comes(), office.field.raises(TaskKind.DECIDE, "vacant")
    agreed, announced = "un jour que la personne a accepté", "Une lettre l’annonce d’abord"
    for task, said, not_said in (
        (office.field.find("reply"), agreed, announced),
        (asked, announced, agreed),
    ):
        page = client.get(f"/taches/{task}/issue/new_visit").text
        assert said in page
        assert not_said not in page


def test_to_go_on_shows_the_dates_first(office: Office) -> None:
    office.field.done(office.field.find("step"), "posted", MONDAY)
    office.field.hears("bonjour ?")
    path, client = f"/taches/{office.field.find('reply')}/issue/continue", office.comes()
    shown = client.get(path).text
    assert "Les envois reprennent" in shown
    assert 'Si <bdi dir="auto">Camille</bdi> ne répond pas' in shown
    assert office.field.run().state == "paused"
    assert note(client, path)[0] == 303
    assert office.field.run().state == "active"


def test_a_number_is_corrected_in_two_steps(office: Office) -> None:
    task = office.field.raises(TaskKind.CHECK_NUMBER, "wrong_person")
    path, client = f"/taches/{task}/issue/corrected", office.comes()
    empty = client.send(path, {"way": "", "seen": ""})
    assert empty.status_code == 422
    assert "Écrivez le bon numéro" in empty.text
    look = client.send(path, {"way": "06 39 98 00 77", "seen": ""})
    assert look.status_code == 200
    assert "06 39 98 00 77" in look.text
    assert office.field.task(task).state == "open"
    assert client.send(path, {"way": "06 39 98 00 77", "seen": seen(look.text)}).status_code == 303
    assert "+33639980077" in office.field.points()


def test_a_draft_that_left_too_late_is_told_with_a_note(by_hand: Office) -> None:
    draft, client = by_hand.field.find("draft"), by_hand.comes()
    by_hand.field.hears("bonjour")
    path = f"/taches/{draft}/issue/sent"
    refused = client.send(path, {"seen": ""})
    assert refused.status_code == 422
    assert "Ce message ne doit plus partir" in refused.text
    look = client.send(path, {"seen": "", "note": "Parti juste avant sa réponse."})
    fields = {"seen": seen(look.text), "note": "Parti juste avant sa réponse."}
    assert client.send(path, fields).status_code == 303
    assert by_hand.field.world.attempts()[-1].status == "sent"


def test_an_unknown_outcome_goes_back_to_the_task(office: Office) -> None:
    task, client = office.field.find("step"), office.comes()
    answer = client.get(f"/taches/{task}/issue/met")
    assert (answer.status_code, answer.location) == (303, f"/taches/{task}")
    assert "Choisissez un résultat" in client.get(f"/taches/{task}").text


def test_a_dpo_looks_at_no_outcome(office: Office) -> None:
    path, dpo = f"/taches/{office.field.find('step')}/issue/posted", office.comes(Role.DPO, "Denis")
    assert dpo.get(path).status_code == 403
    assert dpo.send(path, {"seen": ""}).status_code == 403


def test_a_letter_too_late_for_its_visit_asks_for_another_day_or_a_note(office: Office) -> None:
    task, client = office.field.raises(TaskKind.LETTER, "visit_letter"), office.comes()
    with office.field.world.database.write() as session:
        session.get_one(Task, task).visit_at = paris("2026-03-05 10:30")
    path = f"/taches/{task}/issue/posted"
    stays = {"visit_day": "2026-03-05", "visit_hour": "10:30"}
    code, told = note(client, path, **stays)
    assert (code, office.field.task(task).state) == (422, "open")
    assert "choisissez un autre jour de visite" in told
    left = {**stays, "note": "Partie ainsi ce matin."}
    agreed = seen(client.send(path, left).text)
    assert client.send(path, {**left, "seen": agreed}).status_code == 303
    assert office.field.task(task).outcome == "posted"
