"""Calls one after the other on a phone, and a bailiff's paper, in a real browser."""

from playwright.sync_api import Page, expect
from sqlalchemy import select

from outreach.cases.models import Case, Thread
from outreach.cases.services import papers_of
from outreach.staff.models import Role
from outreach.tasks.models import Task, TaskKind
from outreach.tasks.services import NewTask, raise_task
from tests.browser import PHONE, show, too_wide
from tests.stories.conftest import Site
from tests.stories.test_tasks import fault_free, outcome


def asked(site: Site, name: str) -> int:
    """Somebody wants to be called."""
    world = site.street.world
    with world.database.write() as session:
        wanted = select(Case).where(Case.reference == site.street.cases[name])
        case = session.scalars(wanted).one()
        who = session.scalars(select(Thread.person_id).where(Thread.case_id == case.id)).first()
        now = world.clock.now()
        new = NewTask(TaskKind.CALL, now.date(), reason="callback", person_id=who)
        return raise_task(session, case, new, now=now).id


def narrow(page: Page, name: str) -> None:
    """Nothing is wider than the window; axe itself asks for scripts."""
    show(page, name)
    assert not too_wide(page)


def in_sight(page: Page, name: str) -> None:
    """A button is under the thumb, without scrolling."""
    box = page.get_by_role("button", name=name).bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= PHONE["height"] - box["height"]


def test_a_call_is_told_in_two_taps(site: Site) -> None:
    task_id = asked(site, "Sacha")
    page = site.visit(Role.WORKER, "/taches/appels", viewport=PHONE, has_touch=True, is_mobile=True)
    fault_free(page, "calls-phone")
    card = page.locator(".callee").filter(has=page.locator(f"a[href='/taches/{task_id}']"))
    expect(card.locator("a[href^='tel:']")).to_be_visible()
    card.get_by_role("link", name="Pas de réponse").tap()
    page.wait_for_url(f"**/taches/{task_id}/issue/no_answer")
    in_sight(page, "Enregistrer")
    fault_free(page, "call-outcome-phone")
    page.get_by_role("button", name="Enregistrer").tap()
    page.wait_for_url("**/taches/appels")
    expect(page.get_by_role("status")).to_contain_text("Pas de réponse")
    assert outcome(site, task_id) == "no_answer"
    page.goto(f"{site.url}/dossiers/{site.street.cases['Sacha']}")
    page.get_by_role("link", name="Appeler…").first.tap()
    page.wait_for_url("**/appeler/*")
    fault_free(page, "calling-phone")


def test_a_call_is_chosen_by_keyboard_without_scripts(site: Site) -> None:
    reference = site.street.cases["Sacha"]
    page = site.visit(Role.WORKER, f"/dossiers/{reference}", java_script_enabled=False)
    page.get_by_role("link", name="Appeler…").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/appeler/*")
    expect(page.get_by_role("heading", name="Ce qui suivra")).to_be_visible()
    narrow(page, "calling")
    page.get_by_role("button", name="Préparer l’appel").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/taches/*")
    expect(page.get_by_role("heading", name="Appel à passer")).to_be_visible()
    with site.street.world.database.read() as session:
        rows = select(Task).where(Task.reason == "call_chosen")
        assert session.scalars(rows).one().state == "open"


def test_a_summons_is_noted_on_a_phone_without_scripts(site: Site) -> None:
    reference = site.street.cases["Sacha"]
    page = site.visit(
        Role.WORKER, f"/dossiers/{reference}", viewport=PHONE, java_script_enabled=False
    )
    day = site.street.world.clock.now().date()
    page.get_by_role("link", name="Noter un courrier apporté…").click()
    narrow(page, "paper-new-phone")
    page.get_by_label("Assignation (convocation devant le juge)").check()
    page.get_by_label("Date du courrier").fill(day.isoformat())
    page.get_by_label("Date fixée par le courrier").fill(day.replace(year=day.year + 1).isoformat())
    page.get_by_role("button", name="Voir ce qui suivra").click()
    expect(page.get_by_role("heading", name="Ce qui suivra")).to_be_visible()
    narrow(page, "paper-effect-phone")
    with site.street.world.database.read() as session:
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        assert papers_of(session, case.id) == []
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url("**/courriers/1")
    narrow(page, "paper-phone")
    page.get_by_role("link", name="Voir la tâche").click()
    expect(page.get_by_role("heading", name="Que faire")).to_be_visible()
    narrow(page, "paper-task-phone")


def test_a_wrong_entry_is_struck_out_by_keyboard(site: Site) -> None:
    reference = site.street.cases["Sacha"]
    page = site.visit(Role.WORKER, f"/dossiers/{reference}/courriers/nouveau")
    day = site.street.world.clock.now().date()
    page.get_by_label("Mise en demeure").focus()
    page.keyboard.press("Space")
    page.get_by_label("Date du courrier").fill(day.isoformat())
    page.get_by_label("Date du courrier").press("Enter")
    expect(page.get_by_role("heading", name="Ce qui suivra")).to_be_visible()
    fault_free(page, "paper-effect")
    page.get_by_role("button", name="Enregistrer").press("Enter")
    page.wait_for_url("**/courriers/1")
    page.get_by_text("Rayer cette entrée").press("Enter")
    page.get_by_label("il concerne un autre foyer").press("Space")
    page.get_by_role("button", name="Rayer").press("Enter")
    page.wait_for_url(f"**/dossiers/{reference}")
    page.get_by_text("1 entrée rayée").press("Enter")
    page.get_by_role("link", name="Mise en demeure").press("Enter")
    page.wait_for_url("**/courriers/1")
    expect(page.get_by_text("Entrée rayée")).to_be_visible()
    fault_free(page, "paper-struck")
