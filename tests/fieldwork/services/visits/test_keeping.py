"""The agenda follows what tasks say of visits; letters propose times that are free."""

from datetime import UTC, date

import pytest

from outreach.agenda.models import Absence, Appointment, TakenQuarter
from outreach.agenda.rules import VISIT
from outreach.agenda.services.booking import free, is_taken, take
from outreach.agenda.services.diary import Diary
from outreach.database import Database
from outreach.fieldwork.models import VisitStay
from outreach.fieldwork.services.visits import staying
from outreach.fieldwork.services.visits.keeping import CLASH, keep_agenda
from outreach.programmes.rules.calendar import Calendar
from outreach.sequences.models import Enrolment
from outreach.staff.rules import DEFAULT_TEAM
from outreach.tasks.models import Task
from tests.agenda.office import Agency
from tests.fieldwork.services.visits.test_staying import MORNING, somebody, visited, visits
from tests.world import paris


@pytest.fixture
def agency(database: Database) -> Agency:
    agency = visited(database)
    agency.world.clock.set(paris("2026-03-09 09:00"))
    return agency


def kept(agency: Agency) -> list[tuple[str, str]]:
    """After the agenda was looked through: state and time of each visit."""
    keep_agenda(agency.world.means)
    return [(a.state, a.starts_at.strftime("%d %H:%M")) for a in agency.appointments()]


def change(agency: Agency, **new: object) -> None:
    with agency.world.database.write() as session:
        task = session.query(Task).filter(Task.kind == "visit").one()
        for name, value in new.items():
            setattr(task, name, value)


def quarters_of(agency: Agency, first_name: str) -> list[str]:
    """What is taken of somebody's time."""
    with agency.world.database.read() as session:
        rows = session.query(TakenQuarter).filter_by(staff_id=agency.workers[first_name])
        return sorted(row.at.strftime("%d %H:%M") for row in rows)


def test_a_dated_visit_takes_its_time_once(agency: Agency) -> None:
    assert kept(agency) == kept(agency) == [("proposed", "10 09:30")]
    assert keep_agenda(agency.world.means) == 0
    assert agency.world.intact()


def test_another_day_moves_it(agency: Agency) -> None:
    kept(agency)
    change(agency, visit_at=paris("2026-03-11 15:00"))
    assert kept(agency) == [("proposed", "11 14:00")]
    (moved,) = agency.appointments()
    assert (moved.revision, quarters_of(agency, "Valérie")) == (
        1,
        ["11 14:00", "11 14:15", "11 14:30"],
    )
    assert agency.world.intact()


def test_another_visitor_takes_it_over(agency: Agency) -> None:
    kept(agency)
    change(agency, owner_id=agency.workers["Claire"])
    assert kept(agency) == [("cancelled", "10 09:30"), ("proposed", "10 09:30")]
    assert quarters_of(agency, "Valérie") == []
    assert len(quarters_of(agency, "Claire")) == 3


@pytest.mark.parametrize("who", ["Valérie", "Claire"])
def test_a_visit_that_falls_on_something_else_asks_a_human_once(agency: Agency, who: str) -> None:
    """The visitor's, or their companion's: it stands, and takes the time once that is free."""
    with agency.world.database.write() as session:
        at = paris("2026-03-10 11:00")
        assert take(session, agency.workers[who], "another", at, at + VISIT)
        session.add(VisitStay(task_id=visits(agency)[0], companion_id=agency.workers["Claire"]))
    assert kept(agency) == [("proposed", "10 09:30")]
    assert agency.open_reasons() == [CLASH]
    assert [keep_agenda(agency.world.means) for _ in range(2)] == [0, 0], "nothing is written"
    assert quarters_of(agency, who) == ["10 10:00", "10 10:15", "10 10:30"]
    with agency.world.database.write() as session:
        free(session, "another")
    before = agency.appointments()[0].revision
    kept(agency)
    assert quarters_of(agency, who) == ["10 09:30", "10 09:45", "10 10:00"]
    assert agency.appointments()[0].revision == before
    assert keep_agenda(agency.world.means) == 0


def announced(agency: Agency) -> None:
    """No task of a visit yet: only the letter that proposes it, in the post."""
    with agency.world.database.write() as session:
        run = session.query(Enrolment).first()
        assert run is not None
        letter = session.query(Task).filter(Task.kind == "visit").one()
        letter.kind, letter.state, letter.outcome = "letter", "done", "posted"
        letter.enrolment_id = run.id


@pytest.mark.parametrize("known", [True, False], ids=["in the agenda", "not yet"])
def test_a_threat_ends_a_visit_that_is_only_announced(agency: Agency, known: bool) -> None:
    """It is not booked again from the letter, and stops nothing of other cases."""
    announced(agency)
    if known:
        assert kept(agency) == [("proposed", "10 09:30")]
    agency.hears("si vous venez je vous tue")
    assert kept(agency) == ([("cancelled", "10 09:30")] if known else [])
    assert quarters_of(agency, "Valérie") == []


def test_a_cancelled_task_frees_the_time(agency: Agency) -> None:
    kept(agency)
    agency.world.close("visit", "cancelled")
    assert kept(agency) == [("cancelled", "10 09:30")]
    calendar = Calendar()
    with agency.world.database.read() as session:
        diary = Diary(session, agency.world.clock.now())
        free = diary.free(DEFAULT_TEAM, calendar, agency.workers["Valérie"])
    assert paris("2026-03-11 10:30") in [slot.starts_at for slot in free]


@pytest.mark.parametrize(
    ("outcome", "state"), [("met", "done"), ("not_home", "missed"), ("vacant", "cancelled")]
)
def test_what_came_of_the_task_came_of_it(agency: Agency, outcome: str, state: str) -> None:
    kept(agency)
    agency.world.clock.set(paris(MORNING))
    assert kept(agency) == [("proposed", "10 09:30")]
    agency.world.close("visit", outcome)
    assert [found for found, _ in kept(agency)] == [state]


def test_a_stop_calls_it_off_for_good(agency: Agency) -> None:
    kept(agency)
    agency.hears("STOP")
    assert kept(agency) == [("cancelled", "10 09:30")]


def test_a_visit_that_nobody_has_is_not_in_the_agenda(agency: Agency) -> None:
    change(agency, owner_id=None)
    assert kept(agency) == []


def proposed(agency: Agency, at: str = MORNING) -> str:
    """When a letter would propose a visit of Valérie's."""
    who = agency.workers["Valérie"]
    with agency.world.database.read() as session:
        diary = Diary(session, agency.world.clock.now())
        found = diary.visit_at(DEFAULT_TEAM, who, Calendar(), paris(at))
        again = diary.visit_at(DEFAULT_TEAM, who, Calendar(), paris(at))
    assert found != again, "what is given to one is given to nobody else"
    return found.astimezone(UTC).strftime("%d %H:%M")


def test_a_letter_proposes_the_wanted_time_when_it_is_free(agency: Agency) -> None:
    assert proposed(agency) == "10 09:30"


def test_else_the_next_one_of_that_day(agency: Agency) -> None:
    kept(agency)
    assert isinstance(agency.world.only(Appointment), Appointment)
    assert proposed(agency) == "10 10:30"


def test_and_never_in_an_absence_nor_in_the_dark(agency: Agency) -> None:
    with agency.world.database.write() as session:
        first, last = date(2026, 3, 10), date(2026, 3, 12)
        session.add(
            Absence(
                team=DEFAULT_TEAM,
                staff_id=agency.workers["Valérie"],
                starts_on=first,
                ends_on=last,
            )
        )
    assert proposed(agency) == "13 09:00"
    assert proposed(agency, "2026-12-10 17:30") == "11 09:00"


def comes_along(agency: Agency, who: str | None) -> staying.Problem | None:
    task_id, staff_id = visits(agency)[0], agency.workers[who] if who else None
    return staying.accompany(agency.world.means, somebody(agency), task_id, staff_id)


def test_whoever_comes_along_is_taken_too_and_freed_again(agency: Agency) -> None:
    kept(agency)
    assert comes_along(agency, "Claire") is None
    kept(agency)
    claire, at = agency.workers["Claire"], paris(MORNING)
    with agency.world.database.read() as session:
        assert is_taken(session, claire, 0, at, at + VISIT)
        assert not is_taken(session, claire, visits(agency)[0], at, at + VISIT)
    assert comes_along(agency, None) is None
    assert kept(agency) == [("proposed", "10 09:30")]
    with agency.world.database.read() as session:
        assert not is_taken(session, claire, 0, at, at + VISIT)
        assert is_taken(session, agency.workers["Valérie"], 0, at, at + VISIT)


def test_nobody_comes_along_who_has_something_else_then(agency: Agency) -> None:
    kept(agency)
    with agency.world.database.write() as session:
        claire, at = agency.workers["Claire"], paris("2026-03-10 11:00")
        assert take(session, claire, "another", at, at + VISIT)
    assert comes_along(agency, "Claire") is staying.Problem.BUSY
