"""A meeting that is over and that nobody told of: a human is asked, so that none waits unseen."""

import pytest

from outreach.agenda.models import AppointmentState
from outreach.database import Database
from outreach.fieldwork.services.appointments.asking import OVER, ask_about_appointments
from tests.agenda.office import Agency, open_agency
from tests.agenda.services.test_appointments import makes, settles
from tests.agenda.services.test_moving import moves
from tests.world import paris


@pytest.fixture
def agency(database: Database) -> Agency:
    agency = open_agency(database, people=2, workers=("Valérie", "Claire"))
    assert makes(agency, "2026-03-10 14:00") is None
    return agency


def asked(agency: Agency, at: str) -> int:
    """How many questions are open after the worker's rounds."""
    agency.world.clock.set(paris(at))
    for _ in range(2):
        ask_about_appointments(agency.world.means)
    return agency.open_reasons().count(OVER)


def test_it_is_asked_the_day_after_and_once(agency: Agency) -> None:
    assert asked(agency, "2026-03-10 18:00") == 0, "whoever received may still write it down"
    assert asked(agency, "2026-03-11 00:01") == 1
    assert asked(agency, "2026-03-20 09:00") == 1
    assert asked(agency, "2026-09-20 09:00") == 1, "however long nobody answers"
    assert agency.world.intact()


@pytest.mark.parametrize("became", ["done", "missed", "cancelled"])
def test_whatever_became_of_it_answers(agency: Agency, became: str) -> None:
    assert asked(agency, "2026-03-11 09:00") == 1
    assert settles(agency, AppointmentState(became)) is None
    assert asked(agency, "2026-03-12 09:00") == 0


def test_one_that_was_told_of_in_time_is_not_asked_about(agency: Agency) -> None:
    agency.world.clock.set(paris("2026-03-10 15:10"))
    assert settles(agency, AppointmentState.DONE) is None
    assert asked(agency, "2026-03-11 09:00") == 0


def test_one_that_was_only_proposed_is_asked_about_too(agency: Agency) -> None:
    assert makes(agency, "2026-03-10 16:00", number=1, agreed=False) is None
    assert asked(agency, "2026-03-11 09:00") == 2


def test_one_that_was_moved_is_asked_about_when_that_is_over(agency: Agency) -> None:
    assert moves(agency, "2026-03-12 15:00") is None
    assert asked(agency, "2026-03-12 09:00") == 0
    assert asked(agency, "2026-03-13 09:00") == 1


def test_what_a_human_answered_is_not_asked_again(agency: Agency) -> None:
    assert asked(agency, "2026-03-11 09:00") == 1
    (task,) = [each for each in agency.world.tasks() if each.reason == OVER]
    with agency.world.database.write() as session:
        row = session.merge(task)
        row.state, row.done_by, row.done_at = "done", "claire", agency.world.clock.now()
    assert asked(agency, "2026-03-12 09:00") == 0
