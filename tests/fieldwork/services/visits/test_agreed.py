"""Whoever has agreed to be visited is not silent: the machine waits until the visit is over."""

from datetime import date

import pytest
from sqlalchemy import select

from outreach.agenda.models import AppointmentState
from outreach.cases.models import Case
from outreach.database import Database
from outreach.fieldwork.models import VisitStay
from outreach.fieldwork.rules import Sequel
from outreach.fieldwork.services.outcomes import Closed, Outcome, close_task
from outreach.fieldwork.services.visits.announcing import waiting_letter
from outreach.fieldwork.services.visits.keeping import keep_agenda
from outreach.inbox.services.acts.resuming import Bar, Plan, foresee
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind
from outreach.tasks.services import NewTask, raise_task
from tests.agenda.office import Agency, open_agency
from tests.fieldwork.desk import Desk
from tests.fieldwork.services.test_decisions import desk as desk
from tests.world import add_person, paris

MARCH_18 = paris("2026-03-18 10:00")


@pytest.fixture
def visited(sqlite_database: Database) -> Agency:
    """Somebody wrote that Valérie may come, and she noted when, by word."""
    agency = open_agency(sqlite_database, workers=("Valérie",))
    agency.entrusts(0, "Valérie")
    agency.until("S1")
    agency.hears("vous pouvez passer mercredi matin")
    closes(agency, "reply", "new_visit", visit_at=MARCH_18)
    return agency


def task(agency: Agency, reason: str) -> int:
    """The open task raised for a reason."""
    (found,) = (t.id for t in agency.world.tasks() if (t.reason, t.state) == (reason, "open"))
    return found


def closes(agency: Agency, reason: str, code: str, **more: object) -> Closed:
    closed = close_task(agency.world.means, task(agency, reason), Outcome(code, **more), "valerie")  # type: ignore[arg-type]
    assert closed.problem is None
    return closed


def plan(agency: Agency) -> Plan:
    """What the thread's page says of going on."""
    with agency.world.database.read() as session:
        valerie = session.get_one(Staff, agency.workers["Valérie"])
    found = foresee(agency.world.means, valerie, 1)
    assert found is not None
    return found


def test_the_thread_does_not_go_on_before_a_visit_that_was_agreed(visited: Agency) -> None:
    assert plan(visited).bar is Bar.MEETING
    visited.world.clock.set(paris("2026-03-18 10:44"))
    assert plan(visited).bar is Bar.MEETING, "it lasts"
    visited.world.clock.set(paris("2026-03-18 10:46"))
    assert plan(visited).bar is None


def test_nor_does_a_decision_about_what_they_write_next(visited: Agency) -> None:
    visited.hears("le code est au dos de la porte")
    assert closes(visited, "reply", "continue").sequel is Sequel.MEETING
    sent = len(visited.world.attempts())
    visited.world.tick("2026-03-17 18:50")
    assert len(visited.world.attempts()) == sent
    assert visited.world.intact()


def test_it_goes_on_once_the_visit_is_called_off_or_nobody_opened(visited: Agency) -> None:
    closes(visited, "new_visit", "cancelled")
    assert closes(visited, "paused", "continue").sequel is Sequel.RESUMED


def test_a_visit_whose_day_alone_was_agreed_holds_until_that_day_is_over(
    sqlite_database: Database,
) -> None:
    agency = open_agency(sqlite_database, workers=("Valérie",))  # nobody follows the case
    agency.until("S1")
    agency.hears("passez mercredi")
    closes(agency, "reply", "new_visit", on=date(2026, 3, 18))
    agency.world.clock.set(paris("2026-03-18 23:59"))
    assert plan(agency).bar is Bar.MEETING
    agency.world.clock.set(paris("2026-03-19 00:00"))
    assert plan(agency).bar is None


def test_no_letter_keeps_whoever_said_yes_from_being_visited(
    sqlite_database: Database,
) -> None:
    """Its letter names the very hour that the person agreed to by word, and is not posted."""
    agency = open_agency(sqlite_database, workers=("Valérie",))
    agency.entrusts(0, "Valérie")
    agency.until("S1")
    agency.hears("oui, venez à cette heure-là")
    closes(agency, "reply", "new_visit", visit_at=MARCH_18)
    with agency.world.database.write() as session:
        visit = session.get_one(Task, task(agency, "new_visit"))
        letter = Task(
            case_id=visit.case_id,
            kind=TaskKind.LETTER,
            reason="step",
            raised_at=agency.world.clock.now(),
            due_on=MARCH_18.date(),
            visit_at=MARCH_18,
        )
        session.add(letter)
        session.flush()
        assert waiting_letter(session, session.get_one(Case, visit.case_id), visit) == 0
        visit.agreed_at = None
        assert waiting_letter(session, session.get_one(Case, visit.case_id), visit) == letter.id


def test_the_agenda_says_that_it_was_agreed(visited: Agency) -> None:
    keep_agenda(visited.world.means)
    (row,) = visited.appointments()
    assert (row.state, row.starts_at) == (AppointmentState.AGREED, MARCH_18)


def test_a_visit_that_a_letter_announces_is_agreed_with_nobody(desk: Desk) -> None:
    desk.hears("?")
    desk.done(desk.raises(TaskKind.DECIDE, "step"), "new_visit")
    assert desk.done(desk.find("reply"), "continue").sequel is Sequel.RESUMED


def test_nor_is_one_that_is_decided_while_nobody_is_known_to_have_spoken(desk: Desk) -> None:
    desk.done(desk.raises(TaskKind.DECIDE, "visit_clash"), "new_visit")
    desk.hears("?")
    assert desk.done(desk.find("reply"), "continue").sequel is Sequel.RESUMED


@pytest.mark.parametrize("inside", [False, True])
def test_the_day_that_was_agreed_takes_the_place_of_the_one_before(
    desk: Desk, inside: bool
) -> None:
    desk.done(desk.raises(TaskKind.DECIDE, "end_complete"), "new_visit")
    before, letter = desk.find("new_visit"), desk.find("visit_letter")
    if inside:
        with desk.world.database.write() as session:
            session.add(VisitStay(task_id=before, entered_at=desk.world.clock.now()))
    desk.hears("plutôt vendredi")
    desk.done(desk.find("reply"), "new_visit")
    states = [desk.task(each).state for each in (before, letter)]
    assert states == (["open", "open"] if inside else ["cancelled", "cancelled"])
    assert desk.task(desk.find("new_visit")).agreed_at is not None


def test_the_visit_of_another_person_of_the_household_stays(desk: Desk) -> None:
    other = add_person(desk.world, desk.reference)
    with desk.world.database.write() as session:
        case = session.scalars(select(Case)).one()
        visit = NewTask(TaskKind.VISIT, date(2026, 3, 20), reason="new_visit", person_id=other)
        kept = raise_task(session, case, visit, now=desk.world.clock.now()).id
    desk.hears("vous pouvez passer mercredi")
    desk.done(desk.find("reply"), "new_visit")
    assert desk.task(kept).state == "open"
