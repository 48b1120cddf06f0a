"""Somebody who never answers, from the landlord's file to the second visit: every page, one by one.

The machine's rounds are the worker's own; whatever a human does is done in a browser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from outreach.database import Database
from outreach.staff.models import Role
from outreach.worker.guard import Guard
from outreach.worker.rounds import Work, run_round
from tests.browser import PHONE, Opener, faults_of, low_targets, served, show, too_wide
from tests.intake.files import as_csv, grid, row
from tests.web.desk import Desk, make_desk
from tests.world import PARIS, paris

CASE = "AHU-2026-0001"
FILE = as_csv(
    grid(
        row(
            nom="Exemple",
            prenom="Camille",
            telephone="06 39 98 20 01",
            date_entree="01/12/2025",
            premier_impaye="05/02/2026",
        )
    )
)


@dataclass
class Household:
    """A service that follows one household, its colleagues' windows, and its worker process."""

    desk: Desk
    url: str
    opened: Opener
    _windows: dict[tuple[Role, bool], Page] = field(default_factory=dict)

    def window(self, role: Role, *, phone: bool = False) -> Page:
        """The window that somebody leaves open all along."""
        if (role, phone) not in self._windows:
            name = "Valérie" if role is Role.WORKER else "Claire"
            size = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if phone else {}
            context = self.opened(**size)
            cookie = self.desk.sign_in(role, name).get_cookie("session")
            assert cookie is not None
            context.add_cookies([{"name": "session", "value": cookie.value, "url": self.url}])
            self._windows[role, phone] = context.new_page()
        return self._windows[role, phone]

    def now(self, at: str) -> None:
        """Time goes by, day after day, as a worker process sees it; then it is `at`."""
        world, guard = self.desk.world, Guard(strict=True)
        work = Work(self.desk.ears)
        while (instant := self._next(paris(at))) < paris(at):
            world.clock.set(instant)
            run_round(work, guard)
        world.clock.set(paris(at))
        run_round(work, guard)
        assert guard.faults == ()

    def _next(self, until: datetime) -> datetime:
        """The evening of today, else of tomorrow: what is due in a day has been due by then."""
        now = self.desk.world.clock.now().astimezone(PARIS)
        evening = now.replace(hour=18, minute=50, second=0, microsecond=0)
        return min(until, evening if now < evening else evening + timedelta(days=1))

    @property
    def texts(self) -> list[str]:
        """The SMS that left, in order."""
        return [one.message.body for one in self.desk.world.sms.left]


@pytest.fixture
def household(sqlite_database: Database, opened: Opener) -> Iterator[Household]:
    """Nothing yet but a service with its agreement."""
    with make_desk(sqlite_database, "2026-03-02 09:00") as desk, served(desk.app) as url:
        yield Household(desk, url, opened)


def seen(page: Page, name: str) -> None:
    """Kept as a picture, without a fault, no wider than its window."""
    show(page, f"silent-{name}")
    assert faults_of(page) == []
    assert not too_wide(page)


def test_a_silent_household_from_the_file_to_the_second_visit(household: Household) -> None:
    chief, worker = household.window(Role.COORDINATOR), household.window(Role.WORKER)
    _the_office_opens(household, chief)
    _the_file_comes_in(household, chief)
    _the_letter_leaves(household, worker, "info")
    household.now("2026-03-25 10:00")
    assert ["1 = jeudi" in text for text in household.texts] == [False, False, True]
    _the_letter_leaves(household, worker, "visit")
    household.now("2026-04-02 14:30")
    assert "Je peux passer vous voir jeudi 2 vers 15h" in household.texts[-1]
    _nobody_opens(household, "first")
    household.now("2026-04-07 10:00")
    _another_visit_is_decided(household, chief)
    _the_letter_leaves(household, worker, "second")
    household.now("2026-04-15 09:40")
    assert not any("plus pour le moment" in text for text in household.texts)
    _nobody_opens(household, "second")
    worker.goto(f"{household.url}/dossiers/{CASE}/releve")
    seen(worker, "statement")
    expect(worker.locator("main")).to_contain_text("mercredi 15 avril 2026")
    expect(worker.locator("main")).not_to_contain_text(re.compile(r"\baujourd|\bhier\b"))
    counted = worker.locator("td.rank").all_inner_texts()
    assert [rank for rank in counted if rank != "–"] == [str(rank) for rank in range(1, 10)]
    assert household.texts == sorted(set(household.texts), key=household.texts.index)
    assert household.desk.world.intact()


def _another_visit_is_decided(household: Household, page: Page) -> None:
    """On a day that leaves a letter the time to arrive."""
    page.goto(f"{household.url}/taches?quoi=decide")
    page.locator("a[href^='/taches/']").filter(has_text="Décision").first.click()
    page.get_by_role("link", name="Nouvelle visite").click()
    expect(page.get_by_role("heading", name="Nouvelle visite")).to_be_visible()
    seen(page, "decision")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("Nouvelle visite")


def _nobody_opens(household: Household, name: str) -> None:
    """At the door, with one thumb: in, a card, out, what became of it."""
    page = household.window(Role.WORKER, phone=True)
    page.goto(f"{household.url}/visites?qui=moi")
    seen(page, f"round-{name}")
    page.get_by_role("button", name="J’arrive à la porte").tap()
    expect(page.get_by_text("sur place depuis")).to_be_visible()
    page.get_by_text("À deux, un mot à la porte…").tap()
    page.get_by_role("button", name="J’ai laissé un mot").tap()
    expect(page.get_by_text("mot laissé", exact=True)).to_be_visible()
    page.get_by_role("button", name="Je suis ressorti·e").tap()
    page.get_by_role("link", name="Personne n’a ouvert").tap()
    expect(page.get_by_role("heading", name="Personne n’a ouvert")).to_be_visible()
    seen(page, f"outcome-{name}")
    assert low_targets(page) == []
    page.get_by_role("button", name="Enregistrer").tap()
    expect(page.get_by_role("status")).to_contain_text("Personne n’a ouvert")
    expect(page.get_by_role("heading", name=re.compile("Tournée"))).to_be_visible()
    seen(page, f"after-{name}")


def _the_office_opens(household: Household, page: Page) -> None:
    """A place, and the hours in which the SMS offers appointments."""
    household.window(Role.WORKER).goto(household.url)
    page.goto(f"{household.url}/agenda/horaires")
    page.get_by_label("Nom du lieu").fill("À l'AHU")
    page.get_by_role("button", name="Ajouter ce lieu").click()
    for day in ("mardi", "jeudi"):
        page.get_by_label("Qui").first.select_option("Valérie")
        page.get_by_label("Jour").select_option(day)
        page.get_by_role("button", name="Ajouter cette plage").click()
        expect(page.locator(".hours-list li").filter(has_text=day)).to_be_visible()
    seen(page, "hours")


def _the_file_comes_in(household: Household, page: Page) -> None:
    """The household is eligible, has a place, and is given to Valérie."""
    page.goto(f"{household.url}/importer")
    file = {"name": "liste.csv", "mimeType": "text/csv", "buffer": FILE}
    page.set_input_files("input[type=file]", files=[file])  # type: ignore[list-item]
    page.get_by_role("button", name="Voir ce que cela donne").click()
    page.get_by_role("button", name=re.compile("Importer")).first.click()
    expect(page.get_by_role("heading", name="Fichier importé")).to_be_visible()
    page.goto(f"{household.url}/dossiers/{CASE}")
    page.get_by_label("Confier à").select_option("Valérie")
    page.get_by_role("button", name="Confier", exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()
    seen(page, "case")
    household.now("2026-03-02 10:30")


def _the_letter_leaves(household: Household, page: Page, name: str) -> None:
    """Printed with the batch of the day, posted, noted."""
    page.goto(f"{household.url}/taches/lettres")
    page.get_by_role("button", name="Préparer le lot").click()
    expect(page.get_by_role("heading", name="Lot de lettres")).to_be_visible()
    seen(page, f"batch-{name}")
    expect(page.get_by_text("signes à écrire à la main")).to_have_count(0)
    page.get_by_role("button", name="Noter les lettres cochées comme postées").click()
    expect(page.get_by_role("status")).to_contain_text("postée")
