"""The inbox in a browser: a reply arrives by itself, an answer leaves, and keys are enough."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from outreach.cases.models import Case, Thread
from outreach.inbox.rules import written_in
from outreach.messages.models import Attempt
from outreach.messages.rules.render import for_sms
from outreach.messages.rules.segments import measure
from outreach.staff.models import Role
from tests.browser import PHONE, faults_of, show, too_wide
from tests.stories.conftest import Site
from tests.stories.street import ARABIC, LONG

LOOKS = {
    "desktop": {},
    "dark-phone": {"viewport": PHONE, "has_touch": True, "color_scheme": "dark"},
    "no-script": {"java_script_enabled": False},
}
TEXTS = (
    "",
    "oui",
    "Bonjour Zoé, je vous appelle jeudi à 16 h 30. À mardi…",
    "« Bonjour » – c’est noté ; êtes-vous là ?",
    "é" * 160,
    "é" * 161,
    "ê" * 70,
    "ê" * 71,
    "{" * 80,
    "{" * 81,
    "x" * 152 + "{" + "y" * 152,
    "😀" * 35,
    "😀" * 36,
    "a" * 66 + "😀" + "b" * 66 + "ê",
    "10 h, 9 h 5, 10 h 305, 1 heure, 25 h",
    "lignes\r\nsous\nd'autres  \n",
    ARABIC,
    "مرحبا، رقم AHU هو 02 38 00 00 00 أو 0612",
    "AHU 12:30 مرحبا \u206812\u2069 شكرا جزيلا لكم",
    "œuf ’ “ ” „ \u00a0\u202f\u2009 ‑ — €",
)


def thread_of(site: Site, name: str) -> int:
    with site.street.world.database.read() as session:
        rows = select(Thread.id).join(Case, Case.id == Thread.case_id)
        return (
            session.scalars(
                rows.where(Case.reference == site.street.cases[name]).order_by(Thread.id)
            ).first()
            or 0
        )


def test_the_live_meter_counts_as_the_engine_does(site: Site) -> None:
    page = site.visit()
    counted = page.evaluate(
        """async (texts) => {
          const { leaves, measure } = await import("/static/segments.js");
          return texts.map((text) => ({ text: leaves(text), ...measure(leaves(text)) }));
        }""",
        list(TEXTS),
    )
    for typed, found in zip(TEXTS, counted, strict=True):
        plain = typed.replace("\r\n", "\n").strip()
        text = for_sms(plain, written_in(plain))
        cost = measure(text)
        wanted = {
            "text": text,
            "encoding": cost.encoding,
            "characters": cost.characters,
            "units": cost.units,
            "segments": cost.segments,
            "costly": list(cost.costly),
        }
        assert found == wanted, json.dumps(typed)


def test_a_reply_arrives_by_itself_and_steals_nothing(site: Site) -> None:
    page = site.visit()
    first = page.locator("a[data-row]").first
    first.focus()
    site.street.says("Sacha", "bonjour, vous pouvez m'appeler ?")
    expect(page.get_by_role("link", name="Sacha")).to_be_visible()
    expect(page.locator("[data-news]")).to_have_text("1 nouveau message")
    assert page.evaluate("document.activeElement.matches('a[data-row]')")
    assert page.title().startswith("(8)")
    expect(page.locator(".ways .count:not(.due)")).to_contain_text("8")


def test_a_reply_is_told_while_something_else_is_being_read(site: Site) -> None:
    """What is open in the thread stays open; the news is beside it, and in the header."""
    thread_id = thread_of(site, "Zoe")
    page = site.visit(path=f"/fils/{thread_id}#fin")
    page.evaluate(
        """() => {
            const place = document.createElement("details");
            place.open = true;
            document.querySelector(".talk [data-part]").append(place);
        }"""
    )
    site.street.says("Zoe", "vous êtes toujours là ?")
    expect(page.locator(".talk [data-news]")).to_have_text("1 nouveau message")
    expect(page.locator(".flow")).not_to_contain_text("toujours là")
    page.evaluate("document.querySelector('.talk [data-part] details[open]').open = false")
    expect(page.locator(".flow")).to_contain_text("toujours là")


def test_typed_words_stay_while_the_thread_renews_itself(site: Site) -> None:
    thread_id = thread_of(site, "Zoe")
    page = site.visit(path=f"/fils/{thread_id}#fin")
    text = page.locator("[data-text]")
    text.fill("Bonjour, je vous")
    site.street.says("Zoe", "vous êtes toujours là ?")
    expect(page.locator(".flow")).to_contain_text("toujours là")
    expect(text).to_have_value("Bonjour, je vous")
    assert page.evaluate("document.activeElement.id") == "text"
    text.press("End")
    text.type(" appelle jeudi.")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("[role=alert]")).to_contain_text("Zoe a écrit depuis")
    expect(text).to_have_value("Bonjour, je vous appelle jeudi.")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".end .flash")).to_contain_text("part dans un instant")
    expect(page.locator(".entry.human")).to_contain_text("prêt à partir")
    site.street.world.tick()
    expect(page.locator(".entry.human")).to_contain_text("pris en charge")


def test_keys_alone_open_a_thread_and_answer_it(site: Site) -> None:
    page = site.visit()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    here = page.evaluate("document.activeElement.href")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fils/*")
    assert page.url == here
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.type("Je vous appelle. jjj")
    expect(page.locator("[data-meter]")).to_have_text("1 SMS")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".end .flash")).to_contain_text("part dans un instant")
    page.keyboard.press("u")
    page.wait_for_url("**/?qui=tous")


def test_the_meter_names_what_costs(site: Site) -> None:
    page = site.visit(path=f"/fils/{thread_of(site, 'Zoe')}")
    page.locator("[data-text]").fill("Êtes-vous là ? " + "Je passe vous voir. " * 5)
    meter = page.locator("[data-meter]")
    expect(meter).to_have_text("2 SMS, à cause de\u00a0: Ê")
    page.get_by_label("Par").select_option(label="zoe@example.org, par e-mail")
    expect(meter).to_have_text("E-mail")
    page.get_by_text("Réponses types").click()
    page.locator("[data-ready]").select_option("APPEL")
    page.get_by_role("button", name="Mettre dans le message").click()
    expect(page.locator("[data-text]")).to_have_value(
        "Êtes-vous là ? " + "Je passe vous voir. " * 4 + "Je passe vous voir.\n"
        "Merci de votre réponse. Je vous appelle volontiers à ce numéro : quel jour et vers quelle "
        "heure cela vous va ? Valérie, AHU"
    )


@pytest.mark.parametrize("look", LOOKS)
def test_an_answer_leaves_in_every_look(site: Site, look: str) -> None:
    page = site.visit(path="/", **LOOKS[look])
    page.get_by_role("link", name="Zoe").first.click()
    page.get_by_label("Votre message").fill("Le 3919 écoute, jour et nuit.")
    page.get_by_role("button", name="Aperçu").click()
    expect(page.get_by_role("region", name="Aperçu")).to_contain_text("1 SMS")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", name="Envoyer quand même ?")).to_be_visible()
    looked_at(page, f"confirm-{look}", look)
    page.get_by_role("button", name="Non, revenir au texte").click()
    page.get_by_label("Votre message").fill("Je vous appelle jeudi.")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".end .flash")).to_contain_text("part dans un instant")
    looked_at(page, f"sent-{look}", look)
    with site.street.world.database.read() as session:
        rows = session.scalars(select(Attempt.body).where(Attempt.purpose == "answer"))
        assert list(rows) == ["Je vous appelle jeudi."]


@pytest.mark.parametrize("look", LOOKS)
def test_a_stranger_is_attached_in_every_look(site: Site, look: str) -> None:
    page = site.visit(path="/", **LOOKS[look])
    page.get_by_role("link", name="Numéro inconnu").click()
    page.get_by_role("link", name="Rattacher à une personne").click()
    page.get_by_label("Chercher par nom").fill("sacha")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_label("Sacha").check()
    looked_at(page, f"attach-{look}", look)
    page.get_by_role("button", name="Rattacher").click()
    expect(page.get_by_role("heading", name="Sacha Exemple")).to_be_visible()
    expect(page.locator(".flow")).to_contain_text("c'est qui ?")


def test_every_state_of_a_thread_is_sound(site: Site) -> None:
    """Long names, panels open, a STOP to say, dates to see: nothing wrong, nothing too wide."""
    site.street.says("Sacha", "vous pouvez arrêter de m'écrire le soir ?")
    page = site.visit(path=f"/fils/{thread_of(site, 'Sacha')}")
    page.get_by_role("link", name="Dire ce que c’était").first.click()
    expect(page.get_by_role("button", name="Ce n’est pas un STOP")).to_be_visible()
    looked_at(page, "stop-asked", "desktop")
    page.get_by_role("button", name="Ce n’est pas un STOP").click()
    expect(page.locator(".end .flash")).to_be_visible()
    for panel in page.locator("details").all():
        panel.evaluate("(place) => { place.open = true; }")
    looked_at(page, "panels-open", "desktop")
    page.goto(f"{site.url}/fils/{thread_of(site, LONG)}")
    looked_at(page, "long-name", "desktop")
    page.goto(f"{site.url}/fils/{thread_of(site, 'Nadia')}")
    page.get_by_role("button", name="Mettre en pause").click()
    page.get_by_role("link", name="Reprendre…").click()
    expect(page.get_by_role("button", name="Reprendre à ces dates")).to_be_visible()
    looked_at(page, "dates", "desktop")
    page.get_by_role("button", name="Reprendre à ces dates").click()
    expect(page.locator(".end .flash")).to_contain_text("reprennent")


def test_a_thousand_messages_stay_usable(site: Site) -> None:
    thread_id = thread_of(site, "Zoe")
    database, now = site.street.world.database, site.street.world.clock.now()
    with database.write() as session:
        whole = session.scalars(select(Attempt).where(Attempt.thread_id == thread_id)).first()
        assert whole is not None
        for number in range(1000):
            session.add(
                Attempt(
                    key=f"m{number:025d}",
                    case_id=whole.case_id,
                    person_id=whole.person_id,
                    thread_id=thread_id,
                    purpose="answer",
                    channel="sms",
                    medium="sms",
                    body=f"message {number}.",
                    automated=False,
                    actor="S-0001",
                    status="delivered",
                    at=now - timedelta(days=40) + timedelta(minutes=number),
                )
            )
    page = site.visit(Role.COORDINATOR, f"/fils/{thread_id}#fin")
    assert page.locator(".entry").count() <= 60
    looked_at(page, "thousand", "desktop")
    page.get_by_role("link", name="Messages plus anciens").click()
    expect(page.get_by_role("link", name="Revenir aux derniers messages")).to_be_visible()
    looked_at(page, "thousand-older", "desktop")


def looked_at(page: Page, name: str, look: str) -> None:
    """A picture, and nothing wrong with it."""
    page.wait_for_load_state()
    show(page, f"inbox-{name}")
    assert not too_wide(page)
    assert look == "no-script" or faults_of(page) == []
