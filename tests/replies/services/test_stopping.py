"""A STOP with something beside it: its confirmation, or the alert that comes first."""

import pytest
from sqlalchemy import func, select

from outreach.database import Database
from outreach.fieldwork.rules import Problem
from outreach.people.models import ContactPoint, OptOut
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import NUMBER, Desk, sit_down
from tests.world import add_case, add_person

BOTH = "stop je meurs"  # three words that start with STOP, and a cry for help


@pytest.fixture
def desk(database: Database) -> Desk:
    """A person whose letter is asked for; on both engines."""
    desk = sit_down(database)
    desk.world.tick()
    return desk


@pytest.mark.parametrize("text", ["plus de SMS", "Pas de sms svp"])
def test_no_more_texts_is_a_stop_and_confirmed(desk: Desk, text: str) -> None:
    desk.hears(text)
    desk.world.tick()
    assert [(a.text_code, a.status) for a in desk.world.attempts()] == [("STOP", "accepted")]
    assert desk.open() == [("decide", "stop")]


def test_an_alert_in_a_stop_is_a_task_of_its_own_and_the_stop_holds(desk: Desk) -> None:
    desk.hears(BOTH)
    assert desk.open() == [("decide", "alert"), ("decide", "stop")]
    assert set(desk.pauses()) == {"reply", "alert", "opt_out"}
    assert (desk.run().state, desk.run().reason) == ("finished", "opted_out")
    with desk.world.database.read() as session:
        assert set(session.scalars(select(ContactPoint.status))) == {"opted_out"}
        assert session.scalar(select(func.count()).select_from(OptOut)) == 2
    assert "alert.raised" in desk.events()
    assert desk.inbox()[0].alert


def test_nothing_automatic_answers_a_stop_in_danger(desk: Desk) -> None:
    """ "We write no more" would shut the door, and "we answer by noon" would break the STOP."""
    desk.hears(BOTH)
    desk.world.tick()
    assert desk.world.attempts() == []


def test_no_case_is_closed_over_the_alert_of_a_stop(desk: Desk) -> None:
    desk.hears(BOTH)
    assert desk.closes(desk.find("stop"), "close").problem is Problem.ALERT
    assert desk.closes(desk.find("alert"), "cancelled").problem is Problem.KEPT
    decided = desk.done(
        desk.find("alert"), "new_visit", note="Appel avec la coordination.", role="coordinator"
    )
    assert decided.problem is None
    desk.done(desk.find("stop"), "close")
    assert (desk.case().state, desk.case().close_reason) == ("closed", "stopped")


def test_the_alert_of_a_stop_stays_in_sight_until_it_is_decided(desk: Desk) -> None:
    desk.hears(BOTH)
    desk.done(desk.find("stop"), "final_letter", note="Écrit.", role="coordinator")
    assert [waiting.alert for waiting in desk.inbox()] == [True]


def test_in_a_household_the_alert_and_the_stop_are_of_who_wrote(desk: Desk) -> None:
    add_person(desk.world, desk.reference)
    desk.hears(BOTH, "+33639980019")
    with desk.world.database.read() as session:
        stopped = select(ContactPoint.value).where(ContactPoint.status == "opted_out")
        assert "+33639980019" in set(session.scalars(stopped))
        assert NUMBER not in set(session.scalars(stopped))
    assert desk.open()[-2:] == [("decide", "alert"), ("decide", "stop")]


def test_a_stop_of_a_shared_number_is_the_law_before_anybody_knows_who_wrote(desk: Desk) -> None:
    add_case(desk.world, first_name="Dominique", email="dominique@example.org")
    desk.hears(BOTH)
    raised = {t.reason for t in desk.world.tasks() if t.kind == TaskKind.DECIDE}
    assert raised == {"to_attach", "stop"}
    assert desk.inbox()[0].alert
