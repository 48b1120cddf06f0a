"""In and out of a visit: never unread, never in the dark."""

import pytest

from outreach.cases.models import Case, CaseState, Thread
from outreach.database import Database
from outreach.fieldwork.services.outcomes import Outcome, close_task
from outreach.fieldwork.services.visits import remarks, staying
from outreach.fieldwork.services.visits.round import Door, round_of
from outreach.fieldwork.services.visits.staying import Problem
from outreach.inbox.services.waiting import is_waiting
from outreach.people.models import ContactPoint, PointKind
from outreach.people.rules.addresses import Address, pack
from outreach.sequences.models import Enrolment
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.upkeep.services import nightly
from tests.agenda.office import Agency, open_agency
from tests.world import add_person, paris

MORNING = "2026-03-10 10:30"
STREETS = (
    ("12 rue des Lilas", "45000", "Orléans"),
    ("3 bis rue des Lilas", "45000", "Orléans"),
    ("1 place du Martroi", "45000", "Orléans"),
    ("40 avenue Foch", "45100", "Orléans"),
)


@pytest.fixture
def agency(database: Database) -> Agency:
    return visited(database)


def visited(database: Database, people: int = 1) -> Agency:
    """Everybody is to be visited on Tuesday at half past ten."""
    agency = open_agency(database, people=people, workers=("Valérie", "Claire"))
    with database.write() as session:
        for case in session.query(Case).order_by(Case.id):
            line, postcode, town = STREETS[(case.id - 1) % len(STREETS)]
            point = ContactPoint(
                person_id=case.id,
                kind=PointKind.POSTAL,
                value=pack(Address(line, "", postcode, town)),
                created_at=agency.world.clock.now(),
            )
            task = Task(
                case_id=case.id,
                person_id=case.id,
                kind=TaskKind.VISIT,
                raised_at=agency.world.clock.now(),
                due_on=paris(MORNING).date(),
                visit_at=paris(MORNING),
                owner_id=agency.workers["Valérie"],
            )
            session.add_all([point, task])
    agency.world.clock.set(paris(MORNING))
    return agency


def somebody(agency: Agency, first_name: str = "Valérie", role: Role = Role.WORKER) -> Staff:
    with agency.world.database.read() as session:
        staff = session.get_one(Staff, agency.workers[first_name])
    staff.role = role
    return staff


def visits(agency: Agency) -> list[int]:
    return [task.id for task in agency.world.tasks() if task.kind == "visit"]


def enters(agency: Agency, role: Role = Role.WORKER) -> Problem | None:
    return staying.enter(agency.world.means, somebody(agency, role=role), visits(agency)[0])


def doors(agency: Agency, *, mine: bool = False, who: str = "Valérie") -> tuple[Door, ...]:
    now = agency.world.clock.now()
    with agency.world.database.read() as session:
        return round_of(session, somebody(agency, who), paris(MORNING).date(), now, mine=mine)


def test_somebody_goes_in_and_comes_out(agency: Agency) -> None:
    assert enters(agency) is None
    assert doors(agency)[0].entered_at == agency.world.clock.now()
    done = staying.leave(agency.world.means, somebody(agency), visits(agency)[0])
    assert (done, doors(agency)[0].left_at) == (None, agency.world.clock.now())
    assert agency.world.intact()


def test_nobody_comes_out_who_never_went_in(agency: Agency) -> None:
    done = staying.leave(agency.world.means, somebody(agency), visits(agency)[0])
    assert done is Problem.NOT_INSIDE


@pytest.mark.parametrize("words", ["ok", "je ne suis pas là mardi", "?"])
def test_any_words_since_the_announcement_are_read_first(agency: Agency, words: str) -> None:
    agency.hears(words)
    assert doors(agency)[0].unread
    assert enters(agency) is Problem.UNREAD
    with agency.world.database.write() as session:
        for thread in session.query(Thread):
            thread.first_unanswered_at = None
        assert not is_waiting(session, session.get_one(Case, 1))
    assert enters(agency) is None


def test_words_from_a_shared_number_are_read_before_either_visit(database: Database) -> None:
    """Whose they are is not known: both cases have something to decide, and both wait."""
    agency = visited(database, people=2)
    with database.write() as session:
        first = session.query(ContactPoint).filter_by(person_id=1, kind=PointKind.MOBILE).one()
        session.add(
            ContactPoint(
                person_id=2,
                kind=PointKind.MOBILE,
                value=first.value,
                value_hash=first.value_hash,
                rank=2,
                created_at=agency.world.clock.now(),
            )
        )
    agency.hears("ne venez pas mardi")
    for task_id in visits(agency):
        done = staying.enter(agency.world.means, somebody(agency), task_id)
        assert done is Problem.UNREAD
    assert [door.unread for door in doors(agency)] == [True, True]


def test_nobody_comes_on_a_day_that_was_not_announced(agency: Agency) -> None:
    agency.world.clock.set(paris("2026-03-09 10:30"))
    assert enters(agency) is Problem.OTHER_DAY
    agency.world.clock.set(paris("2026-03-11 10:30"))
    assert enters(agency) is Problem.OTHER_DAY


def a_letter_waits(agency: Agency, visit_at: str = MORNING) -> int:
    """The letter that proposes a visit was never taken to the post; gives its task."""
    with agency.world.database.write() as session:
        letter = a_letter(agency, visit_at)
        session.add(letter)
        session.flush()
        return letter.id


def a_letter(agency: Agency, visit_at: str) -> Task:
    """The first household's, to post a week before its visit."""
    return Task(
        case_id=1,
        person_id=1,
        kind=TaskKind.LETTER,
        reason="step",
        raised_at=agency.world.clock.now(),
        due_on=paris("2026-03-03 09:00").date(),
        visit_at=paris(visit_at),
    )


@pytest.mark.parametrize("dated", [True, False])
def test_nobody_knocks_while_the_letter_that_says_so_is_not_posted(
    agency: Agency, dated: bool
) -> None:
    letter = a_letter_waits(agency)
    if not dated:
        with agency.world.database.write() as session:
            session.get_one(Task, visits(agency)[0]).visit_at = None
    assert enters(agency) is Problem.UNANNOUNCED
    assert [door.unannounced for door in doors(agency)] == [letter]
    outcome = Outcome("posted", paris("2026-03-02 09:00").date())
    assert close_task(agency.world.means, letter, outcome, "S-0001").problem is None
    assert [door.unannounced for door in doors(agency)] == [0]
    assert enters(agency) is None


@pytest.mark.parametrize(("told", "problem"), [("09", Problem.OTHER_DAY), ("10", None)])
def test_a_visit_without_an_hour_is_on_the_day_that_its_letter_told(
    agency: Agency, told: str, problem: Problem | None
) -> None:
    with agency.world.database.write() as session:
        visit = session.get_one(Task, visits(agency)[0])
        run = session.query(Enrolment).one()
        visit.visit_at, visit.reason, visit.enrolment_id = None, "step", run.id
        letter = a_letter(agency, f"2026-03-{told} 15:00")
        letter.enrolment_id, letter.state, letter.outcome = run.id, TaskState.DONE, "posted"
        session.add(letter)
    assert enters(agency) is problem
    assert [door.late is not None for door in doors(agency)] == [problem is not None]


def test_a_visit_that_was_agreed_on_waits_for_no_letter(agency: Agency) -> None:
    a_letter_waits(agency, "2026-03-17 10:30")
    assert enters(agency) is None


def test_nor_does_one_of_somebody_whom_we_know(agency: Agency) -> None:
    a_letter_waits(agency)
    with agency.world.database.write() as session:
        session.get_one(Case, 1).state = CaseState.IN_CONTACT
    assert enters(agency) is None


def test_in_the_dark_only_with_the_coordinations_word(agency: Agency) -> None:
    agency.world.clock.set(paris("2026-03-10 20:30"))
    assert enters(agency) is Problem.DARK
    assert enters(agency, Role.COORDINATOR) is None


def test_the_round_follows_the_streets(database: Database) -> None:
    agency = visited(database, people=4)
    assert [door.address for door in doors(agency)] == [
        "1 place du Martroi, 45000 Orléans",
        "3 bis rue des Lilas, 45000 Orléans",
        "12 rue des Lilas, 45000 Orléans",
        "40 avenue Foch, 45100 Orléans",
    ]


def test_the_second_visitor_has_it_in_their_round(agency: Agency) -> None:
    assert doors(agency, mine=True, who="Claire") == ()
    assert doors(agency)[0].first
    claire = agency.workers["Claire"]
    done = staying.accompany(agency.world.means, somebody(agency), visits(agency)[0], claire)
    assert done is None
    (door,) = doors(agency, mine=True, who="Claire")
    assert (door.owner, door.companion) == ("Valérie", "Claire")


def test_a_card_at_the_door_is_recorded_once(agency: Agency) -> None:
    agency.world.close("visit", "not_home")
    for _ in range(2):
        staying.leave_card(agency.world.means, somebody(agency), visits(agency)[0])
    assert doors(agency)[0].card_left
    assert agency.world.intact()


def test_no_card_is_left_where_somebody_else_reads_what_comes(agency: Agency) -> None:
    agency.world.close("visit", "not_home")
    with agency.world.database.write() as session:
        session.query(ContactPoint).filter_by(kind=PointKind.POSTAL).one().discreet = True
    done = staying.leave_card(agency.world.means, somebody(agency), visits(agency)[0])
    assert done is Problem.DISCREET
    assert not doors(agency)[0].card_left


def test_nor_where_somebody_else_reads_what_comes_to_another_of_the_household(
    agency: Agency,
) -> None:
    agency.world.close("visit", "not_home")
    dominique = add_person(agency.world, agency.references[0])
    with agency.world.database.write() as session:
        session.query(ContactPoint).filter_by(person_id=dominique).one().discreet = True
    done = staying.leave_card(agency.world.means, somebody(agency), visits(agency)[0])
    assert done is Problem.DISCREET
    assert doors(agency)[0].discreet


def test_a_remark_is_looked_at_again_after_six_months(agency: Agency) -> None:
    reference, means = agency.references[0], agency.world.means
    assert remarks.write_remark(means, somebody(agency), reference, " Chien  dans la cour ") is None
    (remark,) = doors(agency)[0].remarks
    assert (remark.text, remark.due) == ("Chien dans la cour", False)
    agency.world.clock.set(paris("2026-09-10 04:00"))
    nightly.run_if_due(means)
    nightly.run_if_due(means)
    assert agency.open_reasons().count(remarks.REVIEW) == 1
    assert remarks.review(means, somebody(agency), reference, remark.id, holds=True)
    with agency.world.database.read() as session:
        (again,) = remarks.remarks_of(session, 1, paris("2026-09-10 04:00").date())
    assert not again.due
    assert remarks.review(means, somebody(agency), reference, remark.id, holds=False)
    with agency.world.database.read() as session:
        assert remarks.remarks_of(session, 1, paris("2026-09-10 04:00").date()) == ()


def test_another_team_knows_nothing_of_it(agency: Agency) -> None:
    stranger = somebody(agency)
    stranger.team = "autre"
    assert staying.enter(agency.world.means, stranger, visits(agency)[0]) is Problem.UNKNOWN
    done = remarks.write_remark(agency.world.means, stranger, agency.references[0], "chien")
    assert done is Problem.UNKNOWN
