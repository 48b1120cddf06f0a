"""What happened at a door: told once, read by few, and nobody goes there meanwhile."""

from datetime import timedelta
from typing import Any

import pytest

from outreach.agenda.models import Where
from outreach.agenda.rules import INCIDENT, THREAT
from outreach.cases import services as cases
from outreach.cases.models import Case, PauseReason
from outreach.cases.services import open_pauses
from outreach.database import Database
from outreach.fieldwork.models import VisitIncident
from outreach.fieldwork.services.appointments import making, moving
from outreach.fieldwork.services.appointments.reminding import remind
from outreach.fieldwork.services.outcomes import Outcome, close_task
from outreach.fieldwork.services.visits import alarms, incidents, staying
from outreach.fieldwork.services.visits.incidents import Account
from outreach.fieldwork.services.visits.keeping import keep_agenda
from outreach.fieldwork.services.visits.staying import Problem
from outreach.inbox.services.acts.resuming import Bar, foresee
from outreach.record.models.journal import JournalEntry
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task, TaskKind
from outreach.tasks.services import NewTask, raise_task
from tests.agenda.office import Agency
from tests.fieldwork.services.visits.test_alarms import told, watched
from tests.fieldwork.services.visits.test_staying import somebody, visited, visits
from tests.world import LIBRARY, paris

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


def test_the_coordination_is_told_outside_the_application_and_not_what(database: Database) -> None:
    """An assault on a Friday evening is no line of a list that somebody reads on Monday."""
    agency = watched(visited(database))
    reports(agency)
    alarms.watch_over(agency.world.means)
    assert (told(agency), told(agency, "email")) == (["Nadia"], ["nadia"])
    (task,) = [task for task in agency.world.tasks() if task.reason == INCIDENT]
    for text in (agency.world.sms.calls[0].body, agency.world.email.calls[0].body):
        assert "Valérie" in text
        assert f"/taches/{task.id}" in text
        assert WORDS not in text
        assert "Camille" not in text
        assert agency.references[0] not in text


def test_a_coordinator_is_not_told_what_they_wrote(database: Database) -> None:
    agency = watched(visited(database))
    account = Account(agency.world.clock.key(), WORDS, agency.world.clock.now())
    nadia = somebody(agency, "Nadia", Role.COORDINATOR)
    assert incidents.report(agency.world.means, nadia, visits(agency)[0], account) is None
    alarms.watch_over(agency.world.means)
    assert told(agency) == []


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


def test_what_happened_at_another_visit_of_the_household_is_read_with_it(agency: Agency) -> None:
    """One question to the coordination may be about several visits."""
    reports(agency)
    with agency.world.database.write() as session:
        again = Task(
            case_id=1,
            kind=TaskKind.VISIT,
            raised_at=agency.world.clock.now(),
            due_on=paris("2026-03-10 10:30").date(),
        )
        session.add(again)
    account = Account(agency.world.clock.key(), "Il a menacé Claire.", agency.world.clock.now())
    last = visits(agency)[-1]
    assert incidents.report(agency.world.means, somebody(agency, "Claire"), last, account) is None
    chief = somebody(agency, "Claire", Role.COORDINATOR)
    assert sorted(read_by(agency, chief)[0]) == ["Il a menacé Claire.", WORDS]


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


def test_another_threat_still_open_keeps_visits_suspended(agency: Agency) -> None:
    """The word about one is no word about the other, whichever came last."""
    with agency.world.database.write() as session:
        case = cases.lock(session, [1])[1]
        now = agency.world.clock.now()
        raise_task(session, case, NewTask(TaskKind.DECIDE, now.date(), reason=THREAT), now=now)
    reports(agency)
    assert decides(agency, "continue", Role.COORDINATOR) is None
    entered = staying.enter(agency.world.means, somebody(agency), visits(agency)[0])
    assert entered is Problem.SUSPENDED


def test_the_word_that_came_last_is_the_one_that_holds(agency: Agency) -> None:
    with agency.world.database.write() as session:
        case = cases.lock(session, [1])[1]
        now = agency.world.clock.now()
        raise_task(session, case, NewTask(TaskKind.DECIDE, now.date(), reason=THREAT), now=now)
    reports(agency)
    assert decides(agency, "final_letter", Role.COORDINATOR) is None
    agency.world.clock.set(paris("2026-03-10 11:00"))
    (threat,) = [task for task in agency.world.tasks() if task.reason == THREAT]
    said = Outcome("continue", None, "vu avec lui", role=Role.COORDINATOR)
    close_task(agency.world.means, threat.id, said, "nadia", fictitious_allowed=True)
    entered = staying.enter(agency.world.means, somebody(agency), visits(agency)[0])
    assert entered is None


def test_what_happened_at_a_visit_that_was_called_off_meanwhile_is_told_too(agency: Agency) -> None:
    assert staying.enter(agency.world.means, somebody(agency), visits(agency)[0]) is None
    agency.hears("NON")
    assert [task.state for task in agency.world.tasks() if task.kind == "visit"] == ["cancelled"]
    assert reports(agency) is None
    assert read_by(agency, somebody(agency)) == ([WORDS], 0)


def test_no_thread_starts_the_machine_again_before_the_coordination_decided(agency: Agency) -> None:
    def barred() -> Bar | None:
        plan = foresee(agency.world.means, somebody(agency), 1)
        assert plan is not None
        return plan.bar

    reports(agency)
    assert barred() is Bar.TASK
    assert decides(agency, "final_letter", Role.COORDINATOR) is None
    assert barred() is None


def at_home(agency: Agency, **other: object) -> making.Wish:
    fields: dict[str, Any] = {
        "key": agency.world.clock.key(),
        "person_id": 1,
        "staff_id": agency.workers["Valérie"],
        "starts_at": paris("2026-03-12 10:00"),
        "minutes": 60,
        "place": Where.HOME,
    }
    return making.Wish(**fields | other)


def test_nobody_is_met_at_their_home_meanwhile(agency: Agency) -> None:
    reports(agency)
    means, valerie, reference = agency.world.means, somebody(agency), agency.references[0]
    assert making.make(means, valerie, reference, at_home(agency)) is making.Problem.SUSPENDED
    office = at_home(agency, place=Where.OFFICE, office_id=agency.office_id)
    assert making.make(means, valerie, reference, office) is None
    (row,) = [row for row in agency.appointments() if row.kind == "meeting"]
    moved = moving.move_appointment(means, valerie, row.id, at_home(agency))
    assert moved is making.Problem.SUSPENDED
    assert decides(agency, "continue", Role.COORDINATOR) is None
    assert moving.move_appointment(means, valerie, row.id, at_home(agency)) is None


def test_a_visit_that_the_coordination_lets_go_on_is_in_the_agenda_again(agency: Agency) -> None:
    means = agency.world.means
    with agency.world.database.write() as session:
        visit = session.get_one(Task, visits(agency)[0])
        visit.visit_at = paris("2026-03-12 10:30")
    reports(agency)
    keep_agenda(means)
    assert agency.appointments() == [], "suspended: nobody goes"
    assert decides(agency, "continue", Role.COORDINATOR) is None
    keep_agenda(means)
    assert [row.state for row in agency.appointments()] == ["proposed"]


def test_no_reminder_of_a_meeting_at_their_home_leaves_meanwhile(agency: Agency) -> None:
    means, valerie, reference = agency.world.means, somebody(agency), agency.references[0]
    assert making.make(means, valerie, reference, at_home(agency)) is None
    reports(agency)
    agency.world.clock.set(paris("2026-03-11 17:30"))
    remind(means, LIBRARY.answers)
    assert [row for row in agency.world.attempts() if row.purpose == "reminder"] == []
    assert decides(agency, "continue", Role.COORDINATOR) is None
    remind(means, LIBRARY.answers)
    assert [row.purpose for row in agency.world.attempts()][-1:] == ["reminder"]
