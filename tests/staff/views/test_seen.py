"""The way in as a browser shows it: no fault for axe, by keyboard alone, without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from outreach.staff.models import Role
from outreach.staff.services.team import Invited, renew_link
from tests.browser import PHONE, Opener, faults_of, served, show, too_wide
from tests.staff.views.people import INES, digits, hire, scan
from tests.web.desk import PASSWORD, Desk

LOOKS = {"light": {}, "dark-phone": {"viewport": PHONE, "color_scheme": "dark"}}


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f"[name={name}]").fill(text)
    with page.expect_navigation():
        page.locator("main form button").first.click()


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_on_the_way_in_has_a_fault(desk: Desk, opened: Opener, look: str) -> None:
    ines = hire(desk, Role.ADMIN)
    link = renew_link(desk.world.database, desk.world.clock, ines, ines.id)
    assert isinstance(link, Invited)
    faults: dict[str, list[str]] = {}
    with served(desk.app) as url:
        page = opened(**LOOKS[look]).new_page()

        def see(name: str) -> None:
            show(page, f"staff-{look}-{name}")
            wide = too_wide(page)
            found = [*faults_of(page), *(["wide"] if wide else [])]
            if found:
                faults[name] = found

        steps: list[tuple[str, Callable[[], object]]] = [
            ("invitation", lambda: page.goto(f"{url}/invitation/{link.token}")),
            ("invitation-wrong", lambda: fill(page, password="court", again="autre")),
            ("invitation-over", lambda: page.goto(f"{url}/invitation/x")),
            ("login", lambda: page.goto(f"{url}/connexion")),
            ("login-wrong", lambda: fill(page, email=INES, password="not hers")),
            ("setup", lambda: fill(page, email=INES, password=PASSWORD)),
            ("setup-code", lambda: fill(page)),
            ("code-wrong", lambda: fill(page, code="000000")),
        ]
        for name, step in steps:
            step()
            see(name)
    assert faults == {}


def test_the_way_in_needs_neither_scripts_nor_a_mouse(desk: Desk, opened: Opener) -> None:
    hire(desk, Role.COORDINATOR)
    with served(desk.app) as url:
        page = opened(java_script_enabled=False, viewport=PHONE).new_page()
        keys = page.keyboard
        page.goto(f"{url}/connexion")
        expect(page.locator("[name=email]")).to_be_focused()
        keys.type(INES)
        keys.press("Tab")
        keys.type(PASSWORD)
        keys.press("Enter")
        expect(page).to_have_title("Protéger mon compte · AHU")
        keys.press("Tab")
        keys.press("Enter")
        expect(page.get_by_alt_text("Code à scanner")).to_be_visible()
        phone = scan(page.content())
        for _ in range(2):  # past the key to copy by hand
            keys.press("Tab")
        keys.type(digits(phone))
        keys.press("Enter")
        expect(page).to_have_title("Codes de secours · AHU")
        page.get_by_role("button", name="Faire mes codes de secours").press("Enter")
        expect(page.locator(".recovery li")).to_have_count(8)
        page.get_by_role("link", name="J’ai gardé mes codes").press("Enter")
        expect(page).to_have_title("À traiter · AHU")
