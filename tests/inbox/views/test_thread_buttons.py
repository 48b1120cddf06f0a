"""The buttons of a thread: nothing to answer, a note, later, a pause, a STOP, whose it is."""

import re
from datetime import date

import pytest

from outreach.people.models import ContactPoint
from tests.inbox.office import STRANGER, Office
from tests.web.desk import Visitor


def test_no_answer_and_back_again(going: Office, valerie: Visitor) -> None:
    thread_id = going.hears("merci")
    page = valerie.get(f"/fils/{thread_id}").text
    assert "Sans réponse à donner" in page
    seen = going.seen(thread_id)
    answer = valerie.send(f"/fils/{thread_id}/sans-reponse", {"seen": seen})
    assert answer.status_code == 303
    page = valerie.get(answer.location).text
    assert "Remettre à traiter" in page
    assert "sans réponse à donner" in page
    valerie.send(f"/fils/{thread_id}/a-traiter")
    assert going.thread_of().first_unanswered_at is not None
    stale = valerie.send(f"/fils/{thread_id}/sans-reponse", {"seen": 0})
    assert "lisez-le d’abord" in valerie.get(stale.location).text


def test_an_alert_leads_to_its_task(going: Office, valerie: Visitor) -> None:
    thread_id = going.hears("je veux mourir")
    page = valerie.get(f"/fils/{thread_id}").text
    assert "Décider de la suite" in page
    assert "Sans réponse à donner" not in page
    answer = valerie.send(f"/fils/{thread_id}/sans-reponse", {"seen": 99, "read": "y"})
    assert "elle se décide dans sa tâche" in valerie.get(answer.location).text


def test_a_note_is_for_the_team(going: Office, valerie: Visitor) -> None:
    thread_id = going.thread_of().id
    page = valerie.get(f"/fils/{thread_id}").text
    key = re.search(r'name="note_key"[^>]*value="([^"]*)"', page)
    assert key is not None
    fields = {"note": "Voisine vue.", "note_key": key[1]}
    for _ in range(2):
        assert valerie.send(f"/fils/{thread_id}/note", fields).status_code == 303
    assert valerie.get(f"/fils/{thread_id}").text.count("Voisine vue.") == 1
    empty = valerie.send(f"/fils/{thread_id}/note", {**fields, "note": ""})
    assert (empty.status_code, "Écrivez la note" in empty.text) == (422, True)


def test_putting_off_until_a_day(going: Office, valerie: Visitor) -> None:
    thread_id = going.hears("plus tard")
    seen = going.seen(thread_id)
    path = f"/fils/{thread_id}/reporter"
    for day, told in (
        ("", "Choisissez un jour"),
        ("hier", "Écrivez un jour"),
        ("2020-01-01", "demain au plus tôt"),
    ):
        wrong = valerie.send(path, {"until": day, "seen": seen})
        assert (wrong.status_code, told in wrong.text) == (422, True), day
    assert valerie.send(path, {"until": "24/03/2026", "seen": seen}).status_code == 303
    assert ("manual", date(2026, 3, 24)) in going.pauses()


def test_a_pause_then_the_dates_then_going_on(going: Office, valerie: Visitor) -> None:
    thread_id = going.thread_of().id
    valerie.send(f"/fils/{thread_id}/pause")
    assert going.pauses() == [("manual", None)]
    page = valerie.get(f"/fils/{thread_id}/reprendre").text
    assert "Voici tout ce qui partirait" in page
    assert "E-mail" in page
    shown = re.search(r'name="shown"[^>]*value="([^"]*)"', page)
    assert shown is not None
    wrong = valerie.send(f"/fils/{thread_id}/reprendre", {"shown": "autre"})
    assert (wrong.status_code, "Les dates ont changé" in wrong.text) == (422, True)
    done = valerie.send(f"/fils/{thread_id}/reprendre", {"shown": shown[1]})
    assert done.status_code == 303
    assert going.pauses() == []
    assert "Les envois reprennent" in valerie.get(done.location).text


def test_what_keeps_it_stopped_is_said(going: Office, valerie: Visitor) -> None:
    thread_id = going.hears("STOP")
    page = valerie.get(f"/fils/{thread_id}/reprendre").text
    assert "Reprendre à ces dates" not in page
    assert "ne veut plus de messages" in page


@pytest.mark.parametrize(("said", "status"), [("1", "opted_out"), ("0", "ok")])
def test_a_probable_stop_is_asked_about(
    going: Office, valerie: Visitor, said: str, status: str
) -> None:
    thread_id = going.hears("vous pouvez arrêter de m'écrire le soir ?")
    assert "STOP probable" in valerie.get(f"/fils/{thread_id}").text
    page = valerie.get(f"/fils/{thread_id}/stop").text
    assert "le soir" in page
    seen = going.seen(thread_id)
    for _ in range(2):
        answer = valerie.send(f"/fils/{thread_id}/stop", {"stop": said, "seen": seen})
        assert answer.status_code == 303
    with going.world.database.read() as session:
        assert session.get_one(ContactPoint, going.point()).status == status


def test_a_stranger_s_messages_are_given_to_somebody(going: Office, valerie: Visitor) -> None:
    thread_id = going.hears("c'est Camille, mon nouveau numéro", STRANGER)
    page = valerie.get(f"/fils/{thread_id}").text
    assert "Rattacher à une personne" in page
    assert 'id="ecrire"' not in page
    page = valerie.get(f"/fils/{thread_id}/rattacher?q=camille").text
    target = going.thread_of().id
    assert f'value="{target}"' in page
    (reply,) = re.findall(r'name="replies" id="r-(\d+)"', page)
    path, seen = f"/fils/{thread_id}/rattacher", going.seen(thread_id)
    nobody = valerie.send(path, {"replies": reply, "seen": seen})
    assert (nobody.status_code, "Choisissez la personne" in nobody.text) == (422, True)
    nothing = valerie.send(path, {"to": target, "seen": seen})
    assert (nothing.status_code, "au moins un message" in nothing.text) == (422, True)
    done = valerie.send(path, {"replies": reply, "to": target, "seen": seen, "keep": "y"})
    assert done.location == f"/fils/{target}#fin"
    page = valerie.get(done.location).text
    assert "mon nouveau numéro" in page
    assert "06\u00a039\u00a098\u00a000\u00a099" in page
