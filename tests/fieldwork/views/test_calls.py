"""Appel reçu / Passage: noted once, the messages stop, and nothing that was typed is lost."""

import re

import pytest
from sqlalchemy import select, update

from outreach.cases.models import Case, Thread
from outreach.people.models import ContactPoint, PointKind
from outreach.replies.models import Reply
from outreach.staff.models import Role
from outreach.staff.rules import DEFAULT_TEAM
from tests.fieldwork.desk import NUMBER
from tests.fieldwork.views.conftest import Office
from tests.web.desk import Visitor
from tests.world import add_case, add_person

REF = "AHU-2026-0001"
WHO = f"{REF}:1"
KEY = "a" * 26
SAID = {"who": WHO, "channel": "call", "text": "Elle rappellera jeudi", "key": KEY}


def replies(office: Office) -> list[Reply]:
    with office.field.world.database.read() as session:
        return list(session.scalars(select(Reply).order_by(Reply.id)))


def notes(client: Visitor, **fields: str) -> str:
    """Note it, which must work; gives what is read afterwards."""
    answer = client.send("/appel", {**SAID, **fields})
    assert answer.status_code == 303, plain(answer.text)
    page = client.get(answer.location)
    assert page.status_code == 200
    return plain(page.text)


def plain(page: str) -> str:
    """What is read, with plain spaces and apostrophes."""
    text = re.sub(r"<[^>]+>", " ", page)
    return re.sub(r"\s+", " ", text.replace("’", "'").replace("&#39;", "'"))


def test_what_is_noted_stops_the_messages(office: Office) -> None:
    page = notes(office.comes())
    assert "Les envois sont arrêtés" in page
    assert "Appel reçu" in page
    assert "Ce qui vient" in page
    assert office.field.pauses() == ["reply"]
    (reply,) = replies(office)
    assert (reply.text, reply.channel, reply.found_by) == (SAID["text"], "call", "note")
    assert office.field.inbox()[0].text == SAID["text"]


def test_a_case_comes_chosen_with_its_only_person(office: Office) -> None:
    page = office.comes().get(f"/appel?dossier={REF}").text
    assert re.search(rf'<input[^>]*checked[^>]*value="{WHO}"', page)
    assert 'value="2026-03-02"' in page


def test_of_a_household_the_one_who_spoke_is_chosen(office: Office) -> None:
    second = add_person(office.field.world, REF)
    client = office.comes()
    page = client.get(f"/appel?dossier={REF}").text
    assert not re.search(r'name="who"[^>]*checked|checked[^>]*name="who"', page)
    unsaid = client.send("/appel", {**SAID, "who": "", "dossier": REF})
    assert unsaid.status_code == 422
    assert "Choisissez la personne" in unsaid.text
    assert SAID["text"] in unsaid.text
    notes(client, who=f"{REF}:{second}")
    with office.field.world.database.read() as session:
        (person,) = session.scalars(select(Thread.person_id).join(Reply))
    assert person == second


def test_a_search_keeps_what_was_typed(office: Office) -> None:
    add_case(office.field.world, first_name="Zoé", phone="+33639980011", email=None)
    answer = office.comes().send("/appel/chercher", {**SAID, "who": "", "q": "exemple"})
    assert answer.status_code == 200
    assert SAID["text"] in answer.text
    assert "2 dossiers trouvés" in answer.text
    assert f'value="{WHO}"' in answer.text
    assert 'value="AHU-2026-0002:2"' in answer.text
    assert f'value="{KEY}"' in answer.text
    assert replies(office) == []


def test_a_search_that_finds_one_person_chooses_them(office: Office) -> None:
    page = office.comes().send("/appel/chercher", {"q": "06 39 98 00 10"}).text
    assert re.search(rf'<input[^>]*checked[^>]*value="{WHO}"', page)
    nobody = office.comes().send("/appel/chercher", {"q": "Dupont"}).text
    assert "rien n’est perdu" in nobody


def test_pressing_twice_notes_once(office: Office) -> None:
    client = office.comes()
    first = client.send("/appel", SAID)
    second = client.send("/appel", SAID)
    assert first.location == second.location
    assert len(replies(office)) == 1


def test_other_words_from_the_same_page_are_not_lost(office: Office) -> None:
    client = office.comes()
    client.send("/appel", SAID)
    client.send("/appel", {**SAID, "text": "Elle ajoute autre chose"})
    assert [reply.text for reply in replies(office)] == [SAID["text"], "Elle ajoute autre chose"]


@pytest.mark.parametrize("key", ["", "court", "K" * 26, "a" * 300])
def test_a_page_without_its_key_still_notes(office: Office, key: str) -> None:
    notes(office.comes(), key=key)
    assert len(replies(office)) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Écrivez ce que la personne a dit"),
        ({"text": "a" * 4001}, "4000"),
        ({"who": ""}, "Choisissez la personne"),
        ({"who": "AHU-2026-0999:1"}, "Choisissez la personne"),
        ({"who": f"{REF}:999"}, "Choisissez la personne"),
        ({"who": "n'importe quoi"}, "Choisissez la personne"),
        ({"channel": "pigeon"}, "choix"),
        ({"day": "2026-03-03", "hour": "09:00"}, "n'est pas encore venu"),
        ({"day": "2020-03-03", "hour": "09:00"}, "plus d'un an"),
        ({"day": "hier"}, "Écrivez un jour"),
        ({"sender": "06 39 98 00 77"}, "n'est pas dans ce dossier"),
        ({"who": "?", "sender": "zéro six"}, "pas lisible"),
    ],
)
def test_what_is_missing_is_asked_and_what_was_typed_stays(
    office: Office, fields: dict[str, str], sentence: str
) -> None:
    answer = office.comes().send("/appel", {**SAID, **fields})
    assert answer.status_code == 422
    assert sentence in plain(answer.text)
    assert fields.get("text", SAID["text"]) in answer.text
    assert (replies(office), office.field.pauses()) == ([], [])


def test_when_it_was_said_is_kept(office: Office) -> None:
    page = notes(office.comes(), day="2026-03-01", hour="18:30", channel="voicemail")
    assert "Message vocal reçu, hier à 18 h 30" in page
    (reply,) = replies(office)
    assert reply.sent_at is not None
    assert reply.sent_at.isoformat() == "2026-03-01T17:30:00+00:00"


def test_a_stranger_waits_in_the_inbox_without_a_case(office: Office) -> None:
    page = notes(office.comes(), who="?", called="Madame Martin", sender="06 39 98 00 66")
    assert "Gardé, sans dossier pour le moment" in page
    (reply,) = replies(office)
    assert (reply.case_id, reply.sender) == (None, "+33639980066")
    assert [waiting.case for waiting in office.field.inbox()] == [None]
    assert office.field.pauses() == []


def test_a_stranger_with_a_known_number_is_known(office: Office) -> None:
    page = notes(office.comes(), who="?", sender=NUMBER)
    assert "Les envois sont arrêtés" in page
    assert REF in page


def test_a_stranger_without_a_number_is_kept_too(office: Office) -> None:
    notes(office.comes(), who="?", called="Madame Martin")
    (reply,) = replies(office)
    assert str(reply.sender).startswith("Madame Martin")


def test_words_that_look_like_a_stop_come_back_as_a_question(office: Office) -> None:
    client = office.comes()
    page = notes(client, text="Elle ne veut plus qu'on lui écrive, arrêtez les messages")
    assert "Est-ce un STOP ?" in page
    assert "Décider" in page
    assert office.field.points()[NUMBER] == "ok"


def test_a_certain_stop_is_told_as_one(office: Office) -> None:
    page = notes(office.comes(), text="STOP")
    assert "La personne a dit STOP" in page
    assert office.field.points()[NUMBER] == "opted_out"


def test_worry_raises_an_alert(office: Office) -> None:
    page = notes(office.comes(), text="Elle pleurait", worry="y")
    assert "Une alerte est levée" in page
    assert office.field.pauses() == ["reply", "alert"]
    assert office.field.inbox()[0].alert


def test_of_two_numbers_the_wrong_one_is_asked_for(office: Office) -> None:
    database = office.field.world.database
    with database.write() as session:
        session.add(
            ContactPoint(
                person_id=1,
                kind=PointKind.MOBILE,
                value="+33639980018",
                value_hash=database.fingerprint("+33639980018"),
                rank=2,
                created_at=office.field.world.clock.now(),
            )
        )
    client = office.comes()
    wrong = {"text": "Vous vous trompez de numéro"}
    asked = client.send("/appel", {**SAID, **wrong})
    assert asked.status_code == 422
    assert "À quel numéro" in plain(asked.text)
    assert replies(office) == []
    notes(client, sender="06 39 98 00 18", **wrong)
    assert office.field.points() == {
        NUMBER: "ok",
        "+33639980018": "wrong_person",
        "camille@example.org": "ok",
    }


def test_a_closed_case_says_that_nothing_was_planned(office: Office) -> None:
    with office.field.world.database.write() as session:
        session.execute(update(Case).values(state="closed", close_reason="mistake"))
    page = notes(office.comes())
    assert "est clos" in page
    assert office.field.pauses() == []
    assert len(office.field.inbox()) == 1


def test_reception_notes_and_learns_nothing_of_what_it_means(office: Office) -> None:
    rose = office.comes(Role.RECEPTION, "Rose")
    page = notes(rose, text="Je veux mourir. Arrêtez les messages.")
    assert "Les envois sont arrêtés" in page
    assert "prévenez tout de suite" in page
    for hidden in ("STOP", "alerte est levée", "mourir", "lire le message"):
        assert hidden not in page
    assert office.field.inbox()[0].alert


def test_the_page_afterwards_never_repeats_the_words(office: Office) -> None:
    assert SAID["text"] not in notes(office.comes())


@pytest.mark.parametrize(
    ("role", "team", "status"),
    [
        (Role.WORKER, DEFAULT_TEAM, 200),
        (Role.COORDINATOR, DEFAULT_TEAM, 200),
        (Role.RECEPTION, DEFAULT_TEAM, 200),
        (Role.DPO, DEFAULT_TEAM, 403),
        (Role.ADMIN, DEFAULT_TEAM, 403),
    ],
)
def test_who_may_note(office: Office, role: Role, team: str, status: int) -> None:
    client = office.web.sign_in(role, team=team)
    assert client.get("/appel").status_code == status
    assert client.send("/appel/chercher", {"q": "x"}).status_code == status
    assert client.send("/appel", SAID).status_code == (303 if status == 200 else status)


def test_another_team_neither_finds_nor_notes_nor_reads_after(office: Office) -> None:
    mine = office.comes().send("/appel", SAID).location
    stranger = office.web.sign_in(Role.WORKER, team="Ailleurs")
    assert "Camille" not in stranger.get(f"/appel?dossier={REF}").text
    assert "Camille" not in stranger.send("/appel/chercher", {"q": "exemple"}).text
    assert stranger.send("/appel", {**SAID, "key": "b" * 26}).status_code == 422
    assert REF not in stranger.get(mine).text
    assert len(replies(office)) == 1


def test_only_notes_have_a_page_afterwards(office: Office) -> None:
    office.field.hears("Bonjour")
    client = office.comes()
    assert client.get("/appel/1").status_code == 404
    assert client.get("/appel/999").status_code == 404


def test_a_form_from_elsewhere_is_refused(office: Office) -> None:
    assert office.comes().post("/appel", data=SAID).status_code == 400
    assert office.web.stranger().send("/appel", SAID).status_code == 303
    assert replies(office) == []


def test_every_page_leads_there_with_its_case(office: Office) -> None:
    page = office.comes().get(f"/dossiers/{REF}").text
    assert f'href="/appel?dossier={REF}"' in page
    assert 'href="/appel"' in office.comes().get("/taches").text
