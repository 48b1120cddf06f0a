"""What a worker agrees with somebody: made once, settled once, and what follows."""

from datetime import timedelta

import pytest

from outreach.agenda.models import AppointmentState, Where
from outreach.cases.models import Case, CaseState, Pause
from outreach.database import Database
from outreach.fieldwork.services.appointments.making import Problem, Wish, make
from outreach.fieldwork.services.appointments.settling import Problem as Unsettled
from outreach.fieldwork.services.appointments.settling import settle_appointment
from outreach.staff.models import Role, Staff
from tests.agenda.office import Agency, open_agency
from tests.world import paris

TUESDAY = "2026-03-10 14:00"


@pytest.fixture
def agency(database: Database) -> Agency:
    return open_agency(database, people=2, workers=("Valérie", "Claire"))


def worker(agency: Agency, first_name: str = "Valérie") -> Staff:
    with agency.world.database.read() as session:
        return session.get_one(Staff, agency.workers[first_name])


def makes(agency: Agency, at: str = TUESDAY, number: int = 0, **more: object) -> Problem | None:
    """Valérie writes one down."""
    wish = {
        "key": agency.world.clock.key(),
        "person_id": number + 1,
        "staff_id": agency.workers["Valérie"],
        "starts_at": paris(at),
        "minutes": 60,
        "place": Where.HOME,
        **more,
    }
    return make(agency.world.means, worker(agency), agency.references[number], Wish(**wish))  # type: ignore[arg-type]


def settles(agency: Agency, state: AppointmentState, number: int = 0) -> Unsettled | None:
    found = agency.appointments()[number]
    return settle_appointment(agency.world.means, worker(agency), found.id, state)


def test_several_stand_in_a_case_and_agreement_stops_the_machine(agency: Agency) -> None:
    assert makes(agency) is None
    assert makes(agency, "2026-03-17 14:00", place=Where.ELSEWHERE, elsewhere="Café") is None
    assert [a.state for a in agency.appointments()] == ["agreed", "agreed"]
    assert isinstance(pause := agency.world.only(Pause), Pause)
    assert pause.reason == "human_contact"
    assert agency.world.intact()


def test_one_that_is_only_proposed_stops_nothing(agency: Agency) -> None:
    assert makes(agency, agreed=False) is None
    with agency.world.database.read() as session:
        assert session.query(Pause).count() == 0


def test_the_same_form_is_made_once(agency: Agency) -> None:
    key = agency.world.clock.key()
    assert makes(agency, key=key) is None
    assert makes(agency, key=key) is None
    assert len(agency.appointments()) == 1


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"at": "2026-03-01 10:00"}, Problem.PAST),
        ({"minutes": 5}, Problem.LENGTH),
        ({"place": Where.ELSEWHERE}, Problem.PLACE),
        ({"place": Where.OFFICE, "office_id": 99}, Problem.OFFICE),
        ({"staff_id": 99}, Problem.WHO),
        ({"person_id": 2}, Problem.WITH),
    ],
)
def test_what_cannot_be_is_said(agency: Agency, more: dict[str, object], problem: Problem) -> None:
    assert makes(agency, **more) is problem  # type: ignore[arg-type]
    assert agency.appointments() == []


def test_at_home_by_night_only_with_the_coordinations_word(agency: Agency) -> None:
    night = "2026-03-10 21:30"
    assert makes(agency, night) is Problem.DARK
    assert makes(agency, night, place=Where.ELSEWHERE, elsewhere="Café", meant=True) is None
    chief, now = worker(agency, "Claire"), paris("2026-03-11 21:30")
    chief.role = Role.COORDINATOR
    wish = Wish(
        key=agency.world.clock.key(),
        person_id=1,
        staff_id=agency.workers["Valérie"],
        starts_at=now,
        minutes=60,
        place=Where.HOME,
        meant=True,
    )
    assert make(agency.world.means, chief, agency.references[0], wish) is None


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        ("2026-03-15 14:00", Problem.UNUSUAL),  # a Sunday
        ("2026-03-14 14:00", None),
        ("2026-03-10 07:59", Problem.UNUSUAL),
        ("2026-03-10 08:00", None),
        ("2026-03-10 19:00", None),
        ("2026-03-10 19:15", Problem.UNUSUAL),
        ("2026-03-10 23:30", Problem.UNUSUAL),
    ],
)
def test_an_unusual_time_is_made_only_if_it_is_meant(
    agency: Agency, at: str, problem: Problem | None
) -> None:
    cafe = {"place": Where.ELSEWHERE, "elsewhere": "Café"}
    assert makes(agency, at, **cafe) is problem
    assert len(agency.appointments()) == (problem is None)
    if problem is not None:
        assert makes(agency, at, **cafe, meant=True) is None


def test_nobody_is_in_two_places(agency: Agency) -> None:
    assert makes(agency) is None
    assert makes(agency, "2026-03-10 14:45", 1) is Problem.TAKEN
    assert makes(agency, "2026-03-10 15:00", 1) is None
    claire = agency.workers["Claire"]
    assert makes(agency, "2026-03-10 14:45", 1, staff_id=claire) is None


def test_a_cancelled_one_gives_its_time_back(agency: Agency) -> None:
    makes(agency)
    assert settles(agency, AppointmentState.CANCELLED) is None
    assert agency.appointments()[0].revision == 1
    assert agency.open_reasons() == ["paused"], "somebody decides what comes instead"
    assert makes(agency, number=1) is None


def test_nobody_knows_before_it_begins(agency: Agency) -> None:
    makes(agency)
    assert settles(agency, AppointmentState.DONE) is Unsettled.EARLY
    assert settles(agency, AppointmentState.MISSED) is Unsettled.EARLY


def test_one_that_was_held_is_a_contact(agency: Agency) -> None:
    makes(agency)
    agency.world.clock.set(paris(TUESDAY) + timedelta(hours=1))
    assert settles(agency, AppointmentState.DONE) is None
    with agency.world.database.read() as session:
        assert session.get_one(Case, 1).state == CaseState.IN_CONTACT
    assert agency.open_reasons() == ["in_contact"], "somebody says where it stands"


def test_one_that_was_missed_asks_a_human_and_counts_for_nothing(agency: Agency) -> None:
    makes(agency)
    before = len(agency.world.attempts())
    agency.world.clock.set(paris(TUESDAY) + timedelta(hours=1))
    assert settles(agency, AppointmentState.MISSED) is None
    assert agency.open_reasons() == ["missed"]
    assert len(agency.world.attempts()) == before
    assert settles(agency, AppointmentState.CANCELLED) is Unsettled.NOT_NOW


def test_a_no_calls_off_what_is_not_agreed_with_them(agency: Agency) -> None:
    """A visit is not made; an agreed meeting is the human's to ask about."""
    makes(agency)
    agency.until("S1")
    agency.hears("STOP")
    assert [a.state for a in agency.appointments()] == ["agreed"]
    assert agency.appointments()[0].reminded_at is not None


def test_a_closed_case_has_nothing_in_the_agenda(agency: Agency) -> None:
    makes(agency)
    agency.hears("STOP")
    agency.world.close("decide", "close")
    assert [a.state for a in agency.appointments()] == ["cancelled"]


def test_another_team_settles_nothing(agency: Agency) -> None:
    makes(agency)
    stranger = worker(agency)
    stranger.team = "autre"
    found = agency.appointments()[0].id
    done = settle_appointment(agency.world.means, stranger, found, AppointmentState.CANCELLED)
    assert done is Unsettled.UNKNOWN
