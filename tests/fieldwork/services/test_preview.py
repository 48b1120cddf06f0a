"""The dates shown before a human resumes are those that the engine then keeps; looking is free."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from outreach.channels.base import Outcome as Sent
from outreach.channels.base import Result
from outreach.database import Database
from outreach.fieldwork.rules import Problem, Sequel
from outreach.fieldwork.services.outcomes import Outcome
from outreach.fieldwork.services.preview import Preview, preview
from outreach.messages.models import Attempt, Status
from outreach.messages.services.settle import News, settle
from outreach.sequences.rules.script import StepKind
from tests.fieldwork.desk import MONDAY, Desk, sit_down

MESSAGES = (StepKind.SMS, StepKind.EMAIL)


@pytest.fixture
def desk(database: Database) -> Desk:
    """A person who has the letter and the first SMS."""
    desk = sit_down(database)
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    return desk


def looks(desk: Desk, task: int, code: str = "continue", note: str = "") -> Preview:
    return preview(desk.world.means, task, Outcome(code, None, note), "claire")


def plays(desk: Desk, seen: Preview) -> None:
    """Tick at each announced date, and one minute before: messages leave then, and only then."""
    (run,) = seen.runs
    assert [step.channel for step in run.steps][:3] != []
    for step in run.steps[:3]:
        before = len(desk.world.attempts())
        if step.channel not in MESSAGES:
            return
        desk.world.clock.set(step.at - timedelta(minutes=1))
        desk.world.tick()
        assert len(desk.world.attempts()) == before, step
        desk.world.clock.set(step.at)
        desk.world.tick()
        last = desk.world.attempts()[-1]
        assert last.step == step.step
        assert step.at <= last.at < step.at + timedelta(seconds=1)


def test_what_is_shown_is_what_leaves(desk: Desk) -> None:
    desk.world.tick("2026-03-10 18:30")
    desk.hears("?")
    desk.world.tick("2026-03-26 10:00")
    task = desk.find("reply")
    seen = looks(desk, task)
    assert seen.closed.sequel is Sequel.RESUMED
    assert (desk.run().state, desk.open()) == ("paused", [("decide", "reply")])
    desk.done(task, "continue")
    plays(desk, seen)


def test_what_is_in_flight_does_not_hide_the_dates(desk: Desk) -> None:
    desk.world.sms.plan(Sent(Result.UNCERTAIN, code="timeout"))
    desk.world.tick("2026-03-10 18:30")
    desk.hears("?")
    desk.world.tick("2026-03-11 10:00")
    seen = looks(desk, desk.find("reply"))
    desk.done(desk.find("reply"), "continue")
    with desk.world.database.write() as session:
        flying = session.scalars(select(Attempt).where(Attempt.status == "uncertain")).one()
        now, follow = desk.world.clock.now(), desk.world.means.follow
        settle(session, flying, News(Status.SENT, source="callback"), now, follow)
    plays(desk, seen)


def test_a_look_changes_nothing(desk: Desk) -> None:
    desk.hears("STOP")
    task, before = desk.find("stop"), desk.events()
    assert looks(desk, task).closed.problem is Problem.STOPPED
    assert looks(desk, task, "new_visit", "Écrit.").closed.problem is None
    assert looks(desk, task, "close").runs == ()
    assert (desk.events(), desk.open(), desk.case().state) == (
        before,
        [("decide", "stop")],
        "contacting",
    )


def test_a_held_case_shows_no_date(desk: Desk) -> None:
    desk.hears("?")
    desk.hears("je veux plus vivre")
    seen = looks(desk, desk.find("reply"))
    assert (seen.closed.sequel, seen.runs) == (Sequel.HELD, ())
    assert date(2026, 3, 2) == desk.today
