"""All that is needed to do one task, for whoever may see it."""

from datetime import date

import pytest
from sqlalchemy import select

from outreach.cases.models import Thread
from outreach.channels.base import Medium
from outreach.channels.manual_sms import ManualSms
from outreach.database import Database
from outreach.fieldwork.rules import Problem
from outreach.fieldwork.services.worklist.page import Page, page_of
from outreach.staff.models import Role, Staff
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import MONDAY, Desk
from tests.fieldwork.services.worklist.conftest import hire
from tests.intake.services.test_importing import load, someone
from tests.replies.services.test_receive import hears
from tests.world import add_case, make_world, paris


def opens(desk: Desk, staff: Staff, task_id: int) -> Page:
    with desk.world.database.read() as session:
        page = page_of(session, desk.world.means, staff, task_id, "")
    assert page is not None
    return page


def can(page: Page) -> dict[str, Problem | None]:
    return {choice.outcome: choice.problem for choice in page.choices}


@pytest.fixture
def manual(sqlite_database: Database) -> Desk:
    """The first SMS waits to be sent by hand."""
    world = make_world(sqlite_database, doors={Medium.SMS: ManualSms()})
    desk = Desk(world, add_case(world, email=None))
    world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    world.tick("2026-03-10 18:50")
    world.clock.set(paris("2026-03-11 10:00"))
    return desk


def test_a_call_says_whom_to_call_and_what_may_come_of_it(desk: Desk) -> None:
    page = opens(desk, hire(desk, Role.WORKER), desk.raises(TaskKind.CALL, "callback"))
    assert [way.value for way in page.ways] == ["+33639980010", "camille@example.org"]
    assert list(can(page)) == [
        *("reached", "no_answer", "voicemail", "wrong_number", "refused", "cancelled")
    ]
    assert "+33" not in repr(page)


def test_words_that_may_be_theirs_are_one_step_from_the_question_whose_they_are(
    sqlite_database: Database,
) -> None:
    world = make_world(sqlite_database, "2026-11-23 09:00")
    hears(world, "Bonjour, qui êtes-vous ?", sender="+33639982001")
    with world.database.read() as session:
        stray = session.scalars(select(Thread.id)).one()
    load(world, someone(1))
    desk = Desk(world, "AHU-2026-0001")
    page = opens(desk, hire(desk, Role.WORKER), desk.find("to_attach"))
    assert page.thread_id == stray


def test_after_a_stop_only_what_may_be_decided_is_open(desk: Desk) -> None:
    desk.hears("STOP")
    stop = desk.find("stop")
    worker = can(opens(desk, hire(desk, Role.WORKER), stop))
    assert worker["continue"] is Problem.STOPPED
    assert worker["new_visit"] is Problem.ROLE
    assert worker["close"] is None
    page = opens(desk, hire(desk, Role.COORDINATOR), stop)
    assert can(page)["new_visit"] is None
    visit = next(choice for choice in page.choices if choice.outcome == "new_visit")
    assert (visit.reasoned, visit.day) == (True, date(2026, 3, 10))


def test_a_visit_is_closed_to_all_until_the_words_are_read(desk: Desk) -> None:
    visit = desk.raises(TaskKind.VISIT, "new_visit")
    desk.hears("une question avant cela")
    page = opens(desk, hire(desk, Role.WORKER), visit)
    assert {code for code, problem in can(page).items() if problem is None} == {"cancelled"}
    assert page.thread_id is not None


def test_a_draft_shows_its_text_and_why_it_must_not_leave(manual: Desk) -> None:
    worker, draft = hire(manual, Role.WORKER), manual.find("draft")
    text = opens(manual, worker, draft).draft
    assert text is not None
    assert (text.address, text.why_not) == ("+33639980010", "")
    assert text.body.startswith("Bonjour Camille")
    manual.world.clock.set(paris("2026-03-11 13:00"))
    late = opens(manual, worker, draft).draft
    assert late is not None
    assert late.why_not == "outside_hours"


def test_a_draft_taken_back_by_a_reply_may_still_be_told_sent(manual: Desk) -> None:
    draft = manual.find("draft")
    manual.hears("bonjour")
    page = opens(manual, hire(manual, Role.WORKER), draft)
    assert (page.line.state, can(page)) == ("cancelled", {"sent": None})


def test_reception_gets_neither_words_nor_outcomes(manual: Desk) -> None:
    page = opens(manual, hire(manual, Role.RECEPTION), manual.find("draft"))
    assert (page.draft, page.thread_id, page.choices) == (None, None, ())
    assert page.ways


def test_an_alert_of_somebody_else_says_nothing(desk: Desk) -> None:
    alert = desk.raises(TaskKind.DECIDE, "alert")
    page = opens(desk, hire(desk, Role.RECEPTION), alert)
    assert (page.ways, page.choices, page.thread_id) == ((), (), None)


def test_another_team_has_no_such_page(desk: Desk) -> None:
    stranger = hire(desk, Role.WORKER, team="Blois")
    with desk.world.database.read() as session:
        assert page_of(session, desk.world.means, stranger, desk.find("step"), "") is None
        assert page_of(session, desk.world.means, stranger, 999, "") is None


def test_other_tasks_of_the_case_are_beside_it(desk: Desk) -> None:
    call = desk.raises(TaskKind.CALL, "callback")
    page = opens(desk, hire(desk, Role.WORKER), call)
    assert [each.kind for each in page.siblings] == ["letter"]
