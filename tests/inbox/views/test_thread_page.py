"""A thread as a page: reading, answering, and the buttons."""

import re
from datetime import timedelta
from typing import Any

import pytest

from outreach.channels.base import Inbound, Medium
from outreach.people.models import ContactPoint
from outreach.programmes.models import Hold
from outreach.replies.services.receive import FoundBy, receive
from outreach.staff.models import Role
from tests.inbox.office import CAMILLE, DOMINIQUE, Office
from tests.web.desk import Desk, Visitor
from tests.world import paris

HELLO = "Bonjour, je vous appelle jeudi."


def field(page: str, name: str) -> str:
    """The value of a hidden field of the answer form."""
    form = page[page.index('id="ecrire"') :]
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', form)
    assert found is not None, name
    return found[1]


def form_of(visitor: Visitor, thread_id: int, text: str = HELLO, **more: Any) -> dict[str, Any]:
    """What the page's form would send."""
    page = visitor.get(f"/fils/{thread_id}").text
    point = re.search(r'<option[^>]*selected[^>]*value="(\d+)"', page[page.index('id="ecrire"') :])
    return {
        "text": text,
        "key": field(page, "key"),
        "seen": field(page, "seen"),
        "point_id": point[1] if point else field(page, "point_id"),
        **more,
    }


def answers(going: Office) -> list[str | None]:
    return [a.body for a in going.world.attempts() if a.purpose in ("answer", "human_first")]


def test_the_thread_shows_everything_and_no_name_in_its_title(
    going: Office, valerie: Visitor
) -> None:
    thread_id = going.hears("bonjour c koi ?")
    page = valerie.get(f"/fils/{thread_id}").text
    title = page[page.index("<title>") : page.index("</title>")]
    assert "AHU-2026-0001" in title
    assert "Camille" not in title
    for words in ("envoi automatique", "tentative\u00a01", "bonjour c koi", "réponse reçue"):
        assert words.replace("\u00a0", " ") in page.replace("\u00a0", " "), words
    assert "Rien ne part sans vous" in page
    assert " lu<" not in page


def test_an_answer_goes_by_post_redirect_get_and_only_once(going: Office, valerie: Visitor) -> None:
    thread_id = going.hears("oui")
    sent = form_of(valerie, thread_id)
    for told in ("part dans un instant", "rien ne part deux fois"):
        answer = valerie.send(f"/fils/{thread_id}/repondre", sent)
        assert answer.status_code == 303
        assert answer.location == f"/fils/{thread_id}#fin"
        assert told in valerie.get(answer.location).text
    assert answers(going) == [HELLO]


def test_an_empty_message_is_asked_for(going: Office, valerie: Visitor) -> None:
    thread_id = going.hears("oui")
    answer = valerie.send(f"/fils/{thread_id}/repondre", form_of(valerie, thread_id, " "))
    assert answer.status_code == 422
    assert "Écrivez votre message" in answer.text


@pytest.mark.parametrize(
    "change", [{"key": "x"}, {"key": ""}, {"point_id": "999"}, {"point_id": "abc"}]
)
def test_a_form_that_was_tampered_with_sends_nothing(
    going: Office, valerie: Visitor, change: dict[str, str]
) -> None:
    thread_id = going.hears("oui")
    sent = {**form_of(valerie, thread_id), **change}
    answer = valerie.send(f"/fils/{thread_id}/repondre", sent)
    assert answer.status_code == 422
    assert HELLO in answer.text
    assert answers(going) == []


def test_what_came_meanwhile_is_shown_before_anything_leaves(
    going: Office, valerie: Visitor
) -> None:
    thread_id = going.hears("oui")
    sent = form_of(valerie, thread_id)
    going.hears("en fait je travaille jeudi")
    answer = valerie.send(f"/fils/{thread_id}/repondre", sent)
    assert answer.status_code == 422
    assert "Camille a écrit depuis" in answer.text
    assert "en fait je travaille jeudi" in answer.text
    assert HELLO in answer.text
    assert answers(going) == []
    sent["seen"] = field(answer.text, "seen")
    assert valerie.send(f"/fils/{thread_id}/repondre", sent).status_code == 303
    assert answers(going) == [HELLO]


def test_words_that_never_leave_are_named_and_the_text_is_kept(
    going: Office, valerie: Visitor
) -> None:
    thread_id = going.hears("oui")
    text = "Il faut payer votre loyer."
    answer = valerie.send(f"/fils/{thread_id}/repondre", form_of(valerie, thread_id, text))
    assert answer.status_code == 422
    assert "<mark>payer</mark>" in answer.text
    assert "<mark>loyer</mark>" in answer.text
    assert text in answer.text


def test_at_night_a_page_asks_and_yes_sends(going: Office, valerie: Visitor) -> None:
    thread_id = going.hears("oui")
    going.world.clock.set(paris("2026-03-10 21:30"))
    sent = form_of(valerie, thread_id)
    asked = valerie.send(f"/fils/{thread_id}/repondre", sent)
    assert asked.status_code == 200
    assert "Envoyer quand même" in asked.text
    assert "8\u00a0h à 20" in asked.text or "8 h à 20" in asked.text
    assert answers(going) == []
    back = valerie.send(f"/fils/{thread_id}/repondre", {**sent, "revenir": ""})
    assert HELLO in back.text
    assert valerie.send(f"/fils/{thread_id}/repondre", sent).status_code == 200
    agreed = {**sent, "agreed": "outside_hours", "envoyer": ""}
    assert valerie.send(f"/fils/{thread_id}/repondre", agreed).status_code == 303
    assert answers(going) == [HELLO]


def test_a_preview_counts_and_names_what_costs(going: Office, valerie: Visitor) -> None:
    thread_id = going.hears("oui")
    text = "Êtes-vous là ? " + "Je passe vous voir. " * 5
    answer = valerie.send(
        f"/fils/{thread_id}/repondre", {**form_of(valerie, thread_id, text), "apercu": ""}
    )
    assert answer.status_code == 200
    assert "2 SMS, à cause de" in answer.text.replace("\u00a0", " ")
    assert answers(going) == []


def test_a_ready_made_text_is_put_after_what_is_typed(going: Office, valerie: Visitor) -> None:
    thread_id = going.hears("appelez-moi")
    sent = form_of(valerie, thread_id, "Bonjour.", inserer="", ready="APPEL")
    page = valerie.send(f"/fils/{thread_id}/repondre", sent).text
    assert "Bonjour.\nMerci de votre réponse." in page.replace("\r", "")
    assert "Valérie, AHU" in page
    assert "sans risque" in page  # the numbers of help stand apart


def test_a_number_is_called_with_a_tap_unless_it_is_discreet(
    going: Office, valerie: Visitor
) -> None:
    thread_id = going.hears("oui")
    assert 'href="tel:+33' in valerie.get(f"/fils/{thread_id}").text
    with going.world.database.write() as session:
        session.get_one(ContactPoint, going.point()).discreet = True
    assert 'href="tel:' not in valerie.get(f"/fils/{thread_id}").text


def test_a_discreet_number_is_not_offered_and_says_why(going: Office, valerie: Visitor) -> None:
    thread_id = going.hears("oui")
    with going.world.database.write() as session:
        session.get_one(ContactPoint, going.point()).discreet = True
    page = valerie.get(f"/fils/{thread_id}").text
    assert "en mode discret" in page
    assert "camille@example.org, par e-mail" in page
    assert field(page, "point_id") == str(going.point("camille@example.org"))


def test_nothing_to_write_to_says_what_to_do(going: Office, valerie: Visitor) -> None:
    thread_id = going.hears("oui")
    with going.world.database.write() as session:
        for value in (CAMILLE, "camille@example.org"):
            session.get_one(ContactPoint, going.point(value)).status = "invalid"
    page = valerie.get(f"/fils/{thread_id}").text
    assert "Aucun moyen de lui écrire" in page
    assert 'id="ecrire"' not in page


def test_a_hold_says_why_a_first_message_does_not_leave(going: Office, valerie: Visitor) -> None:
    with going.world.database.write() as session:
        session.add(Hold(since=going.world.clock.now(), actor="S-0001"))
    going.world.clock.set(paris("2026-03-16 11:00"))
    thread_id = going.thread_of().id
    answer = valerie.send(f"/fils/{thread_id}/repondre", form_of(valerie, thread_id))
    assert answer.status_code == 422
    assert "Tous les envois sont suspendus" in answer.text


def test_older_messages_are_a_page_away(going: Office, valerie: Visitor) -> None:
    for number in range(70):
        thread_id = going.hears(f"message {number}.")
    page = valerie.get(f"/fils/{thread_id}").text
    assert "message 69." in page
    assert "message 0." not in page
    older = re.search(r'href="(/fils/\d+\?avant=[^"]+)"', page)
    assert older is not None
    before = valerie.get(older[1]).text
    assert "message 20." in before
    assert "message 69." not in before[before.index('class="flow"') :]
    assert "Revenir aux derniers messages" in before
    assert 'id="ecrire"' not in before


def test_the_thread_renews_itself_only_when_something_changed(
    going: Office, valerie: Visitor
) -> None:
    thread_id = going.hears("oui")
    first = valerie.get(f"/fils/{thread_id}/neuf").json
    assert first is not None
    path = f"/fils/{thread_id}/neuf?depuis={first['stamp']}&vu={first['seen']}"
    assert valerie.get(path).json == {"stamp": first["stamp"]}
    going.hears("et jeudi ?")
    news = valerie.get(path).json
    assert news is not None
    assert news["arrived"] == 1
    assert "et jeudi" in news["html"]


PATHS = ("", "/neuf", "/reprendre", "/stop", "/rattacher")
POSTS = (
    *("repondre", "sans-reponse", "a-traiter", "referent", "pause", "reporter", "note"),
    *("reprendre", "stop", "rattacher"),
)


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.ADMIN])
def test_other_roles_open_nothing(desk: Desk, going: Office, role: Role) -> None:
    thread_id = going.hears("oui")
    visitor = desk.sign_in(role)
    assert {visitor.get(f"/fils/{thread_id}{path}").status_code for path in PATHS} == {403}
    codes = {visitor.send(f"/fils/{thread_id}/{path}").status_code for path in POSTS}
    assert codes == {403}


def test_another_team_s_thread_does_not_exist(desk: Desk, going: Office) -> None:
    thread_id = going.hears("oui")
    elsewhere = desk.sign_in(first_name="Ailleurs", team="Autre")
    assert {elsewhere.get(f"/fils/{thread_id}{path}").status_code for path in PATHS} == {404}
    fields = {"until": "2026-04-01", "note": "x", "note_key": "k" * 26, "to": "1", "text": "x"}
    codes = {elsewhere.send(f"/fils/{thread_id}/{path}", fields).status_code for path in POSTS}
    assert codes == {404}


def test_a_form_without_its_protection_is_refused(going: Office, valerie: Visitor) -> None:
    thread_id = going.hears("oui")
    assert valerie.post(f"/fils/{thread_id}/pause").status_code == 400


def test_an_e_mail_shows_its_subject_and_arabic_its_direction(
    going: Office, valerie: Visitor
) -> None:
    going.hears("Bonjour", "camille@example.org", Medium.EMAIL)
    thread_id = going.hears("من أنت؟")
    page = valerie.get(f"/fils/{thread_id}").text
    assert 'dir="rtl" lang="ar">من أنت؟' in page


def test_a_message_that_was_found_late_says_when_it_came(going: Office, valerie: Visitor) -> None:
    """Its hook was lost; who reads it may have to say sorry first."""
    going.world.clock.advance(timedelta(days=1))
    came = going.world.clock.now() - timedelta(hours=20)
    inbound = Inbound("SM-late", Medium.SMS, CAMILLE, "us", "Je peux passer ?", at=came)
    thread_id = receive(going.ears, inbound, FoundBy.SWEEP, "sms").thread_id
    page = valerie.get(f"/fils/{thread_id}").text
    assert ", trouvé plus tard" in page
    assert "trouvé plus tard" not in valerie.get(f"/fils/{going.hears('Allô ?', DOMINIQUE)}").text
