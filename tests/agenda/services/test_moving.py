"""An appointment that is put off: the same one, whose reminder follows it."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from outreach.agenda.models import Absence, AppointmentState, TakenQuarter, Where
from outreach.database import Database
from outreach.fieldwork.services.appointments.making import Problem, Wish
from outreach.fieldwork.services.appointments.moving import move_appointment
from outreach.fieldwork.services.appointments.reminding import remind
from outreach.fieldwork.services.appointments.settling import settle_appointment
from outreach.people.models import ContactPoint
from outreach.programmes import services as programmes
from outreach.record.models.journal import JournalEntry
from outreach.staff.models import Role, Staff
from tests.agenda.office import Agency, open_agency
from tests.agenda.services.test_appointments import makes, worker
from tests.agenda.services.test_reminding import passes
from tests.world import LIBRARY, paris

WEDNESDAY, THURSDAY = "2026-03-11 10:30", "2026-03-12 14:00"
EVE = "2026-03-10 17:05"


@pytest.fixture
def agency(database: Database) -> Agency:
    agency = open_agency(database, people=2, workers=("Valérie", "Claire"))
    assert makes(agency, WEDNESDAY) is None
    return agency


def moves(agency: Agency, at: str = THURSDAY, number: int = 0, **more: object) -> Problem | None:
    """Valérie puts one off."""
    wish = Wish(
        key="",
        person_id=None,
        staff_id=agency.workers["Valérie"],
        starts_at=paris(at),
        minutes=60,
        place=Where.HOME,
    )
    found = agency.appointments()[number].id
    changed = replace(wish, **more)  # type: ignore[arg-type]
    return move_appointment(agency.world.means, worker(agency), found, changed)


def quarters_of(agency: Agency) -> list[tuple[int, str]]:
    """Whose time is taken, from when on which day."""
    with agency.world.database.read() as session:
        rows = session.query(TakenQuarter).order_by(TakenQuarter.at)
        return [(row.staff_id, f"{row.at:%d %H:%M}") for row in rows]


def events(agency: Agency) -> list[str]:
    with agency.world.database.read() as session:
        rows = session.scalars(select(JournalEntry.event).order_by(JournalEntry.number))
        return [event for event in rows if event.startswith("appointment.")]


def test_it_stays_the_same_one_and_its_old_time_is_free(agency: Agency) -> None:
    (before,) = agency.appointments()
    assert moves(agency) is None
    (after,) = agency.appointments()
    assert (after.key, after.state) == (before.key, "agreed")
    assert after.revision > before.revision
    assert after.starts_at == paris(THURSDAY)
    assert [at for _, at in quarters_of(agency)] == ["12 13:00", "12 13:15", "12 13:30", "12 13:45"]
    assert events(agency) == ["appointment.agreed", "appointment.moved"]
    assert agency.world.intact()


def test_the_same_form_twice_moves_it_once(agency: Agency) -> None:
    assert moves(agency) is None
    revision = agency.appointments()[0].revision
    assert moves(agency) is None
    assert agency.appointments()[0].revision == revision
    assert events(agency).count("appointment.moved") == 1


def test_half_an_hour_later_overlaps_only_itself(agency: Agency) -> None:
    assert moves(agency, "2026-03-11 11:00") is None
    assert len(quarters_of(agency)) == 4


def test_a_colleague_takes_it_over(agency: Agency) -> None:
    claire = agency.workers["Claire"]
    assert moves(agency, WEDNESDAY, staff_id=claire) is None
    assert {who for who, _ in quarters_of(agency)} == {claire}


def test_a_clash_changes_nothing(agency: Agency) -> None:
    assert makes(agency, THURSDAY, number=1) is None
    before = quarters_of(agency)
    assert moves(agency, "2026-03-12 13:30") is Problem.TAKEN
    assert quarters_of(agency) == before
    assert agency.appointments()[0].starts_at == paris(WEDNESDAY)


@pytest.mark.parametrize("whose", ["Valérie", None])
def test_nobody_is_met_on_a_day_of_absence(agency: Agency, whose: str | None) -> None:
    with agency.world.database.write() as session:
        days = {"starts_on": date(2026, 3, 12), "ends_on": date(2026, 3, 13)}
        session.add(Absence(team="ahu", staff_id=agency.workers.get(whose or ""), **days))
        for staff in session.query(Staff):
            session.query(Absence).update({"team": staff.team})
    assert moves(agency) is Problem.AWAY


def test_nobody_is_met_on_a_holiday_or_a_closure(agency: Agency) -> None:
    assert moves(agency, "2026-05-14 10:00") is Problem.AWAY  # Ascension
    with agency.world.database.write() as session:
        programme = session.query(programmes.Programme).one()
        programmes.add_closure(session, programme, date(2026, 3, 12), date(2026, 3, 12))
    assert moves(agency) is Problem.AWAY


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"starts_at": paris("2026-03-01 10:00")}, Problem.PAST),
        ({"minutes": 5}, Problem.LENGTH),
        ({"place": Where.ELSEWHERE}, Problem.PLACE),
        ({"place": Where.OFFICE, "office_id": 99}, Problem.OFFICE),
        ({"staff_id": 99}, Problem.WHO),
    ],
)
def test_what_could_not_be_made_is_not_moved_there(
    agency: Agency, changed: dict[str, object], why: Problem
) -> None:
    assert moves(agency, **changed) is why


def test_what_is_over_or_called_off_has_no_other_time(agency: Agency) -> None:
    agency.world.clock.set(paris("2026-03-11 11:00"))
    assert moves(agency) is Problem.SETTLED
    agency.world.clock.set(paris("2026-03-10 09:00"))
    found = agency.appointments()[0].id
    settle_appointment(agency.world.means, worker(agency), found, AppointmentState.CANCELLED)
    assert moves(agency) is Problem.SETTLED


def test_nobody_else_moves_it(agency: Agency) -> None:
    stranger = worker(agency)
    stranger.team = "autre"
    found = agency.appointments()[0].id
    wish = Wish(
        key="",
        person_id=None,
        staff_id=stranger.id,
        starts_at=paris(THURSDAY),
        minutes=60,
        place=Where.HOME,
    )
    assert move_appointment(agency.world.means, stranger, found, wish) is Problem.NO_CASE
    reader = worker(agency)
    reader.role = Role.RECEPTION
    assert move_appointment(agency.world.means, reader, found, wish) is Problem.NO_CASE


def test_it_is_not_put_into_the_night_at_somebodys_home(agency: Agency) -> None:
    assert moves(agency, "2026-03-12 21:30") is Problem.DARK


def test_one_that_is_not_agreed_any_more_is_proposed(agency: Agency) -> None:
    assert moves(agency, agreed=False) is None
    assert agency.appointments()[0].state == "proposed"
    assert passes(agency, "2026-03-11 17:05") == []


def test_the_reminder_names_the_new_day_only(agency: Agency) -> None:
    assert moves(agency) is None
    (sent,) = passes(agency, EVE, "2026-03-11 17:05")
    assert "demain à 14h avec Valérie" in (sent.body or "")


def test_one_that_waits_for_a_sender_does_not_leave(agency: Agency) -> None:
    agency.world.clock.set(paris(EVE))
    remind(agency.world.means, LIBRARY.answers)
    assert moves(agency) is None
    first, second = passes(agency, "2026-03-10 17:10", "2026-03-11 17:05")
    assert (first.status, first.reason) == ("cancelled", "moved")
    assert "demain à 14h" in (second.body or "")
    assert [call.body for call in agency.world.sms.calls if "demain" in call.body] == [second.body]


def test_one_that_left_is_followed_by_another(agency: Agency) -> None:
    passes(agency, EVE)
    assert moves(agency) is None
    _, second = passes(agency, "2026-03-11 17:05", "2026-03-11 17:10")
    assert "demain à 14h" in (second.body or "")


def test_one_that_left_is_corrected_at_once_when_it_is_late(agency: Agency) -> None:
    passes(agency, EVE)
    agency.world.clock.set(paris("2026-03-10 18:00"))
    assert moves(agency, "2026-03-11 15:00") is None
    _, second = passes(agency, "2026-03-10 18:05", "2026-03-10 18:10")
    assert "demain à 15h" in (second.body or "")


def test_without_one_that_left_the_same_evening_says_nothing(agency: Agency) -> None:
    agency.world.clock.set(paris("2026-03-10 16:00"))
    assert moves(agency, THURSDAY) is None
    agency.world.clock.set(paris("2026-03-11 18:00"))
    assert moves(agency, "2026-03-12 15:00") is None
    assert passes(agency, "2026-03-11 18:05") == []


def test_after_a_stop_a_move_brings_no_reminder(agency: Agency) -> None:
    agency.hears("STOP")
    assert moves(agency) is None
    passes(agency, "2026-03-11 17:05")
    assert [a for a in agency.world.attempts() if a.purpose == "reminder"] == []
    assert "remind_by_voice" not in [t.reason for t in agency.world.tasks()]
    with agency.world.database.read() as session:
        assert {p.status for p in session.query(ContactPoint)} >= {"opted_out"}
