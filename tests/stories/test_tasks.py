"""A worker's round in a real browser: on a phone, by keyboard only, and without scripts."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from outreach.cases.models import Case, Thread
from outreach.staff.models import Role
from outreach.tasks.models import Task, TaskKind
from outreach.tasks.services import NewTask, raise_task
from tests.browser import PHONE, faults_of, show, too_wide
from tests.stories.conftest import Site
from tests.world import add_case


@pytest.fixture
def visit(site: Site) -> int:
    """A visit that was decided for a tenant who stays silent."""
    world = site.street.world
    with world.database.write() as session:
        reference = site.street.cases["Sacha"]
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        who = session.scalars(select(Thread.person_id).where(Thread.case_id == case.id)).one()
        now = world.clock.now()
        new = NewTask(TaskKind.VISIT, now.date(), reason="new_visit", person_id=who, visit_at=now)
        return raise_task(session, case, new, now=now).id


def outcome(site: Site, task_id: int) -> str | None:
    with site.street.world.database.read() as session:
        return session.get_one(Task, task_id).outcome


def fault_free(page: Page, name: str) -> None:
    show(page, name)
    assert faults_of(page) == []
    assert not too_wide(page)


def test_on_a_doorstep_three_taps_are_enough(site: Site, visit: int) -> None:
    page = site.visit(Role.WORKER, "/taches", viewport=PHONE, has_touch=True, is_mobile=True)
    fault_free(page, "tasks-phone")
    page.get_by_role("link", name="Visite à faire", exact=True).tap()
    page.wait_for_url(f"**/taches/{visit}")
    fault_free(page, "visit-phone")
    page.get_by_role("link", name="Personne n’a ouvert").tap()
    page.wait_for_url("**/issue/not_home")
    expect(page.get_by_role("heading", name="Ce qui suivra")).to_be_visible()
    fault_free(page, "visit-outcome-phone")
    page.get_by_role("button", name="Enregistrer").tap()
    expect(page.get_by_role("status")).to_contain_text("Personne n’a ouvert")
    assert outcome(site, visit) == "not_home"


def test_a_call_is_noted_by_keyboard_only(site: Site) -> None:
    page = site.visit(Role.WORKER, "/taches?quoi=call")
    link = page.get_by_role("link", name="Appel à passer", exact=True).first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/taches/*")
    task_id = int(page.url.rpartition("/")[2])
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().startswith("Pas de réponse"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/issue/no_answer")
    page.get_by_text("Un autre jour, ou une note").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Note pour l’équipe").focus()
    page.keyboard.type("Sonné deux fois")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "Enregistrer":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/taches/appels")
    assert outcome(site, task_id) == "no_answer"


def test_letters_are_posted_without_scripts(site: Site) -> None:
    for number, name in enumerate(("Odile", "Yanis")):
        add_case(site.street.world, first_name=name, phone=f"+3363998015{number}", email=None)
    site.street.world.tick()
    page = site.visit(Role.RECEPTION, "/taches", java_script_enabled=False)
    page.get_by_role("link", name="Imprimer et poster les lettres").click()
    boxes = page.locator("input[name=t]")
    for place in range(boxes.count()):
        boxes.nth(place).check()
    page.get_by_role("button", name="Noter ces lettres comme postées").click()
    expect(page.get_by_role("status")).to_contain_text("lettres sont postées")
    with site.street.world.database.read() as session:
        waiting = select(Task.id).where(Task.kind == "letter", Task.state == "open")
        assert session.scalars(waiting).all() == []


def test_a_name_that_wraps_starts_where_the_line_does(site: Site) -> None:
    narrow = {"width": 320, "height": 700}
    page = site.visit(Role.WORKER, "/taches", viewport=narrow, has_touch=True, is_mobile=True)
    names = page.locator(".task h3").evaluate_all(
        """(all) => all.flatMap((each) => {
            const [title, name] = ["a", "span"].map((tag) => each.querySelector(tag));
            if (!name) return [];
            const [at, first] = [title.getBoundingClientRect(), name.getClientRects()[0]];
            return first.top >= at.bottom - 2 ? [first.left - at.left] : [];
        })"""
    )
    assert names, "no name wraps at this width"
    assert max(names) < 1
