"""Somebody wrote before the landlord's file brought them: a human reads that first."""

import pytest
from sqlalchemy import select

from outreach.cases.models import Case, Pause, Thread
from outreach.database import Database
from outreach.programmes.models import Programme
from outreach.sequences.models import Enrolment
from outreach.sequences.services.admitting import admit_waiting
from tests.intake.services.test_importing import load, someone
from tests.replies.services.test_receive import hears
from tests.world import World, make_world

THEIRS = "+33639982001"


@pytest.fixture
def world(database: Database) -> World:
    """An agreement, and a number of nobody that wrote to us."""
    world = make_world(database, "2026-11-23 09:00")
    hears(world, "Bonjour, qui êtes-vous ?", sender=THEIRS)
    return world


def states(world: World) -> list[tuple[str, str | None]]:
    """Each run's state, and why its case is paused."""
    with world.database.read() as session:
        why = {one.case_id: one.reason for one in session.scalars(select(Pause))}
        runs = session.scalars(select(Enrolment).order_by(Enrolment.id))
        return [(run.state, why.get(run.case_id)) for run in runs]


def test_whose_words_lie_in_no_case_yet_is_not_texted(world: World) -> None:
    """And somebody else of the same file is."""
    load(world, someone(1), someone(2))
    assert states(world) == [("paused", "reply"), ("active", None)]
    assert world.intact()


def test_nor_whoever_waited_for_a_place_meanwhile(world: World) -> None:
    """They start when one is free: the words still wait."""
    with world.database.write() as session:
        session.get_one(Programme, world.programme_id).capacity = 0
    load(world, someone(1))
    assert states(world) == []
    with world.database.write() as session:
        session.get_one(Programme, world.programme_id).capacity = 9
    admit_waiting(world.means)
    assert states(world) == [("paused", "reply")]


def test_their_case_asks_whose_words_these_are_and_waits_for_somebody(world: World) -> None:
    """Though somebody takes the thread for a stranger's, and it leaves the inbox."""
    load(world, someone(1), someone(2))
    with world.database.write() as session:
        session.scalars(select(Thread).where(Thread.case_id.is_(None))).one().alert = False
        first = session.scalars(select(Case.id).order_by(Case.id)).first()
    asked = [(t.case_id, t.kind) for t in world.tasks() if t.reason == "to_attach"]
    assert asked == [(first, "decide")]


def test_an_alert_that_lies_in_no_case_holds_it_as_one(database: Database) -> None:
    world = make_world(database, "2026-11-23 09:00")
    hears(world, "je veux plus vivre", sender=THEIRS)
    load(world, someone(1))
    with world.database.read() as session:
        rows = select(Pause.reason).order_by(Pause.id)
        assert list(session.scalars(rows)) == ["reply", "alert"]


def test_words_that_a_human_has_dealt_with_hold_nobody_up(world: World) -> None:
    with world.database.write() as session:
        session.scalars(select(Thread)).one().first_unanswered_at = None
    load(world, someone(1))
    assert states(world) == [("active", None)]
