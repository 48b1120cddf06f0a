"""What a human let lie becomes a decision to take, once."""

from datetime import date

import pytest

from outreach.cases.models import PauseReason
from outreach.cases.services import lock
from outreach.database import Database
from outreach.fieldwork.services.outcomes import Outcome, close_task
from outreach.fieldwork.services.reminders import letters_overdue, pauses_over
from outreach.record import services as record
from outreach.sequences.services.pausing import pause_case
from tests.world import World, add_case, make_world, paris


@pytest.fixture
def world(database: Database) -> World:
    """A case whose information letter is to be posted since Monday 2 March."""
    made = make_world(database)
    add_case(made)
    made.tick()
    return made


def _night(world: World, at: str) -> tuple[int, int]:
    """(pauses, letters) asked about."""
    world.clock.set(paris(at))
    with world.database.write() as session:
        now = world.clock.now()
        return pauses_over(session, now), letters_overdue(session, world.means, now)


def _pause(world: World, until: date | None) -> None:
    with world.database.write() as session:
        (case,) = lock(session, [1]).values()
        now = world.clock.now()
        pause_case(session, world.means, case, PauseReason.MANUAL, actor="w1", now=now, until=until)


def _reasons(world: World) -> list[str]:
    return [task.reason for task in world.tasks() if task.kind == "decide"]


def test_a_letter_still_open_after_five_working_days_is_the_coordinators(world: World) -> None:
    """Posted on the fifth day, Monday 9, it would be in time."""
    assert _night(world, "2026-03-09 03:00") == (0, 0)
    assert _night(world, "2026-03-10 03:00") == (0, 1)
    assert _reasons(world) == ["letter_overdue"]
    with world.database.read() as session:
        assert record.verify(session).intact


def test_it_is_said_once_even_after_an_answer(world: World) -> None:
    _night(world, "2026-03-10 03:00")
    assert _night(world, "2026-03-11 03:00") == (0, 0)
    (task,) = [task for task in world.tasks() if task.kind == "decide"]
    assert close_task(world.means, task.id, Outcome("cancelled"), "co").problem is None
    assert _night(world, "2026-03-12 03:00") == (0, 0)
    assert _reasons(world) == ["letter_overdue"]


def test_a_posted_letter_is_not_overdue(world: World) -> None:
    world.post_letter(date(2026, 3, 9))
    assert _night(world, "2026-03-20 03:00") == (0, 0)


def test_a_paused_case_is_not_asked_about_its_letter(world: World) -> None:
    _pause(world, None)
    assert _night(world, "2026-03-20 03:00") == (0, 0)


def test_a_pause_that_was_to_end_asks_and_resumes_nothing(world: World) -> None:
    _pause(world, date(2026, 3, 12))
    assert _night(world, "2026-03-11 23:59") == (0, 0)
    assert _night(world, "2026-03-12 03:00") == (1, 0)
    assert _night(world, "2026-03-13 03:00") == (0, 0)
    assert _reasons(world) == ["pause_over"]
    world.tick("2026-03-20 11:00")
    assert not world.attempts()


def test_deciding_to_go_on_ends_the_pause(world: World) -> None:
    _pause(world, date(2026, 3, 12))
    _night(world, "2026-03-12 03:00")
    (task,) = [task for task in world.tasks() if task.kind == "decide"]
    assert close_task(world.means, task.id, Outcome("continue"), "co").problem is None
    assert _night(world, "2026-03-13 03:00")[0] == 0


def test_a_later_pause_asks_again(world: World) -> None:
    _pause(world, date(2026, 3, 12))
    _night(world, "2026-03-12 03:00")
    (task,) = [task for task in world.tasks() if task.kind == "decide"]
    close_task(world.means, task.id, Outcome("continue"), "co")
    _pause(world, date(2026, 3, 16))
    assert _night(world, "2026-03-16 03:00")[0] == 1
