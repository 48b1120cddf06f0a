"""The phones in a real browser: what a newcomer does in the first two minutes, and axe."""

import pytest

from outreach.demo.live import Opened
from tests.browser import DESKTOP, PHONE, Opener, faults_of, show, too_wide

PAGES = (
    *("", "/yes", "/yes?vue=email", "/yes?vue=courrier", "/arabic", "/suicide"),
    "/silent?vue=email",
)


@pytest.mark.parametrize(
    ("size", "colours"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "dark-phone"]
)
def test_axe_finds_nothing_and_nothing_sticks_out(
    town: Opened, opened: Opener, size: dict[str, int], colours: str
) -> None:
    page = opened(viewport=size, color_scheme=colours).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        page.goto(f"{town.url}/telephones{path}")
        assert faults_of(page) == [], path
        assert not too_wide(page), path
        show(page, f"phones{path.replace('/', '-').partition('?')[0]}-{size['width']}-{colours}")
    assert not [url for url in asked if not url.startswith(town.url)]


def test_by_keyboard_a_reply_is_sent_and_its_answer_comes_by_itself(
    town: Opened, opened: Opener
) -> None:
    page = opened().new_page()
    page.goto(f"{town.url}/telephones/moved")
    page.get_by_label("Répondre à la place de Aurélie").focus()
    page.keyboard.type("bonjour, c'est possible demain ?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".demo-seen .tag:has-text('à traiter')")
    page.wait_for_selector(".demo-item:not(.mine) >> text=Merci, votre message est arrivé")


def test_without_scripts_too(town: Opened, opened: Opener) -> None:
    page = opened(java_script_enabled=False).new_page()
    page.goto(f"{town.url}/telephones")
    page.click("text=Ouvrez le téléphone de Samira")
    page.go_back()
    page.click(".demo-list a:has-text('Yanis')")
    page.click(".demo-quick button:has-text('OUI')")
    page.wait_for_selector(".demo-item.mine:has-text('OUI')")
    page.click("button[aria-label='Entrer comme Valérie']")
    assert "/fils/" in page.url
    page.wait_for_selector("text=Yanis")
