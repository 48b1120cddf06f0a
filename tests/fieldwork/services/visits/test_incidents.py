"""What happened at a door: told once, read by few, and nobody goes there meanwhile."""

from datetime import timedelta

import pytest

from outreach.cases.models import Case, PauseReason
from outreach.cases.services import open_pauses
from outreach.database import Database
from outreach.fieldwork.models import VisitIncident
from outreach.fieldwork.rules import INCIDENT
from outreach.fieldwork.services.outcomes import Outcome, close_task
from outreach.fieldwork.services.visits import incidents, staying
from outreach.fieldwork.services.visits.incidents import Account
from outreach.fieldwork.services.visits.staying import Problem
from outreach.record.models.journal import JournalEntry
from outreach.staff.models import Role, Staff
from tests.agenda.office import Agency
from tests.fieldwork.services.visits.test_staying import somebody, visited, visits

WORDS = "Un homme a poussé la porte sur mon bras."


@pytest.fixture
def agency(database: Database) -> Agency:
    return visited(database)


def reports(agency: Agency, text: str = WORDS, key: str = "A" * 26, late: int = 0) -> Problem | None:  # fmt: skip  # noqa: E501
    happened = agency.world.clock.now() + timedelta(minutes=late)
    account = Account(key, text, happened)
    return incidents.report(agency.world.means, somebody(agency), visits(agency)[0], account)


def read_by(agency: Agency, staff: Staff) -> tuple[list[str], int]:
    with agency.world.database.read() as session:
        found = incidents.reports_of(session, staff, visits(agency)[0])
    assert found is not None
    return [report.text for report in found.reports], found.kept


def decides(agency: Agency, outcome: str, role: Role, note: str = "vu avec lui") -> str | None:
    (task,) = [task for task in agency.world.tasks() if task.reason == INCIDENT]
    said = Outcome(outcome, None, note, role=role)
    return close_task(agency.world.means, task.id, said, "nadia", fictitious_allowed=True).problem


def test_visits_and_messages_stop_until_the_coordination_decided(agency: Agency) -> None:
    assert reports(agency) is None
    with agency.world.database.read() as session:
        case = session.get_one(Case, 1)
        assert [pause.reason for pause in open_pauses(session, case.id)] == [PauseReason.MANUAL]
    entered = staying.enter(agency.world.means, somebody(agency), visits(agency)[0])
    assert entered is Problem.SUSPENDED
    assert decides(agency, "continue", Role.WORKER) == "threat_undecided"
    assert decides(agency, "continue", Role.COORDINATOR, note="") == "note_needed"
    assert decides(agency, "continue", Role.COORDINATOR) is None
    assert staying.enter(agency.world.means, somebody(agency), visits(agency)[0]) is None
    assert agency.world.intact()


def test_it_is_nobodys_task_to_cancel(agency: Agency) -> None:
    reports(agency)
    assert decides(agency, "cancelled", Role.COORDINATOR) == "not_cancellable"


def test_the_author_and_the_coordination_read_it(agency: Agency) -> None:
    reports(agency)
    assert read_by(agency, somebody(agency)) == ([WORDS], 0)
    assert read_by(agency, somebody(agency, "Claire")) == ([], 1)
    assert read_by(agency, somebody(agency, "Claire", Role.COORDINATOR)) == ([WORDS], 0)


def test_the_journal_has_no_word_of_it(agency: Agency) -> None:
    reports(agency)
    with agency.world.database.read() as session:
        rows = session.query(JournalEntry).filter_by(event="visit.incident").all()
        assert [row.facts for row in rows] == ["{}"]
        stored = session.connection().exec_driver_sql("SELECT text FROM visit_incidents").scalar()
    assert WORDS not in str(stored), "sealed"


def test_a_form_that_is_sent_twice_is_one_incident(agency: Agency) -> None:
    assert (reports(agency), reports(agency)) == (None, None)
    assert reports(agency, key="B" * 26) is None
    with agency.world.database.read() as session:
        assert session.query(VisitIncident).count() == 2


def test_it_is_told_in_words_and_did_happen(agency: Agency) -> None:
    assert reports(agency, text="  \n ") is Problem.NO_WORDS
    assert reports(agency, late=10) is Problem.WHEN
    nothing = Account("C" * 26, WORDS, None)
    visit = visits(agency)[0]
    done = incidents.report(agency.world.means, somebody(agency), visit, nothing)
    assert done is Problem.WHEN


def test_another_one_can_be_told_after_the_visit_is_over(agency: Agency) -> None:
    agency.world.close("visit", "not_home")
    assert reports(agency) is None


def test_another_team_has_no_such_visit(agency: Agency) -> None:
    other = somebody(agency)
    other.team = "ailleurs"
    account = Account("D" * 26, WORDS, agency.world.clock.now())
    done = incidents.report(agency.world.means, other, visits(agency)[0], account)
    assert done is Problem.UNKNOWN
    with agency.world.database.read() as session:
        assert incidents.reports_of(session, other, visits(agency)[0]) is None
