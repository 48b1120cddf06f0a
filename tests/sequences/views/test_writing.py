"""A coordinator changes a draft: words, days and windows, with what is wrong with them beside."""

import re
from datetime import timedelta
from html import unescape

import pytest
from werkzeug.test import TestResponse

from outreach.sequences.rules.script import Script, Text
from outreach.sequences.rules.studio.edit import timings, words_of
from outreach.sequences.services.studio.drafts import discard
from outreach.sequences.services.studio.shelf import draft_of, draft_script
from outreach.staff.models import Role
from tests.web.desk import Desk, Visitor

SLUG = "premier-contact"
DRAFT = f"/scenarios/{SLUG}/brouillon"
GOOD = "Bonjour {prenom}, ici {ts}, association AHU. Plus tard, si vous voulez : {tel}."


@pytest.fixture
def nadia(desk: Desk) -> Visitor:
    """A coordinator who began a draft."""
    client = desk.sign_in(Role.COORDINATOR, "Nadia")
    assert client.send(DRAFT).headers["Location"] == DRAFT
    return client


def words(step: str, language: str = "fr") -> str:
    return f"{DRAFT}/textes/{step}/{language}"


def read(answer: TestResponse) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


def form_of(client: Visitor, path: str) -> dict[str, str]:
    """The fields of the only form with marks on a page, as a browser would send them back."""
    html = client.get(path).get_data(as_text=True)
    found = dict(re.findall(r'<input [^>]*name="(seen|revision)"[^>]*value="([^"]*)"', html))
    times = re.findall(r'name="((?:day|from|to)-[^"]+)"[^>]*value="([^"]*)"', html)
    texts = re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>\r?\n?(.*?)</textarea>', html, re.S)
    lines = re.findall(r'<input [^>]*name="(subject)"[^>]*value="([^"]*)"', html)
    return {name: unescape(value) for name, value in [*found.items(), *times, *texts, *lines]}


def kept(desk: Desk) -> Script:
    with desk.world.database.read() as session:
        draft = draft_of(session, SLUG)
        assert draft is not None
        return draft_script(draft)


def said(desk: Desk, step: str = "S5", language: str = "fr") -> Text:
    return words_of(kept(desk), step, language)


def test_words_are_kept_and_shown_again(desk: Desk, nadia: Visitor) -> None:
    answer = nadia.send(words("S5"), {**form_of(nadia, words("S5")), "text": GOOD})
    assert (answer.status_code, answer.headers["Location"]) == (303, words("S5"))
    shown = read(nadia.get(words("S5")))
    assert "Enregistré dans le brouillon. Rien n’est publié." in shown
    assert "La version 1 disait" in shown
    assert "Plus tard, si vous voulez : 02 38 00 00 00." in shown
    assert said(desk).text == GOOD


def test_a_form_sent_back_as_it_came_changes_nothing(desk: Desk, nadia: Visitor) -> None:
    before = kept(desk)
    for step in before.steps:
        for language in ("fr", "ar"):
            if nadia.get(words(step.id, language)).status_code == 200:
                form = form_of(nadia, words(step.id, language))
                assert nadia.send(words(step.id, language), form).status_code == 303
    nadia.send(f"{DRAFT}/dates", form_of(nadia, f"{DRAFT}/dates"))
    assert kept(desk) == before


def test_what_is_wrong_is_said_and_kept_all_the_same(desk: Desk, nadia: Visitor) -> None:
    bad = "Bonjour {prenom}, ici {ts}. Votre loyer, même tard ? {nom}"
    nadia.send(words("S5"), {**form_of(nadia, words("S5")), "text": bad})
    shown = read(nadia.get(words("S5")))
    assert "À corriger avant de publier" in shown
    assert "Variable inconnue ici : {nom}." in shown
    assert said(desk).text == bad
    assert "constat" in read(nadia.get(DRAFT))


@pytest.mark.parametrize(
    ("step", "language", "text", "sentence"),
    [
        ("S2", "fr", "Bonjour {prenom}, ici {ts}. Payez ! OUI", "« Payez » : menace"),
        ("S2", "ar", "مرحبا {prenom}، معك {ts}. الإيجار؟", "« الإيجار » : révèle trop"),
        ("S2", "tr", "Merhaba {prenom}, ben {ts}. KİRANIZ: EVET?", "« KİRANIZ » : révèle trop"),
        ("S2", "fr", "Bonjour {prenom}, ici {ts}, à bientôt. OUI", "Coûte double à cause de « ô »"),
        ("S2", "fr", "Bonjour {prenom}, ici {ts}" + " oui" * 40, "(avec un nom long)"),
        ("S2", "fr", "", "Ce texte manque."),
        ("S1", "fr", "Bonjour {prenom}, ici {ts} : www.example.org", "pas de lien"),
    ],
)
def test_words_are_tried_while_they_are_typed(
    desk: Desk, nadia: Visitor, step: str, language: str, text: str, sentence: str
) -> None:
    before = kept(desk)
    form = {**form_of(nadia, words(step, language)), "text": text}
    answer = nadia.send(f"{words(step, language)}/relire", form)
    assert answer.status_code == 200
    first = read(answer).partition('data-beside="one_way"')[0]
    assert sentence.lower() in first.lower()
    assert kept(desk) == before


def test_good_words_have_no_finding(nadia: Visitor) -> None:
    answer = nadia.send(f"{words('S5')}/relire", {**form_of(nadia, words("S5")), "text": GOOD})
    assert read(answer).count("Aucun constat") == 2  # nothing is said of an empty variant
    assert "1 SMS" in read(answer)


def test_what_is_too_long_is_shown_again(desk: Desk, nadia: Visitor) -> None:
    before, long = kept(desk), "mot " * 400
    answer = nadia.send(words("S5"), {**form_of(nadia, words("S5")), "text": long})
    assert answer.status_code == 422
    assert "C’est trop long : 1000 caractères au plus." in read(answer)
    assert long.strip() in read(answer)
    assert kept(desk) == before


def test_two_who_change_the_same_words_both_see_them(desk: Desk, nadia: Visitor) -> None:
    hugo = desk.sign_in(Role.COORDINATOR, "Hugo")
    first, second = form_of(nadia, words("S5")), form_of(hugo, words("S5"))
    nadia.send(words("S5"), {**first, "text": "De Nadia {tel}"})
    desk.world.clock.advance(timedelta(minutes=5))
    answer = hugo.send(words("S5"), {**second, "text": "De Hugo {tel}"})
    shown = read(answer)
    assert answer.status_code == 409
    assert "Nadia a modifié ce brouillon aujourd’hui à 10 h." in shown
    assert "De Nadia {tel}" in shown
    assert "De Hugo {tel}" in shown
    assert said(desk).text == "De Nadia {tel}"
    html = answer.get_data(as_text=True)
    marks = dict(re.findall(r'<input [^>]*name="(seen|revision)"[^>]*value="([^"]*)"', html))
    assert hugo.send(words("S5"), {**second, **marks, "text": "À deux {tel}"}).status_code == 303
    assert said(desk).text == "À deux {tel}"


def test_two_who_change_other_words_are_not_in_the_way(desk: Desk, nadia: Visitor) -> None:
    hugo = desk.sign_in(Role.COORDINATOR, "Hugo")
    first, second = form_of(nadia, words("S5")), form_of(hugo, words("S5", "ar"))
    nadia.send(words("S5"), {**first, "text": GOOD})
    answer = hugo.send(words("S5", "ar"), {**second, "text": "مرحبا {prenom} {ts} {tel}"})
    assert answer.status_code == 303
    assert said(desk).text == GOOD
    assert said(desk, language="ar").text == "مرحبا {prenom} {ts} {tel}"


def test_what_is_typed_into_no_draft_is_given_back(desk: Desk, nadia: Visitor) -> None:
    form = {**form_of(nadia, words("S5")), "text": "Rien ne se perd {tel}"}
    assert discard(desk.world.database, SLUG, 1, "S-0009") == "saved"
    answer = nadia.send(words("S5"), form)
    assert answer.status_code == 409
    assert "Rien ne se perd {tel}" in read(answer)
    assert nadia.send(f"{words('S5')}/relire", form).status_code == 404


def test_the_french_text_stands_beside_a_translation(nadia: Visitor) -> None:
    shown = read(nadia.get(words("S2", "ar")))
    assert "En français" in shown
    assert "Vous préférez : 1 = un appel" in shown
    assert 'lang="ar"' in shown


@pytest.mark.parametrize("place", ["S9/fr", "S1/xx", "visite/ar"])
def test_a_place_that_is_not_there_has_no_page(nadia: Visitor, place: str) -> None:
    assert nadia.get(f"{DRAFT}/textes/{place}").status_code == 404
    assert nadia.send(f"{DRAFT}/textes/{place}", {"text": "x"}).status_code == 404
    assert nadia.send(f"{DRAFT}/textes/{place}/relire", {"text": "x"}).status_code == 404


def test_days_and_windows_are_kept(desk: Desk, nadia: Visitor) -> None:
    path = f"{DRAFT}/dates"
    wanted = {
        "day-S2": "6",
        "from-S2-0": "12:00",
        "to-S2-0": "14:00",
        "from-S2-1": "",
        "to-S2-1": "",
    }
    answer = nadia.send(path, {**form_of(nadia, path), **wanted})
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    found = timings(kept(desk))["S2"]
    assert (found.day, [f"{start:%H:%M}-{end:%H:%M}" for start, end in found.prefer]) == (
        6,
        ["12:00-14:00"],
    )
    assert "Dates enregistrées" in read(nadia.get(path))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day-S2": "20"}, "Ce jour est avant celui de l’étape précédente"),
        ({"day-S2": "-1"}, "Cette étape suit le premier SMS"),
        ({"day-info": "3"}, "Cette étape précède le premier SMS"),
        ({"day-S2": ""}, "Mettez un nombre de jours"),
        ({"day-S2": "bientôt"}, "Mettez un nombre de jours, comme 5."),
        ({"from-S2-0": "15:00"}, "Une plage finit après son début"),
        ({"from-S2-1": "11:00"}, "Deux plages se recouvrent"),
        ({"to-S2-1": ""}, "Donnez les deux heures"),
        ({"from-S2-0": "midi"}, "Mettez une heure, comme 10:30."),
    ],
)
def test_dates_that_can_not_be_are_shown_again(
    desk: Desk, nadia: Visitor, typed: dict[str, str], sentence: str
) -> None:
    before, path = kept(desk), f"{DRAFT}/dates"
    answer = nadia.send(path, {**form_of(nadia, path), **typed})
    assert answer.status_code == 422
    assert sentence in read(answer)
    for value in typed.values():
        assert f'value="{value}"' in read(answer)
    assert kept(desk) == before


def test_two_who_change_the_dates_both_see_them(desk: Desk, nadia: Visitor) -> None:
    hugo, path = desk.sign_in(Role.COORDINATOR, "Hugo"), f"{DRAFT}/dates"
    first, second = form_of(nadia, path), form_of(hugo, path)
    nadia.send(path, {**first, "day-S2": "6"})
    answer = hugo.send(path, {**second, "day-S2": "7"})
    assert answer.status_code == 409
    assert "Nadia a modifié ce brouillon" in read(answer)
    assert 'value="7"' in read(answer)
    assert "Enregistré : J+6" in read(answer)


def test_the_calendar_shows_what_the_dates_give(nadia: Visitor) -> None:
    assert "lundi 9 mars à 10 h 11" in read(nadia.get(f"{DRAFT}/dates"))


def test_without_a_draft_pages_lead_back_to_the_script(desk: Desk) -> None:
    client = desk.sign_in(Role.COORDINATOR)
    for path in (DRAFT, words("S1"), f"{DRAFT}/dates", f"{DRAFT}/publier", f"{DRAFT}/abandonner"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/scenarios/{SLUG}")
