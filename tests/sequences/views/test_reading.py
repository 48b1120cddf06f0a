"""Scripts as they are, for those who may read them."""

from html import unescape

import pytest

from outreach.database import Database
from outreach.sequences.services.studio.drafts import begin
from outreach.staff.models import Role
from tests.sequences.services.studio.test_publishing import drafted, wish
from tests.web.desk import Desk, Visitor, make_desk
from tests.world import LIBRARY, add_case

SCRIPT = "/scenarios/premier-contact"
PAGES = (
    "/scenarios",
    SCRIPT,
    f"{SCRIPT}?langue=toutes",
    f"{SCRIPT}/repetition",
    f"{SCRIPT}/brouillon",
    f"{SCRIPT}/brouillon/changements",
    "/scenarios/reponses-fixes",
)
WRITING = (
    f"{SCRIPT}/brouillon/textes/S1/fr",
    f"{SCRIPT}/brouillon/dates",
    f"{SCRIPT}/brouillon/publier",
    f"{SCRIPT}/brouillon/abandonner",
)
POSTS = (f"{SCRIPT}/brouillon", f"{SCRIPT}/brouillon/textes/S1/fr/relire", *WRITING)


def page(client: Visitor, path: str) -> str:
    """The words of a page, as they are read."""
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(unescape(answer.get_data(as_text=True)).split())


@pytest.mark.parametrize("role", [Role.WORKER, Role.COORDINATOR, Role.DPO])
def test_those_who_work_with_tenants_read_scripts(desk: Desk, role: Role) -> None:
    begin(desk.world.database, desk.world.clock, "premier-contact", "S-0009")
    client = desk.sign_in(role)
    for path in PAGES:
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.ADMIN])
def test_others_do_not(desk: Desk, role: Role) -> None:
    client = desk.sign_in(role)
    assert {client.get(path).status_code for path in (*PAGES, *WRITING)} == {403}
    assert {client.send(path).status_code for path in POSTS} == {403}


@pytest.mark.parametrize("role", [Role.WORKER, Role.DPO])
def test_only_coordinators_write(desk: Desk, role: Role) -> None:
    begin(desk.world.database, desk.world.clock, "premier-contact", "S-0009")
    client = desk.sign_in(role)
    assert {client.get(path).status_code for path in WRITING} == {403}
    assert {client.send(path).status_code for path in POSTS} == {403}
    for path in (SCRIPT, f"{SCRIPT}/brouillon"):
        assert "textes/S1" not in page(client, path)
        assert "/publier" not in page(client, path)


def test_a_stranger_is_asked_to_come_in(desk: Desk) -> None:
    for path in (*PAGES, *WRITING):
        assert desk.stranger().get(path).status_code == 303


def test_the_list_says_who_runs_on_what(sqlite_database: Database) -> None:
    world = drafted(sqlite_database)
    add_case(world)
    wish(world)
    with make_desk(sqlite_database, world=world) as desk:
        text = page(desk.sign_in(), "/scenarios")
    assert "1 dossier en cours" in text
    assert "aucun dossier en cours" in text
    assert "français, arabe, anglais, portugais, turc" in text
    assert "par S-0002" in text


def test_every_text_of_every_language_is_on_the_page(desk: Desk) -> None:
    text = page(desk.sign_in(), f"{SCRIPT}?langue=toutes")
    for name in ("Camille", "Nour", "Alex", "João", "Ayşe"):
        assert name in text
    assert text.count('class="bubble"') == 5 * 5 * 2
    assert "Un message de Léa, association AHU" in text
    assert 'dir="rtl" lang="ar"' in text


def test_workers_read_a_number_of_sms_and_coordinators_why(desk: Desk) -> None:
    worker = page(desk.sign_in(), SCRIPT)
    coordinator = page(desk.sign_in(Role.COORDINATOR), SCRIPT)
    assert "1 SMS" in worker
    assert ("GSM-7" in worker, "GSM-7" in coordinator) == (False, True)


def test_a_translation_tells_what_follows_it(desk: Desk) -> None:
    text = page(desk.sign_in(), f"{SCRIPT}?langue=ar&personne=long")
    assert "le texte français suit" in text
    assert "Marie-Madeleine" in text


def test_the_line_tells_what_each_step_waits_for(desk: Desk) -> None:
    text = page(desk.sign_in(), SCRIPT)
    assert "puis 4 jours ouvrés" in text
    assert "10 h – 12 h et 17 h – 19 h" in text
    assert "seulement si une visite est datée" in text
    assert "J−7" in text


def test_an_older_version_says_so(sqlite_database: Database) -> None:
    world = drafted(sqlite_database)
    wish(world)
    with make_desk(sqlite_database, world=world) as desk:
        client = desk.sign_in()
        assert "Plus tard, si vous voulez" in page(client, SCRIPT)
        older = page(client, f"{SCRIPT}?version=1")
        assert "Vous lisez une ancienne version" in older
        assert "Plus tard, si vous voulez" not in older
        assert client.get(f"{SCRIPT}?version=9").status_code == 404


@pytest.mark.parametrize("query", ["langue=xx", "personne=xx", "version=x", "langue="])
def test_a_choice_that_is_not_there_is_the_first_one(desk: Desk, query: str) -> None:
    assert "Camille" in page(desk.sign_in(), f"{SCRIPT}?{query}")


def test_an_unknown_script_has_no_page(desk: Desk) -> None:
    client = desk.sign_in(Role.COORDINATOR)
    for path in ("", "/repetition", "/brouillon", "/brouillon/publier", "/brouillon/dates"):
        assert client.get(f"/scenarios/inconnu{path}").status_code == 404


def test_the_fixed_answers_are_all_there(desk: Desk) -> None:
    text = page(desk.sign_in(), "/scenarios/reponses-fixes?langue=toutes")
    count = sum(
        bool(answer.text) + bool(answer.one_way)
        for answers in LIBRARY.answers.values()
        for answer in answers.values()
    )
    assert text.count('class="bubble"') == count
    assert "3114" in text


def test_a_rehearsal_has_dates_words_and_reasons(desk: Desk) -> None:
    text = page(desk.sign_in(), f"{SCRIPT}/repetition?debut=2026-03-09&personne=long&langue=ar")
    assert "lundi 16 mars à 10 h 11" in text
    assert "Marie-Madeleine" in text
    assert "ce jour-là : on laisse quelques jours après le dernier contact" in text
    assert "propose une visite" in text


@pytest.mark.parametrize("start", ["demain", "2026-13-01", "9999-12-31", "0001-01-01"])
def test_a_date_that_can_not_be_rehearsed_is_told(desk: Desk, start: str) -> None:
    text = page(desk.sign_in(), f"{SCRIPT}/repetition?debut={start}")
    assert "choisissez-en une dans le calendrier" in text
    assert "lundi 9 mars" in text
