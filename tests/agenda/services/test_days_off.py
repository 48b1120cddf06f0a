"""An absence or a closure that comes after an appointment: no cheerful reminder, and a human."""

from datetime import date

import pytest

from outreach.agenda.models import Absence, Office, Where
from outreach.agenda.services import hours
from outreach.database import Database
from outreach.fieldwork.models import VisitStay
from outreach.fieldwork.services.appointments.asking import DAY_OFF, ask_about_appointments
from outreach.fieldwork.services.visits import remarks
from outreach.fieldwork.services.visits.keeping import keep_agenda
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task, TaskState
from tests.agenda.office import Agency, open_agency
from tests.agenda.services.test_appointments import makes, worker
from tests.agenda.services.test_moving import moves
from tests.agenda.services.test_reminding import passes
from tests.fieldwork.services.visits.test_staying import visited, visits
from tests.world import paris

EVE, WEDNESDAY = "2026-03-10 17:05", "2026-03-11 10:30"


@pytest.fixture
def agency(database: Database) -> Agency:
    agency = open_agency(database, people=2, workers=("Valérie", "Claire"))
    assert makes(agency, WEDNESDAY) is None
    return agency


def away(agency: Agency, who: str | None = "Valérie", day: int = 11) -> object:
    """Somebody, or everybody, notes that day."""
    chief = worker(agency)
    chief.role = Role.COORDINATOR
    on, now = date(2026, 3, day), agency.world.clock.now()
    staff_id = agency.workers[who] if who else None
    return hours.add_absence(agency.world.database, chief, staff_id, on, on, now)


def asked(agency: Agency) -> list[Task]:
    """The open questions about days off, after the worker's round."""
    ask_about_appointments(agency.world.means)
    ask_about_appointments(agency.world.means)
    open_ones = (t for t in agency.world.tasks() if t.state == TaskState.OPEN)
    return [task for task in open_ones if task.reason == DAY_OFF]


@pytest.mark.parametrize("who", ["Valérie", None])
def test_no_reminder_leaves_and_somebody_is_asked_once(agency: Agency, who: str | None) -> None:
    assert asked(agency) == []
    assert away(agency, who) == 1
    (task,) = asked(agency)
    assert (task.kind, task.person_id) == ("decide", 1)
    assert passes(agency, EVE, "2026-03-10 18:00") == []
    assert len(asked(agency)) == 1
    assert agency.world.intact()


def test_one_that_is_there_after_all_is_reminded_of(agency: Agency) -> None:
    away(agency)
    assert len(asked(agency)) == 1
    with agency.world.database.write() as session:
        session.query(Absence).delete()
    assert asked(agency) == []
    assert len(passes(agency, EVE)) == 1
    away(agency)
    assert len(asked(agency)) == 1, "asked again when it is off again"


def test_moving_it_answers_the_question(agency: Agency) -> None:
    away(agency)
    assert len(asked(agency)) == 1
    assert moves(agency) is None
    assert asked(agency) == []


def test_what_a_human_answered_is_not_asked_again(agency: Agency) -> None:
    away(agency)
    (task,) = asked(agency)
    with agency.world.database.write() as session:
        row = session.get_one(Task, task.id)
        row.state, row.done_by, row.done_at = "done", "claire", agency.world.clock.now()
    assert asked(agency) == []


def test_two_appointments_are_two_questions(agency: Agency) -> None:
    assert makes(agency, "2026-03-11 14:00") is None
    away(agency)
    assert len(asked(agency)) == 2


def test_a_closure_of_the_agreement_and_a_closed_office_count(agency: Agency) -> None:
    place = {"place": Where.OFFICE, "office_id": agency.office_id}
    assert makes(agency, "2026-03-13 10:00", number=1, **place) is None
    with agency.world.database.write() as session:
        programme = session.query(Programme).one()
        programmes.add_closure(session, programme, date(2026, 3, 11), date(2026, 3, 11))
        session.get_one(Office, agency.office_id).active = False
    assert {task.person_id for task in asked(agency)} == {1, 2}


def test_whoever_left_receives_nobody(agency: Agency) -> None:
    with agency.world.database.write() as session:
        session.get_one(Staff, agency.workers["Valérie"]).active = False
    assert len(asked(agency)) == 1


def test_the_question_is_not_left_to_somebody_who_is_not_there(agency: Agency) -> None:
    agency.entrusts(0, "Valérie")
    away(agency)
    agency.world.clock.set(paris("2026-03-11 08:00"))
    (task,) = asked(agency)
    assert task.owner_id is None


def test_the_companion_of_a_visit_counts_like_its_owner(database: Database) -> None:
    agency = visited(database)
    agency.world.clock.set(paris("2026-03-06 09:00"))
    claire, (visit,) = agency.workers["Claire"], visits(agency)
    with database.write() as session:
        session.add(VisitStay(task_id=visit, companion_id=claire))
    keep_agenda(agency.world.means)
    assert away(agency, "Claire", 10) == 1
    assert len(asked(agency)) == 1


def test_an_absence_and_a_remark_are_written_once(agency: Agency) -> None:
    assert (away(agency), away(agency)) == (1, 1)
    with agency.world.database.read() as session:
        assert session.query(Absence).count() == 1
    for _ in range(2):
        done = remarks.write_remark(
            agency.world.means, worker(agency), agency.references[0], "Chien"
        )
        assert done is None
    with agency.world.database.read() as session:
        assert len(remarks.remarks_of(session, 1, date(2026, 3, 2))) == 1
