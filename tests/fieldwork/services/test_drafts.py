"""A draft is ticked only while it may still leave; one that nobody sent is taken back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from outreach.cases.models import Case, PauseReason
from outreach.cases.services import pause
from outreach.channels.base import Medium
from outreach.channels.manual_sms import ManualSms
from outreach.database import Database
from outreach.fieldwork.rules import Problem
from outreach.fieldwork.services.drafts import drop_stale
from outreach.people.models import ContactPoint, Person
from outreach.people.services import opt_out
from outreach.upkeep.services import nightly
from tests.fieldwork.desk import MONDAY, Desk
from tests.world import add_case, make_world, paris


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    """The first SMS waits to be sent from the association's mobile, since the 10th at 18:50."""
    world = make_world(sqlite_database, doors={Medium.SMS: ManualSms()})
    desk = Desk(world, add_case(world, email=None))
    world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    world.tick("2026-03-10 18:50")
    assert desk.open() == [("message", "draft")]
    world.clock.set(paris("2026-03-11 10:00"))
    return desk


def refuse(desk: Desk) -> None:
    with desk.world.database.write() as session:
        person = session.scalars(select(Person.id)).one()
        opt_out(session, person, source="sms", now=desk.world.clock.now())


def watched(desk: Desk) -> None:
    with desk.world.database.write() as session:
        for point in session.scalars(select(ContactPoint)):
            point.discreet = True


def paused(desk: Desk) -> None:
    with desk.world.database.write() as session:
        case, now = session.scalars(select(Case)).one(), desk.world.clock.now()
        pause(session, case, PauseReason.MANUAL, actor="claire", now=now)


def late(desk: Desk) -> None:
    desk.world.clock.set(paris("2026-03-16 10:00"))


def lunch(desk: Desk) -> None:
    desk.world.clock.set(paris("2026-03-11 13:00"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (refuse, "opted_out"),
        (watched, "point_unusable"),
        (paused, "paused"),
        (late, "expired"),
        (lunch, "outside_hours"),
    ],
)
def test_a_draft_that_must_not_leave_is_not_ticked(
    desk: Desk, change: Callable[[Desk], None], why: str
) -> None:
    change(desk)
    draft = desk.find("draft")
    closed = desk.closes(draft, "sent")
    assert (closed.problem, closed.why) == (Problem.DRAFT, why)
    assert desk.world.attempts()[-1].status == "reserved"
    desk.done(draft, "sent", note="Partie hier, avant le STOP.")
    assert desk.world.attempts()[-1].status == "sent"
    assert desk.task(draft).note == "Partie hier, avant le STOP."


def test_a_draft_that_may_leave_is_ticked(desk: Desk) -> None:
    desk.done(desk.find("draft"), "sent")
    assert desk.world.attempts()[-1].status == "sent"


def test_a_draft_is_always_given_up(desk: Desk) -> None:
    refuse(desk)
    desk.done(desk.find("draft"), "not_sent")
    assert desk.world.attempts()[-1].status == "blocked"


def test_a_draft_that_nobody_sent_is_taken_back_and_planned_again(desk: Desk) -> None:
    late(desk)
    nightly.run_if_due(desk.world.means)
    assert (desk.world.attempts()[-1].status, desk.open()) == ("cancelled", [])
    desk.world.tick("2026-03-16 18:50")
    tries = [(a.step, a.try_no, a.status) for a in desk.world.attempts() if a.channel == "sms"]
    assert tries == [("S1", 1, "cancelled"), ("S1", 2, "reserved")]
    assert desk.open() == [("message", "draft")]
    assert desk.events()[-1] != ""


def test_a_young_draft_is_left_alone(desk: Desk) -> None:
    desk.world.clock.advance(timedelta(days=2))
    with desk.world.database.write() as session:
        assert drop_stale(session, desk.world.means, desk.world.clock.now()) == 0
    assert desk.open() == [("message", "draft")]


def test_a_draft_that_had_left_before_the_reply_was_noted_is_told_with_a_note(desk: Desk) -> None:
    """The worker sends it, the answer comes at once, and is noted first: both are in the record."""
    draft = desk.find("draft")
    desk.hears("Oui")
    closed = desk.closes(draft, "sent")
    assert (closed.problem, closed.why) == (Problem.DRAFT, "paused")
    desk.done(draft, "sent", note="Parti à 9 h 50, avant sa réponse.")
    assert desk.closes(draft, "sent", note="Encore.").problem is Problem.CLOSED
    tries = [(a.try_no, a.status, a.automated) for a in desk.world.attempts() if a.step == "S1"]
    assert tries == [(1, "cancelled", True), (2, "sent", False)]
    assert desk.world.intact()
    desk.done(desk.find("yes"), "no_answer")
    desk.done(desk.find("paused"), "continue")
    for day in range(12, 28):
        desk.world.tick(f"2026-03-{day} 18:50")
    steps = [a.step for a in desk.world.attempts() if a.channel == "sms" and a.step]
    assert steps.count("S1") == 2  # never again: it has left


def test_a_draft_that_was_drafted_again_is_ticked_there(desk: Desk) -> None:
    old = desk.find("draft")
    late(desk)
    nightly.run_if_due(desk.world.means)
    desk.world.tick("2026-03-16 18:50")
    assert desk.closes(old, "sent", note="Parti le 11.").problem is Problem.CLOSED
    desk.done(desk.find("draft"), "sent", MONDAY.replace(day=11), "Parti le 11.")
    assert [a.status for a in desk.world.attempts()][-1] == "sent"
