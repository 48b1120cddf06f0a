"""The batch of the day in a real browser: prepared, printed, posted but for one."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from outreach.cases.models import Case, Thread
from outreach.people.models import ContactPoint, PointKind
from outreach.people.rules.addresses import Address, pack
from outreach.staff.models import Role
from outreach.tasks.models import Task
from tests.browser import PHONE, faults_of, show, too_wide
from tests.documents.papers import pages
from tests.stories.conftest import Site
from tests.world import add_case

LOOKS = {
    "desktop": {},
    "dark-phone": {"viewport": PHONE, "has_touch": True, "color_scheme": "dark"},
    "no-script": {"java_script_enabled": False},
}
HOMES = {
    "Odile": Address("8 rue des Carmes, appt 3", "Bât. B, 2e étage", "45000", "Orléans"),
    "Yanis": Address("145 avenue du Général de Gaulle", "Rés. Les Hêtres", "45100", "Orléans"),
    "Paule": Address("rue " + "Anticonstitutionnelle" * 2, "", "45000", "Orléans"),
}


@pytest.fixture
def letters(site: Site) -> None:
    """Three letters to post, one in Arabic too, one whose address is too long."""
    world = site.street.world
    for number, (name, home) in enumerate(HOMES.items()):
        language = "ar" if name == "Yanis" else "fr"
        phone = f"+3363998015{number}"
        reference = add_case(world, first_name=name, phone=phone, email=None, language=language)
        with world.database.write() as session:
            case = session.scalars(select(Case).where(Case.reference == reference)).one()
            who = session.scalars(select(Thread.person_id).where(Thread.case_id == case.id)).one()
            session.add(
                ContactPoint(
                    person_id=who,
                    kind=PointKind.POSTAL,
                    value=pack(home),
                    created_at=world.clock.now(),
                )
            )
    world.tick()


@pytest.mark.parametrize("look", LOOKS)
def test_the_batch_is_printed_and_posted_but_for_one(site: Site, letters: None, look: str) -> None:
    page = site.visit(Role.WORKER, "/taches/lettres", **LOOKS[look])
    show(page, f"letters-{look}-list")
    page.get_by_role("button", name="Préparer le lot").click()
    expect(page.get_by_role("heading", name="Lot de lettres")).to_be_visible()
    if look != "no-script":
        seen(page, f"letters-{look}-batch")
    page.get_by_label("pour une enveloppe à fenêtre").check()
    form = page.locator("form.printing")
    fields = form.evaluate("form => new URLSearchParams(new FormData(form)).toString()")
    pdf = page.request.get(f"{site.url}/taches/lettres/lettres.pdf?{fields}")
    block = "Odile Exemple 2E ETAGE APPT 3 BAT B 8 RUE DES CARMES 45000 ORLEANS"
    assert any(block in text for text in pages(pdf.body()))
    page.get_by_role("checkbox", name="Paule").uncheck()
    page.get_by_role("button", name="Noter les lettres cochées comme postées").click()
    expect(page.get_by_role("status")).to_contain_text("2 lettres sont postées")
    with site.street.world.database.read() as session:
        left = session.scalars(select(Task).where(Task.kind == "letter", Task.state == "open"))
        assert len(left.all()) == 2  # Paule, and Dominique, who has no address


def test_on_paper_the_batch_is_its_posting_list(site: Site, letters: None) -> None:
    page = site.visit(Role.WORKER, "/taches/lettres/impression")
    page.emulate_media(media="print")
    show(page, "letters-print")
    assert not page.locator("header.bar").is_visible()
    assert not page.get_by_role("button", name="Ouvrir le lot").is_visible()
    assert page.locator("table.posting").is_visible()


@pytest.mark.parametrize("look", ["desktop", "dark-phone"])
def test_a_letter_that_came_back_is_noted_with_what_the_post_ticked(
    site: Site, letters: None, look: str
) -> None:
    page = site.visit(Role.RECEPTION, "/taches/lettres/impression", **LOOKS[look])
    page.get_by_role("button", name="Noter les lettres cochées comme postées").click()
    page.get_by_role("link", name="Courrier revenu").click()
    seen(page, f"returned-{look}")
    page.get_by_role("row", name="Yanis").get_by_role("link", name="Elle est revenue").click()
    page.get_by_label("destinataire inconnu").check()
    seen(page, f"returned-{look}-outcome")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("Revenue")
    with site.street.world.database.read() as session:
        points = select(ContactPoint.status).where(ContactPoint.kind == PointKind.POSTAL)
        assert sorted(session.scalars(points)) == ["invalid", "ok", "ok"]
    decision = site.visit(Role.COORDINATOR, "/taches?quoi=decide", **LOOKS[look])
    decision.get_by_role("listitem").filter(has_text="Yanis").get_by_role("link").first.click()
    seen(decision, f"returned-{look}-decision")
    expect(decision.get_by_role("link", name="Corriger l’adresse postale")).to_be_visible()


def seen(page: Page, name: str) -> None:
    """Kept as a picture, without a fault, no wider than its window."""
    show(page, name)
    assert faults_of(page) == []
    assert not too_wide(page)
