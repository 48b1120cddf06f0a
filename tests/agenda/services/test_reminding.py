"""The reminder of the day before: once, through the gate, never after a cancellation."""

from datetime import timedelta

import pytest

from outreach.agenda.models import AppointmentState, Where
from outreach.cases.models import Thread
from outreach.database import Database
from outreach.fieldwork.services.appointments.making import Wish, make
from outreach.fieldwork.services.appointments.reminding import remind
from outreach.fieldwork.services.appointments.settling import settle_appointment
from outreach.messages.models import Attempt
from outreach.people.models import ContactPoint
from outreach.programmes import services as programmes
from outreach.staff.models import Staff
from tests.agenda.office import Agency, open_agency
from tests.world import LIBRARY, paris

WEDNESDAY = "2026-03-11 10:30"


@pytest.fixture
def agency(database: Database) -> Agency:
    return agreed(database, WEDNESDAY)


def agreed(database: Database, at: str) -> Agency:
    """An appointment that Valérie made on the first Monday of March."""
    agency = open_agency(database, workers=("Valérie",))
    with database.read() as session:
        staff = session.get_one(Staff, agency.workers["Valérie"])
    wish = Wish(
        key=agency.world.clock.key(),
        person_id=1,
        staff_id=staff.id,
        starts_at=paris(at),
        minutes=60,
        place=Where.HOME,
    )
    assert make(agency.world.means, staff, agency.references[0], wish) is None
    return agency


def passes(agency: Agency, *instants: str) -> list[Attempt]:
    """The worker's rounds at these instants; the reminders there are then."""
    for instant in instants:
        agency.world.clock.set(paris(instant))
        remind(agency.world.means, LIBRARY.answers)
        agency.world.tick()
    return [a for a in agency.world.attempts() if a.purpose == "reminder"]


def test_it_leaves_the_evening_before_and_once(agency: Agency) -> None:
    assert passes(agency, "2026-03-09 18:00", "2026-03-10 16:55") == []
    (sent,) = passes(agency, "2026-03-10 17:05", "2026-03-10 17:10", "2026-03-11 09:35")
    assert sent.body == (
        "Bonjour Camille, rendez-vous demain à 10h30 avec Valérie, association AHU. "
        "Pour changer : répondez 0 ou appelez le 02 38 00 00 00."
    )
    assert sent.status == "accepted"
    assert agency.world.intact()


def test_after_a_closed_day_it_names_the_day(database: Database) -> None:
    agency = agreed(database, "2026-03-16 10:30")
    (sent,) = passes(agency, "2026-03-12 18:00", "2026-03-13 18:00", "2026-03-15 18:00")
    assert "rendez-vous lundi 16 à 10h30 avec Valérie" in (sent.body or "")


def test_a_cancelled_one_is_never_recalled(agency: Agency) -> None:
    with agency.world.database.read() as session:
        staff = session.get_one(Staff, agency.workers["Valérie"])
    found = agency.appointments()[0].id
    settle_appointment(agency.world.means, staff, found, AppointmentState.CANCELLED)
    assert passes(agency, "2026-03-10 17:05", "2026-03-10 18:00") == []


def test_one_that_waits_for_a_sender_is_taken_back(agency: Agency) -> None:
    agency.world.clock.set(paris("2026-03-10 17:05"))
    remind(agency.world.means, LIBRARY.answers)
    with agency.world.database.read() as session:
        staff = session.get_one(Staff, agency.workers["Valérie"])
    found = agency.appointments()[0].id
    settle_appointment(agency.world.means, staff, found, AppointmentState.CANCELLED)
    (taken,) = passes(agency, "2026-03-10 17:10")
    assert (taken.status, agency.world.sms.calls) == ("cancelled", [])


def test_a_stop_leaves_a_call_to_a_human(agency: Agency) -> None:
    with agency.world.database.write() as session:
        for point in session.query(ContactPoint):
            point.status = "opted_out"
    assert passes(agency, "2026-03-10 17:05", "2026-03-10 18:00") == []
    assert [t.reason for t in agency.world.tasks() if t.kind == "call"] == ["remind_by_voice"]


def test_a_discreet_phone_gets_none(agency: Agency) -> None:
    with agency.world.database.write() as session:
        for point in session.query(ContactPoint):
            point.discreet = True
    assert passes(agency, "2026-03-10 17:05") == []


def test_under_a_hold_it_waits_for_its_end(agency: Agency) -> None:
    with agency.world.database.write() as session:
        programmes.hold(session, None, actor="test", reason="", now=agency.world.clock.now())
    assert passes(agency, "2026-03-10 17:05") == []
    with agency.world.database.write() as session:
        programmes.release(session, None, actor="test", now=agency.world.clock.now())
    assert len(passes(agency, "2026-03-10 17:30")) == 1


def test_by_night_and_on_the_day_itself_nothing_leaves(agency: Agency) -> None:
    assert passes(agency, "2026-03-10 21:00", "2026-03-11 09:35") == []


def test_words_that_nobody_read_stand_before_it(agency: Agency) -> None:
    """It may be "I can't come": somebody rings up."""
    agency.world.clock.advance(timedelta(hours=1))
    agency.hears("je ne pourrai pas mercredi")
    assert passes(agency, "2026-03-10 17:05") == []
    assert "remind_by_voice" in [t.reason for t in agency.world.tasks()]


def test_words_that_were_answered_do_not(agency: Agency) -> None:
    agency.world.clock.advance(timedelta(hours=1))
    agency.hears("d'accord")
    with agency.world.database.write() as session:
        for thread in session.query(Thread):
            thread.first_unanswered_at = None
    assert len(passes(agency, "2026-03-10 17:05")) == 1


def test_a_zero_after_it_is_a_wish_to_change(agency: Agency) -> None:
    passes(agency, "2026-03-10 17:05")
    agency.hears("0")
    assert agency.open_reasons() == ["reply"]
    assert [a.state for a in agency.appointments()] == ["agreed"]
