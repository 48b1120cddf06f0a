"""Whoever has an appointment is not silent: the machine waits, and a human looks after it."""

from datetime import date

import pytest

from outreach.agenda.models import AppointmentState
from outreach.database import Database
from outreach.fieldwork.rules import Sequel
from outreach.fieldwork.services.appointments.asking import OVER, ask_about_appointments
from outreach.fieldwork.services.appointments.settling import settle_appointment
from outreach.fieldwork.services.outcomes import Closed, Outcome, close_task
from outreach.inbox.services.acts.resuming import Bar, foresee
from outreach.inbox.services.waiting import to_answer
from outreach.staff.models import Staff
from outreach.tasks.models import Task
from tests.agenda.office import Agency, open_agency
from tests.world import paris

WEDNESDAY = date(2026, 3, 25)


@pytest.fixture
def chosen(sqlite_database: Database) -> Agency:
    """The person chose Wednesday morning, of what the third SMS offered."""
    agency = open_agency(sqlite_database, workers=("Valérie",))
    agency.until("S3")
    agency.hears("1")
    (appointment,) = agency.appointments()
    assert (appointment.state, appointment.starts_at.date()) == ("agreed", WEDNESDAY)
    return agency


def question(agency: Agency, reason: str) -> Task:
    """The open task that asks what to do, for a reason."""
    (task,) = (t for t in agency.world.tasks() if (t.reason, t.state) == (reason, "open"))
    return task


def goes_on(agency: Agency, reason: str) -> Closed:
    outcome = Outcome("continue")
    return close_task(agency.world.means, question(agency, reason).id, outcome, "valerie")


def settles(agency: Agency, state: AppointmentState) -> None:
    with agency.world.database.read() as session:
        valerie = session.get_one(Staff, agency.workers["Valérie"])
    (appointment,) = agency.appointments()
    assert settle_appointment(agency.world.means, valerie, appointment.id, state) is None


def test_going_on_writes_to_nobody_who_has_chosen_an_hour(chosen: Agency) -> None:
    assert goes_on(chosen, "slot_chosen").sequel is Sequel.MEETING
    assert chosen.open_reasons() == [], "it stands in the agenda: nothing is to decide before"
    sent = len(chosen.world.attempts())
    chosen.world.tick("2026-03-24 18:50")
    assert len(chosen.world.attempts()) == sent
    assert chosen.world.intact()


def test_what_then_is_asked_once_it_is_over(chosen: Agency) -> None:
    goes_on(chosen, "slot_chosen")
    chosen.world.clock.set(paris("2026-03-26 09:00"))
    ask_about_appointments(chosen.world.means)
    assert chosen.open_reasons() == [OVER]
    goes_on(chosen, OVER)
    assert goes_on(chosen, "paused").sequel is Sequel.RESUMED


def test_it_is_asked_at_once_when_the_appointment_is_called_off(chosen: Agency) -> None:
    goes_on(chosen, "slot_chosen")
    settles(chosen, AppointmentState.CANCELLED)
    assert goes_on(chosen, "paused").sequel is Sequel.RESUMED


def test_the_inbox_waits_for_it_as_well(chosen: Agency) -> None:
    goes_on(chosen, "slot_chosen")
    with chosen.world.database.read() as session:
        assert to_answer(session) == []
        valerie = session.get_one(Staff, chosen.workers["Valérie"])
    plan = foresee(chosen.world.means, valerie, 1)
    assert plan is not None
    assert plan.bar is Bar.MEETING
