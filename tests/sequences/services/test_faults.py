"""What breaks in one case stays in that case."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from outreach.cases.models import Case
from outreach.database import Database
from outreach.programmes.models import Closure, Programme
from outreach.sequences.models import Enrolment, ScriptVersion
from outreach.sequences.rules.script import canonical
from outreach.tasks.models import Task
from tests.replies.services.test_receive import hears
from tests.world import LIBRARY, World, add_case, make_ready, make_world, paris


def test_a_broken_run_waits_alone_and_a_human_is_told(database: Database) -> None:
    """One script version lost its French words; the other person still gets her message."""
    world = make_world(database)
    add_case(world)
    broken = add_case(world, phone="+33639980020", email="d@example.org")
    world.tick()
    world.post_letter(date(2026, 3, 2))
    files = canonical(LIBRARY.scripts["premier-contact"])
    files.pop("fr.toml")
    with database.write() as session:
        version = ScriptVersion(
            slug="premier-contact",
            number=2,
            files=files,
            digest="broken",
            published_at=world.clock.now(),
            published_by="test",
        )
        session.add(version)
        session.flush()
        session.scalars(select(Enrolment).order_by(Enrolment.id.desc())).first().version_id = (  # type: ignore[union-attr]
            version.id
        )
    report = world.tick("2026-03-10 18:30")
    assert report.sent == 1
    assert [a.step for a in world.attempts()] == ["S1"]
    assert "engine_fault" in [task.reason for task in world.tasks()]
    assert broken.startswith("AHU-2026-")
    assert world.tick().sent == 0


def shut_for_years(world: World, *, from_day: date) -> None:
    """The second household belongs to an agreement that its team closed until 2031."""
    with world.database.write() as session:
        old = session.get_one(Programme, world.programme_id)
        columns = [column.name for column in Programme.__table__.columns]
        new = Programme(**{name: getattr(old, name) for name in columns if name != "id"})
        new.code = "OTHER"
        session.add(new)
        session.flush()
        session.scalars(select(Case).order_by(Case.id)).all()[1].programme_id = new.id
        session.add(Closure(programme_id=new.id, starts_on=from_day, ends_on=date(2031, 1, 1)))


def leaves(world: World) -> list[str]:
    """The steps and answers that left."""
    world.tick()
    return [a.step or a.text_code or "" for a in world.attempts() if a.status == "accepted"]


def test_a_plan_that_has_no_end_stops_nobody_else(database: Database) -> None:
    """Found once its message was noted, it undid the batch of everybody, minute after minute."""
    world = make_ready(database, people=2)
    shut_for_years(world, from_day=date(2026, 3, 11))
    assert leaves(world) == ["S1"]
    assert "engine_fault" in [task.reason for task in world.tasks()]
    hears(world, "Bonjour ?")
    assert leaves(world) == ["S1", "ACK"]


def test_a_run_that_cannot_be_read_stops_nobody_else(database: Database) -> None:
    world = make_ready(database, people=2)
    shut_for_years(world, from_day=date(2026, 3, 3))
    with database.write() as session:
        task = session.scalars(select(Task).order_by(Task.id)).all()[1]
        task.visit_at = paris("2026-03-20 10:00")
    assert leaves(world) == ["S1"]
    assert "engine_fault" in [task.reason for task in world.tasks()]


def test_an_answer_leaves_even_if_no_claim_succeeds(database: Database) -> None:
    world = make_ready(database)
    hears(world, "Bonjour ?")
    world.means = replace(world.means, probe=fails_at("claimed"))
    with pytest.raises(RuntimeError):
        world.tick()
    assert [a.text_code for a in world.attempts() if a.status == "accepted"] == ["ACK"]


def fails_at(point: str) -> Callable[[str], None]:
    """A probe that breaks there."""

    def probe(reached: str) -> None:
        if reached == point:
            raise RuntimeError(point)

    return probe
