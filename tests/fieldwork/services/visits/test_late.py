"""What was done before its task was called off is in the record all the same."""

import pytest

from outreach.cases.models import CaseState
from outreach.database import Database
from outreach.fieldwork.models import VisitStay
from outreach.fieldwork.rules import Problem
from outreach.fieldwork.services.worklist.letters import post_letters
from outreach.staff.models import Role, Staff
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import MONDAY, Desk, sit_down
from tests.world import paris


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    """A letter to post on Monday; it is Tuesday."""
    desk = sit_down(sqlite_database)
    desk.world.tick()
    desk.world.clock.set(paris("2026-03-03 09:30"))
    return desk


def logged(desk: Desk) -> list[tuple[str, str]]:
    return [(each.channel, each.status) for each in desk.world.attempts() if each.task_id]


def test_a_letter_that_was_in_the_post_when_a_stop_came_counts_once(desk: Desk) -> None:
    letter = desk.find("step")
    desk.hears("STOP")
    assert desk.task(letter).state == "cancelled"
    desk.done(letter, "posted", MONDAY)
    assert (desk.task(letter).state, desk.task(letter).done_on) == ("done", MONDAY)
    assert logged(desk) == [("letter", "posted")]
    assert desk.run().state == "finished"
    assert desk.closes(letter, "posted", MONDAY).problem is Problem.CLOSED
    desk.done(letter, "returned")  # it may come back like any other
    desk.events()


def test_whoever_was_at_the_door_when_a_no_came_tells_what_became_of_it(desk: Desk) -> None:
    visit = desk.raises(TaskKind.VISIT, "step")
    with desk.world.database.write() as session:
        session.add(VisitStay(task_id=visit, entered_at=desk.world.clock.now(), entered_by="v"))
    desk.hears("NON")
    assert desk.task(visit).state == "cancelled"
    assert desk.closes(visit, "met").problem is Problem.UNREAD
    desk.done(desk.find("no"), "final_letter", note="Il le demande à la porte.")
    desk.done(visit, "met")
    assert logged(desk) == [("visit", "met")]
    assert desk.closes(visit, "not_home").problem is Problem.CLOSED


def test_a_visit_that_nobody_went_to_stays_called_off(desk: Desk) -> None:
    visit = desk.raises(TaskKind.VISIT, "step")
    desk.hears("NON")
    assert desk.closes(visit, "met").problem is Problem.CLOSED
    assert logged(desk) == []


def test_what_a_human_took_back_stays_so(desk: Desk) -> None:
    letter = desk.find("step")
    desk.done(letter, "cancelled")
    assert desk.closes(letter, "posted", MONDAY).problem is Problem.CLOSED


def closed(desk: Desk, pauses: list[str]) -> CaseState:
    """The case stands as it was closed: nobody has anything to do, and nothing goes on."""
    assert (desk.open(), desk.pauses(), desk.run().state) == ([], pauses, "finished")
    return CaseState(desk.case().state)


def test_a_letter_in_the_post_is_told_once_of_a_case_that_was_closed_since(desk: Desk) -> None:
    letter = desk.find("step")
    desk.hears("STOP")
    desk.done(desk.find("stop"), "close", note="Sur sa demande.")
    before = desk.pauses()
    desk.done(letter, "posted", MONDAY)
    assert logged(desk) == [("letter", "posted")]
    assert closed(desk, before) is CaseState.CLOSED
    assert desk.closes(letter, "posted", MONDAY).problem is Problem.CLOSED
    desk.done(letter, "returned")
    assert (logged(desk), desk.open()) == ([("letter", "returned")], [])
    desk.events()


@pytest.mark.parametrize("outcome", ["met", "not_home", "refused", "vacant"])
def test_so_is_what_became_of_a_visit(desk: Desk, outcome: str) -> None:
    visit = desk.raises(TaskKind.VISIT, "step")
    with desk.world.database.write() as session:
        session.add(VisitStay(task_id=visit, entered_at=desk.world.clock.now(), entered_by="v"))
    desk.hears("NON")
    desk.done(desk.find("no"), "close", note="Elle ne le souhaite pas.")
    before = desk.pauses()
    desk.done(visit, outcome)
    assert logged(desk) == [("visit", outcome)]
    assert closed(desk, before) is CaseState.CLOSED
    assert desk.closes(visit, outcome).problem is Problem.CLOSED


def test_the_batch_notes_no_letter_that_was_called_off_meanwhile(desk: Desk) -> None:
    letter = desk.find("step")
    desk.hears("STOP")
    valerie = Staff(id=1, code="S-0001", role=Role.WORKER, team=desk.case().team)
    posted = post_letters(desk.world.means, [letter], MONDAY, valerie)
    assert (posted.done, posted.already, posted.called_off) == ((), (), (desk.reference,))
    assert logged(desk) == []
