"""Letters: printed together, ticked together, and the day that one announces."""

import re
from datetime import date

import pytest

from outreach.staff.models import Role
from tests.fieldwork.views.conftest import MONDAY, Office
from tests.world import add_case


@pytest.fixture
def two(office: Office) -> list[str]:
    """The ids of two letters to post."""
    add_case(office.field.world, first_name="Zoé", phone="+33639980011", language="ar")
    office.field.world.tick()
    return [str(t.id) for t in office.field.world.tasks() if t.kind == "letter"]


def test_ticked_letters_are_posted_together(office: Office, two: list[str]) -> None:
    client = office.comes(Role.RECEPTION, "Rose")
    assert "Imprimer et poster les lettres (2)" in client.get("/taches").text
    page = client.get("/taches/lettres").text
    assert page.count('name="t"') == 2
    answer = client.send("/taches/lettres", {"t": two, "on": "2026-03-02"})
    assert (answer.status_code, answer.location) == (303, "/taches/lettres")
    told = client.get("/taches/lettres").text
    assert "2 lettres sont postées" in told
    assert "Aucune lettre à poster" in told
    assert {t.done_on for t in office.field.world.tasks()} == {MONDAY}
    client.send("/taches/lettres", {"t": two, "on": "2026-03-02"})
    assert "rien n’est noté deux fois" in client.get("/taches/lettres").text
    assert len(office.field.world.attempts()) == 2


@pytest.mark.parametrize(
    ("ticked", "on", "sentence"),
    [
        (False, "2026-03-02", "Cochez les lettres qui sont postées"),
        (True, "2026-03-05", "Ce jour n’est pas encore venu"),
        (True, "demain", "Écrivez un jour, par exemple"),
    ],
)
def test_what_can_not_be_noted_keeps_the_ticks(
    office: Office, two: list[str], ticked: bool, on: str, sentence: str
) -> None:
    fields = {"t": two if ticked else [], "on": on}
    answer = office.comes().send("/taches/lettres", fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert answer.text.count(" checked") == (2 if ticked else 0)
    assert all(t.state == "open" for t in office.field.world.tasks())


def test_odd_ids_are_passed_over(office: Office) -> None:
    answer = office.comes().send("/taches/lettres", {"t": ["x", "-1", "٣", "9" * 30, "999"]})
    assert answer.status_code == 303
    assert office.field.open() == [("letter", "step")]


def test_letters_are_printed_in_their_languages(office: Office, two: list[str]) -> None:
    client = office.comes()
    chosen = client.send("/taches/lettres", {"t": two[1:], "imprimer": "1"})
    assert (chosen.status_code, chosen.location) == (303, f"/taches/lettres/impression?t={two[1]}")
    page = client.get(chosen.location).text
    assert 'lang="ar" dir="rtl"' in page
    assert "Camille" not in page
    assert "1 lettre, 2 feuilles" in page
    everything = client.get("/taches/lettres/impression").text
    assert everything.count('<div class="sheet') == 3
    assert everything.count(" checked>") == 1  # by hand, unless one chooses; no address, no tick
    one = client.get(f"/taches/{two[0]}/lettre").text
    assert "Bonjour Camille Exemple" in one
    assert "Bonjour Zoé" not in one


def test_a_dpo_reads_letters_and_posts_none(office: Office, two: list[str]) -> None:
    client = office.comes(Role.DPO, "Denis")
    assert 'name="t"' not in client.get("/taches/lettres").text
    assert client.send("/taches/lettres", {"t": two}).status_code == 403


def test_the_day_of_the_visit_is_chosen_on_the_letters_page(office: Office) -> None:
    office.field.done(office.field.find("step"), "posted", MONDAY)
    for day in range(10, 32):
        office.field.world.tick(f"2026-03-{day} 18:50")
        found = [t for t in office.field.world.tasks() if t.step == "lettre"]
        if found:
            break
    (letter,) = found
    client, path = office.comes(), f"/taches/{letter.id}/visite"
    assert client.send(path, {"visit_day": "", "visit_hour": ""}).status_code == 303
    assert "Écrivez un jour et une heure" in client.get(f"/taches/{letter.id}").text
    client.send(path, {"visit_day": "2026-04-11", "visit_hour": "10:30"})
    assert "Choisissez un jour ouvré" in client.get(f"/taches/{letter.id}").text
    client.send(path, {"visit_day": "2026-04-09", "visit_hour": "10h30"})
    page = client.get(f"/taches/{letter.id}").text
    assert "La lettre annonce ce jour" in page
    assert "jeudi 9" in page
    at = office.field.task(letter.id).visit_at
    assert at is not None
    assert at.date() == date(2026, 4, 9)
    assert "jeudi 9" in client.get(f"/taches/{letter.id}/lettre").text


def test_a_task_without_letter_has_nothing_to_print(office: Office) -> None:
    office.field.hears("?")
    reply = office.field.find("reply")
    assert office.comes().get(f"/taches/{reply}/lettre").location == f"/taches/{reply}"


def untimed(page: str) -> str:
    """A page without its tokens: they tell the second in which it was made."""
    return re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", page)


def test_a_letter_that_came_back_is_found_by_its_reference(office: Office, two: list[str]) -> None:
    for task_id in two:
        office.field.done(int(task_id), "posted", MONDAY)
    client = office.comes(Role.RECEPTION, "Rose")
    assert "Courrier revenu" in client.get("/taches/lettres").text
    everything = client.get("/taches/lettres/revenues").text
    assert everything.count("Elle est revenue") == 2
    one = client.get("/taches/lettres/revenues?dossier=+ahu-2026-0002").text
    assert one.count("Elle est revenue") == 1
    assert "Zoé Exemple" in one
    for typed in ("2", "0002", "2026-0002", "AHU 2026 0002", "ahu–2026–0002"):
        same = client.get(f"/taches/lettres/revenues?dossier={typed}").text
        assert untimed(same) == untimed(one).replace('value="ahu-2026-0002"', f'value="{typed}"')
    for nobody_s in ("Exemple", "%00", "2%25", "9" * 30):
        page = client.get(f"/taches/lettres/revenues?dossier={nobody_s}")
        assert "Aucune lettre postée pour cette référence" in page.text
    missing = client.get("/taches/lettres/revenues?dossier=AHU-2026-0099").text
    assert "Aucune lettre postée pour cette référence" in missing
    path = f"/taches/{two[1]}/issue/returned"
    page = client.get(path).text
    assert "destinataire inconnu à l’adresse" in page
    seen = page.partition('name="seen" type="hidden" value="')[2].partition('"')[0]
    done = client.send(path, {"on": "2026-03-02", "cause": "unknown", "seen": seen})
    assert done.status_code == 303
    assert office.field.task(int(two[1])).outcome == "returned"
    assert client.get("/taches/lettres/revenues").text.count("Elle est revenue") == 1


def test_nothing_posted_yet_can_not_have_come_back(office: Office) -> None:
    page = office.comes().get("/taches/lettres/revenues").text
    assert "Aucune lettre postée depuis 90 jours" in page


def test_whoever_decides_about_a_returned_letter_may_correct_the_address(
    office: Office, two: list[str]
) -> None:
    office.field.done(int(two[0]), "posted", MONDAY)
    office.field.done(int(two[0]), "returned")
    page = office.comes().get(f"/taches/{office.field.find('letter_returned')}").text
    assert "Corriger l’adresse postale" in page
    assert "/adresse" in page
