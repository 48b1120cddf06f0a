"""A coordinator rewrites a message in a browser: told at once what is wrong, then published."""

import re

import pytest
from playwright.sync_api import Route, expect

from outreach.sequences.rules.studio.edit import mark_of_words
from outreach.sequences.services.studio.drafts import WordsEdit, begin, save_words
from outreach.sequences.services.studio.shelf import draft_of, draft_script
from outreach.staff.models import Role
from tests.browser import PHONE, faults_of, show, too_wide
from tests.stories.conftest import Site

SLUG = "premier-contact"
DRAFT = f"/scenarios/{SLUG}/brouillon"
RED = "Bonjour {prenom}, ici {ts}, association AHU. Votre loyer ? {tel}."
GOOD = "Bonjour {prenom}, ici {ts}, association AHU. Plus tard, si vous voulez : {tel}."
PLACES = {
    "draft": "",
    "changes": "/changements",
    "publish": "/publier",
    "discard": "/abandonner",
    "dates": "/dates",
    "words-fr": "/textes/S5/fr",
    "words-ar": "/textes/S2/ar",
    "letter-ar": "/textes/info/ar",
    "mail": "/textes/mail/fr",
}
LOOKS = {
    "desktop": {},
    "dark-phone": {"viewport": PHONE, "has_touch": True, "color_scheme": "dark"},
}


def write(site: Site, step: str, language: str, text: str) -> None:
    database, clock = site.desk.world.database, site.desk.world.clock
    begin(database, clock, SLUG, "S-0009")
    with database.read() as session:
        draft = draft_of(session, SLUG)
        assert draft is not None
        seen = mark_of_words(draft_script(draft), step, language)
    save_words(database, clock, SLUG, WordsEdit(step, language, {"text": text}, seen), "S-0009")


def test_a_red_word_is_told_while_it_is_typed(site: Site) -> None:
    page = site.visit(Role.COORDINATOR, f"/scenarios/{SLUG}")
    page.get_by_role("button", name="Modifier").click()
    page.get_by_role("link", name="SMS 5, français").click()
    page.get_by_label("SMS, réponse possible").fill(RED)
    place = page.locator("[data-beside=text]")
    expect(place).to_contain_text("« loyer »")
    expect(place.locator(".bubble")).to_contain_text("Votre loyer ?")
    page.get_by_label("SMS, réponse possible").fill(GOOD)
    expect(place).to_contain_text("Aucun constat")
    expect(place.locator(".cost")).to_contain_text("GSM-7")
    page.get_by_role("button", name="Enregistrer dans le brouillon").click()
    expect(page.locator(".flash")).to_contain_text("Enregistré dans le brouillon")


def test_a_word_typed_before_the_page_was_ready_is_told_too(site: Site) -> None:
    page = site.visit(Role.COORDINATOR, f"/scenarios/{SLUG}")
    page.get_by_role("button", name="Modifier").click()
    held: list[Route] = []
    page.route("**/sequences.js*", lambda route: held.append(route))
    page.get_by_role("link", name="SMS 5, français").click(no_wait_after=True)
    page.get_by_label("SMS, réponse possible").fill(RED)
    [late] = held
    late.continue_()
    expect(page.locator("[data-beside=text]")).to_contain_text("« loyer »")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_message_is_rewritten_and_published(site: Site, scripts: bool) -> None:
    page = site.visit(Role.COORDINATOR, f"/scenarios/{SLUG}", java_script_enabled=scripts)
    page.get_by_role("button", name="Modifier").click()
    page.get_by_role("link", name="SMS 5, français").click()
    for text, told in ((RED, "À corriger avant de publier"), (GOOD, "Rien n’est publié")):
        page.get_by_label("SMS, réponse possible").fill(text)
        page.get_by_role("button", name="Enregistrer dans le brouillon").click()
        expect(page.locator(".flash")).to_contain_text(told)
    page.get_by_role("link", name="Retour au brouillon").click()
    page.get_by_role("link", name="Publier…").click()
    expect(page.locator("main")).to_contain_text("gardent la version 1")
    page.get_by_role("button", name="Publier la version 2").click()
    expect(page.locator(".flash").first).to_contain_text("La version 2 est publiée")
    worker = site.visit(Role.WORKER, f"/scenarios/{SLUG}")
    expect(worker.locator("#S5")).to_contain_text("Plus tard, si vous voulez")


def test_the_words_can_be_changed_with_the_keyboard_alone(site: Site) -> None:
    write(site, "S5", "fr", RED)
    page = site.visit(Role.COORDINATOR, f"{DRAFT}/textes/S5/fr")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "text":
            break
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(GOOD)
    expect(page.locator("[data-beside=text]")).to_contain_text("Aucun constat")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Enregistrer dans le brouillon":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text("Enregistré dans le brouillon")


def test_two_windows_that_change_the_same_words_show_both(site: Site) -> None:
    write(site, "S5", "fr", GOOD)
    page = site.visit(Role.COORDINATOR, f"{DRAFT}/textes/S5/fr")
    write(site, "S5", "fr", GOOD.replace("Plus tard", "Un jour"))
    page.get_by_label("SMS, réponse possible").fill(GOOD.replace("Plus tard", "Demain"))
    page.get_by_role("button", name="Enregistrer dans le brouillon").click()
    expect(page.get_by_role("alert")).to_contain_text("a modifié ce brouillon")
    expect(page.locator(".other")).to_contain_text("Un jour")
    expect(page.get_by_label("SMS, réponse possible")).to_have_value(re.compile("Demain"))
    show(page, "clash")
    assert faults_of(page) == []


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_of_a_draft_has_a_fault(site: Site, look: str) -> None:
    write(site, "S5", "fr", RED + " Même très très long, ce message est relu en entier. " * 3)
    write(site, "S2", "ar", "مرحبا {prenom}، معك {ts}. الإيجار؟")
    page = site.visit(Role.COORDINATOR, DRAFT, **LOOKS[look])
    faults: dict[str, list[str]] = {}
    for name, path in PLACES.items():
        answer = page.goto(site.url + DRAFT + path)
        assert answer is not None
        assert answer.status == 200
        show(page, f"draft-{look}-{name}")
        wide = too_wide(page)
        found = [*faults_of(page), *(["wide"] if wide else [])]
        if found:
            faults[name] = found
    assert faults == {}
