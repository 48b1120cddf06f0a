"""The same person under two references gets one first message, not two."""

import pytest
from sqlalchemy import select

from outreach.cases.models import Case, Pause
from outreach.database import Database
from outreach.fieldwork.rules import Sequel
from outreach.intake.services.importing import import_file
from outreach.programmes.models import Programme
from outreach.sequences.models import Enrolment
from outreach.sequences.services.admitting import admit_waiting
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import Desk
from tests.intake.files import as_csv, grid, row
from tests.world import World, make_world

DECIDE = TaskKind.DECIDE


@pytest.fixture
def world(sqlite_database: Database) -> World:
    return make_world(sqlite_database, "2026-11-23 09:00")


def load(world: World, *references: str) -> None:
    """The same tenant under each reference."""
    rows = [
        row(reference=each, date_entree="01/09/2026", premier_impaye="05/10/2026")
        for each in references
    ]
    assert import_file(world.means, as_csv(grid(*rows)), None, fictitious_allowed=True) is not None


def twins(world: World) -> tuple[Desk, Desk]:
    load(world, "LL-1")
    load(world, "LL-2")
    with world.database.read() as session:
        first, second = session.scalars(select(Case.reference).order_by(Case.id))
    return Desk(world, first), Desk(world, second)


def pauses(desk: Desk) -> list[str]:
    with desk.world.database.read() as session:
        rows = select(Pause.reason).where(Pause.case_id == desk.case().id, Pause.ended_at.is_(None))
        return list(session.scalars(rows))


def question(desk: Desk) -> int:
    mine = desk.case().id
    (found,) = [
        t.id
        for t in desk.world.tasks()
        if (t.case_id, t.reason, t.state) == (mine, "same_person", "open")
    ]
    return found


def test_the_second_case_waits_for_a_human(world: World) -> None:
    first, second = twins(world)
    assert (first.run().state, pauses(first)) == ("active", [])
    assert (second.run().state, pauses(second)) == ("paused", ["manual"])
    world.tick()
    kinds = {t.kind for t in world.tasks() if t.case_id == second.case().id}
    assert "letter" not in kinds


def test_two_rows_of_one_file_both_wait(world: World) -> None:
    load(world, "LL-1", "LL-2")
    with world.database.read() as session:
        assert set(session.scalars(select(Enrolment.state))) == {"paused"}


def test_a_human_lets_it_go_on(world: World) -> None:
    _, second = twins(world)
    for task in [t for t in world.tasks() if t.reason == "shared_number"]:
        second.done(task.id, "continue")
    assert second.done(question(second), "continue").sequel is Sequel.RESUMED
    assert (second.run().state, pauses(second)) == ("active", [])


def test_the_first_case_goes_on_whatever_is_said_of_it(world: World) -> None:
    first, second = twins(world)
    assert first.done(question(first), "continue").sequel is None
    assert (first.run().state, second.run().state) == ("active", "paused")


def test_another_decision_does_not_answer_the_question(world: World) -> None:
    _, second = twins(world)
    task = second.raises(DECIDE, "reply")
    assert second.done(task, "continue").sequel is Sequel.HELD
    assert second.run().state == "paused"


def test_a_twin_that_waits_for_a_place_waits_for_a_human_too(world: World) -> None:
    with world.database.write() as session:
        session.scalars(select(Programme)).one().capacity = 1
    _, second = twins(world)
    assert (second.case().state, pauses(second)) == ("waiting", ["manual"])
    with world.database.write() as session:
        session.scalars(select(Programme)).one().capacity = 2
    admit_waiting(world.means)
    world.tick()
    with world.database.read() as session:
        rows = select(Enrolment.case_id).where(Enrolment.position > 0)
        assert second.case().id not in set(session.scalars(rows))
