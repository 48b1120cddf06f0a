"""À traiter as a page: what it shows to whom, and how it renews itself."""

import pytest

from outreach.staff.models import Role
from outreach.tasks.services import entrust
from tests.inbox.office import CAMILLE, DOMINIQUE, FIRST, STRANGER, Office
from tests.web.desk import Desk, Visitor


def test_an_empty_page_teaches(valerie: Visitor) -> None:
    page = valerie.get("/").text
    assert "Rien n’attend" in page
    assert "arrive ici" in page
    assert "/dossiers" in page


def test_each_thread_is_a_line_with_its_group(going: Office, valerie: Visitor) -> None:
    going.hears("vous pouvez m'appeler <b>jeudi</b> ?")
    going.hears("c'est qui ?", STRANGER)
    going.hears("je veux mourir", DOMINIQUE)
    page = valerie.get("/").text
    for words in ("Alertes", "À répondre", "À rattacher", "danger\u00a0: suicide"):
        assert words in page
    assert "&lt;b&gt;jeudi&lt;/b&gt;" in page
    assert "Numéro inconnu" in page
    assert page.index("je veux mourir") < page.index("jeudi") < page.index("Numéro inconnu")
    assert "<title>(3) À traiter" in page
    assert "Dominique" not in page[: page.index("</title>")]


def test_an_alert_that_is_not_theirs_shows_no_word(
    desk: Desk, going: Office, valerie: Visitor
) -> None:
    other = going.hire("Claire")
    entrust(going.world.database, going.world.clock, other, FIRST, other.id)
    thread_id = going.hears("il me frappe")
    for path in ("/", f"/fils/{thread_id}", "/a-traiter/neuf", f"/fils/{thread_id}/neuf"):
        answer = valerie.get(path).text
        assert "frappe" not in answer, path
        assert "violence" not in answer, path
    assert "accès restreint" in valerie.get("/").text
    chief = desk.sign_in(Role.COORDINATOR, "Chef")
    assert "il me frappe" in chief.get("/").text


def test_mine_and_nobody_s(going: Office, valerie: Visitor) -> None:
    assert valerie.staff is not None
    entrust(going.world.database, going.world.clock, valerie.staff, FIRST, valerie.staff.id)
    going.hears("un", CAMILLE)
    going.hears("deux", DOMINIQUE)
    mine = valerie.get("/?qui=moi").text
    assert FIRST in mine
    assert "Dominique" not in mine
    assert "Dominique" in valerie.get("/?qui=personne").text
    assert "Camille" in valerie.get("/?qui=n-importe").text


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.WORKER, 200), (Role.COORDINATOR, 200), (Role.DPO, 200), (Role.ADMIN, 303)],
)
def test_who_opens_it(desk: Desk, role: Role, status: int) -> None:
    assert desk.sign_in(role).get("/").status_code == status


def test_whoever_answers_nobody_starts_elsewhere(desk: Desk) -> None:
    answer = desk.sign_in(Role.RECEPTION).get("/")
    assert answer.status_code == 303
    assert answer.location == "/dossiers"
    stranger = desk.stranger().get("/")
    assert (stranger.status_code, "connexion" in stranger.location) == (303, True)


def test_the_dpo_reads_and_does_nothing(desk: Desk, going: Office) -> None:
    thread_id = going.hears("oui")
    reader = desk.sign_in(Role.DPO)
    page = reader.get(f"/fils/{thread_id}").text
    assert "oui" in page
    assert "Envoyer" not in page
    assert "Je m’en occupe" not in reader.get("/").text
    assert reader.send(f"/fils/{thread_id}/sans-reponse").status_code == 403


def test_the_page_renews_itself_only_when_something_changed(
    going: Office, valerie: Visitor
) -> None:
    first = valerie.get("/a-traiter/neuf").json
    assert first is not None
    assert first["waiting"] == 0
    same = valerie.get(f"/a-traiter/neuf?depuis={first['stamp']}").json
    assert same == {"stamp": first["stamp"]}
    going.hears("oui")
    news = valerie.get(f"/a-traiter/neuf?depuis={first['stamp']}&vu={first['seen']}").json
    assert news is not None
    assert (news["waiting"], news["arrived"]) == (1, 1)
    assert "Camille" in news["html"]
    again = valerie.get(f"/a-traiter/neuf?depuis=x&vu={news['seen']}").json
    assert again is not None
    assert again["arrived"] == 0


def test_the_header_counts_what_waits(going: Office, valerie: Visitor) -> None:
    going.hears("oui")
    page = valerie.get("/taches").text
    assert '<span class="count">1' in page


def test_a_long_list_says_how_many_are_left(going: Office, valerie: Visitor) -> None:
    for number in range(62):
        going.hears("oui", f"+33639981{number:03d}")
    page = valerie.get("/").text
    assert "Voir les 2 autres fils" in page
    assert "autres fils" not in valerie.get("/?voir=120").text


def test_taking_a_case_on_from_the_list(going: Office, valerie: Visitor) -> None:
    thread_id = going.hears("oui")
    assert valerie.staff is not None
    answer = valerie.send(f"/fils/{thread_id}/referent", {"to": valerie.staff.id})
    assert answer.status_code == 303
    assert going.case().owner_id == valerie.staff.id
    assert "Vous suivez ce dossier" in valerie.get(answer.location).text
    assert valerie.send(f"/fils/{thread_id}/referent", {"to": 999}).status_code == 303
    assert "Choisissez quelqu" in valerie.get("/").text
    assert valerie.send(f"/fils/{thread_id}/referent", {"to": 0}).status_code == 303
    assert going.case().owner_id is None
