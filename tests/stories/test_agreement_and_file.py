"""A coordinator brings a file in and changes the agreement: keyboard, phone, without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from outreach.cases.models import Case
from outreach.staff.models import Role
from tests.browser import PHONE, faults_of, show, too_wide
from tests.intake.files import as_csv, grid, row
from tests.stories.conftest import Site

LOOKS = {
    "desktop": {},
    "dark-phone": {"viewport": PHONE, "has_touch": True, "color_scheme": "dark"},
    "no-script": {"java_script_enabled": False},
}
LONG = "Maximilienne-Alexandrine-Bérengère"


def arrivals(**cells: object) -> bytes:
    """A file with an eligible household, one to check, a long name and a rejected row."""
    dates = {"date_entree": "01/12/2025", "premier_impaye": "05/02/2026"}
    return as_csv(
        grid(
            row(**dates, **{"telephone": "06 39 98 20 01", **cells}),
            row(**dates, reference="LL-2", nom="Benali", telephone="06 39 98 20 02", garant="?"),
            row(**dates, reference="LL-3", nom=LONG, prenom=LONG, telephone="06 39 98 20 03"),
            row(**dates, reference="LL-4", nom=""),
        )
    )


def sent(page: Page, site: Site, data: bytes) -> None:
    page.goto(f"{site.url}/importer")
    file = {"name": "liste.csv", "mimeType": "text/csv", "buffer": data}
    page.set_input_files("input[type=file]", files=[file])  # type: ignore[list-item]
    page.get_by_role("button", name="Voir ce que cela donne").click()


def fine(page: Page, name: str, *, scripts: bool) -> None:
    """Seen, and without a fault."""
    show(page, name)
    if scripts:
        assert faults_of(page) == []
        assert not too_wide(page)


@pytest.mark.parametrize("look", LOOKS)
def test_a_file_comes_in_and_a_later_one_is_compared(site: Site, look: str) -> None:
    page = site.visit(Role.COORDINATOR, "/importer", **LOOKS[look])
    scripts = look != "no-script"
    fine(page, f"import-{look}-choose", scripts=scripts)
    sent(page, site, b"bonjour\n")
    expect(page.get_by_role("alert")).to_be_visible()
    fine(page, f"import-{look}-wrong", scripts=scripts)
    sent(page, site, arrivals())
    expect(page.get_by_role("heading", name="Aperçu")).to_be_visible()
    fine(page, f"import-{look}-preview", scripts=scripts)
    page.get_by_role("button", name="Importer 3 dossiers").first.click()
    expect(page.get_by_role("heading", name="À renvoyer au bailleur")).to_be_visible()
    fine(page, f"import-{look}-done", scripts=scripts)
    sent(page, site, arrivals(telephone="06 39 98 30 01", nom="Imaginaire", prenom="Lou"))
    page.get_by_role("button", name="Noter les différences").first.click()
    page.get_by_role("link", name=re.compile("AHU-2026-")).first.click()
    fine(page, f"import-{look}-difference", scripts=scripts)
    page.get_by_role("button", name="Tout garder").click()
    expect(page.get_by_role("status")).to_contain_text("nos données sont gardées")
    fine(page, f"import-{look}-settled", scripts=scripts)


def test_a_file_is_brought_in_with_the_keyboard_alone(site: Site) -> None:
    page = site.visit(Role.COORDINATOR, "/importer")
    sent(page, site, arrivals())
    reach(page, "Importer 3 dossiers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Fichier importé")).to_be_visible()
    with site.street.world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == len(site.street.cases) + 3


@pytest.mark.parametrize("look", LOOKS)
def test_an_agreement_is_changed_once_its_effect_was_seen(site: Site, look: str) -> None:
    page = site.visit(Role.COORDINATOR, "/conventions", **LOOKS[look])
    scripts = look != "no-script"
    page.get_by_role("link", name="LogemLoiret").click()
    page.get_by_role("link", name="Modifier").click()
    page.get_by_label("Lundi").fill("6h-9h")
    page.get_by_role("button", name="Voir l’effet").last.click()
    fine(page, f"agreement-{look}-wrong", scripts=scripts)
    for day in ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi"):
        page.get_by_label(day).fill("")
    page.get_by_label("Samedi").fill("10 h à 12 h")
    page.get_by_label("Places, en foyers").fill("4")
    page.get_by_role("button", name="Voir l’effet").last.click()
    expect(page.get_by_text(re.compile("prévus? changen?t? de date"))).to_be_visible()
    fine(page, f"agreement-{look}-effect", scripts=scripts)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("2 valeurs changent")
    fine(page, f"agreement-{look}-saved", scripts=scripts)
    page.get_by_text("Suspendre tous les envois de cette convention").click()
    page.get_by_role("button", name="Suspendre les envois").click()
    expect(page.get_by_role("heading", name="sont suspendus")).to_be_visible()
    fine(page, f"agreement-{look}-held", scripts=scripts)


def reach(page: Page, name: str) -> None:
    """Press Tab until something of that name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        said = page.evaluate("document.activeElement.textContent.trim()")
        if said == name:
            return
    raise AssertionError(f"the keyboard never reaches {name}")
