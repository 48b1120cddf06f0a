"""The worker may choose the day of the visit: letter, SMS of the eve and visit agree."""

from datetime import date

import pytest

from outreach.database import Database
from outreach.fieldwork.rules import Problem
from outreach.fieldwork.services.sheet import Sheet, sheet_of
from outreach.tasks.models import Task, TaskKind
from tests.fieldwork.desk import MONDAY, Desk, sit_down
from tests.world import add_case, make_world, paris

OWN = "2026-04-09 10:30"


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    """The second letter, which announces a visit, is to be posted."""
    desk = sit_down(sqlite_database)
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    for day in range(10, 32):
        desk.world.tick(f"2026-03-{day} 18:50")
        if letters(desk):
            return desk
    raise AssertionError(desk.open())


def letters(desk: Desk) -> list[Task]:
    return [t for t in desk.world.tasks() if t.step == "lettre" and t.state == "open"]


def sheet(desk: Desk, task_id: int, sender: str = "") -> Sheet:
    with desk.world.database.read() as session:
        found = sheet_of(session, desk.world.means, task_id, sender)
    assert found is not None
    return found


def until_the_visit(desk: Desk) -> list[tuple[str | None, object]]:
    """Step and instant of all that follows the letter, up to the visit's task."""
    for day in range(1, 31):
        desk.world.tick(f"2026-04-{day:02} 08:05")
        desk.world.tick(f"2026-04-{day:02} 18:50")
    return [(a.step, a.at) for a in desk.world.attempts() if a.step == "S4"]


def test_the_workers_own_date_is_kept_by_all_that_follows(desk: Desk) -> None:
    (letter,) = letters(desk)
    desk.done(letter.id, "posted", visit_at=paris(OWN))
    assert desk.task(letter.id).visit_at == paris(OWN)
    ((_, eve),) = until_the_visit(desk)
    assert eve.date() == date(2026, 4, 8)  # type: ignore[attr-defined]
    (visit,) = [t for t in desk.world.tasks() if t.kind == TaskKind.VISIT]
    assert (visit.visit_at, visit.due_on) == (paris(OWN), date(2026, 4, 9))


def test_without_one_the_proposed_slot_stands(desk: Desk) -> None:
    (letter,) = letters(desk)
    desk.done(letter.id, "posted")
    assert letter.visit_at is not None
    assert desk.task(letter.id).visit_at == letter.visit_at


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        ("2026-03-02 10:30", Problem.VISIT_DAY),
        ("2026-04-11 10:30", Problem.VISIT_DAY),
        ("2026-04-09 20:30", Problem.VISIT_HOUR),
    ],
)
def test_a_date_that_cannot_be_is_refused(desk: Desk, at: str, problem: Problem) -> None:
    (letter,) = letters(desk)
    assert desk.closes(letter.id, "posted", visit_at=paris(at)).problem is problem


def test_the_letter_arrives_before_the_visit(desk: Desk) -> None:
    (letter,) = letters(desk)
    day = desk.today.isoformat()
    soon = {"2026-03-26": "2026-03-31", "2026-03-27": "2026-04-01"}.get(day, "2026-04-02")
    closed = desk.closes(letter.id, "posted", visit_at=paris(f"{soon} 10:30"))
    assert closed.problem is Problem.VISIT_SOON


def test_a_letter_that_announces_nothing_takes_no_date(sqlite_database: Database) -> None:
    desk = sit_down(sqlite_database)
    desk.world.tick()
    closed = desk.closes(desk.find("step"), "posted", visit_at=paris(OWN))
    assert closed.problem is Problem.NO_VISIT


def test_the_sheet_holds_the_letter_with_the_date_of_the_visit(desk: Desk) -> None:
    (letter,) = letters(desk)
    found = sheet(desk, letter.id)
    text = found.letters["fr"]
    assert list(found.letters) == ["fr"]
    assert "Camille" in text
    assert "{" not in text
    assert found.missing == ()
    assert found.visit_at is not None
    assert str(found.visit_at.day) in text
    assert "signer à la main" in found.advice


def test_what_nobody_filled_in_is_left_blank_and_named(sqlite_database: Database) -> None:
    world = make_world(sqlite_database)
    desk = Desk(world, add_case(world, language="tr"))
    world.tick()
    found = sheet(desk, desk.find("step"))
    assert list(found.letters) == ["fr", "tr"]
    assert found.missing == ("dpo", "num", "siege")
    assert all("……" in text for text in found.letters.values())
    named = sheet(desk, desk.find("step"), "02 38 00 00 09")
    assert named.missing == ("dpo", "siege")
    assert "02\u00a038" in named.letters["fr"] or "02 38 00 00 09" in named.letters["fr"]


def test_a_task_without_words_still_has_its_sheet(desk: Desk) -> None:
    found = sheet(desk, desk.raises(TaskKind.DECIDE, "reply"))
    assert (found.kind, found.letters, found.name) == ("decide", {}, "Camille Exemple")
