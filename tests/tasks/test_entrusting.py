"""A case goes to somebody of its team with its tasks, and the journal says to whom."""

import json

import pytest
from sqlalchemy import select, update

from outreach.cases.models import Case, CaseState
from outreach.database import Database
from outreach.record.models.journal import JournalEntry
from outreach.staff import models
from outreach.staff.models import Role, Staff
from outreach.staff.rules import DEFAULT_TEAM
from outreach.tasks.models import Task, TaskKind
from outreach.tasks.services import Entrusted, NewTask, entrust, followers, raise_task
from tests.world import World, add_case, make_world

ME = Staff(code="S-0009", role=Role.WORKER, team=DEFAULT_TEAM)


@pytest.fixture
def world(database: Database) -> World:
    world = make_world(database)
    add_case(world)
    return world


def hire(world: World, name: str, role: Role = Role.WORKER, **more: object) -> int:
    with world.database.write() as session:
        row = models.Staff(
            code=f"S-{len(name):04d}",
            email=f"{name}@example.org",
            first_name=name,
            role=role,
            session_key=name,
            created_at=world.clock.now(),
            **{"team": DEFAULT_TEAM, **more},
        )
        session.add(row)
        session.flush()
        return row.id


def gives(world: World, to: int | None, staff: Staff = ME) -> Entrusted:
    return entrust(world.database, world.clock, staff, "ahu-2026-0001", to)


def raises(world: World, owner: int | None) -> int:
    with world.database.write() as session:
        case = session.scalars(select(Case)).one()
        new = NewTask(TaskKind.CALL, world.clock.now().date(), reason=f"r{owner or 0}")
        task = raise_task(session, case, new, now=world.clock.now())
        task.owner_id = owner
        return task.id


def test_a_case_and_its_tasks_are_given(world: World) -> None:
    valerie, claire = hire(world, "Valérie"), hire(world, "Claire")
    nobodys, hers, others = (raises(world, owner) for owner in (None, valerie, claire))
    assert gives(world, valerie) is Entrusted.DONE
    assert gives(world, valerie) is Entrusted.SAME
    assert gives(world, None) is Entrusted.DONE
    with world.database.read() as session:
        owners = {task.id: task.owner_id for task in session.scalars(select(Task))}
        assert session.scalars(select(Case.owner_id)).one() is None
    assert owners == {nobodys: None, hers: None, others: claire}


def test_the_journal_names_who_gave_and_who_got(world: World) -> None:
    gives(world, hire(world, "Claire"))
    with world.database.read() as session:
        rows = select(JournalEntry).where(JournalEntry.event == "case.entrusted")
        entry = session.scalars(rows).one()
    assert (entry.actor, json.loads(entry.facts)) == ("S-0009", {"to": "S-0006"})
    assert world.intact()


@pytest.mark.parametrize(
    ("role", "more"),
    [
        (Role.RECEPTION, {}),
        (Role.DPO, {}),
        (Role.WORKER, {"team": "Ailleurs"}),
        (Role.WORKER, {"active": False}),
    ],
)
def test_only_who_follows_cases_of_the_team_gets_one(
    world: World, role: Role, more: dict[str, object]
) -> None:
    somebody = hire(world, "Dominique", role, **more)
    assert gives(world, somebody) is Entrusted.NOBODY
    with world.database.read() as session:
        assert followers(session, DEFAULT_TEAM) == []


def test_nobody_gives_what_they_may_not_see_or_what_is_over(world: World) -> None:
    claire = hire(world, "Claire")
    stranger = Staff(code="S-0008", role=Role.WORKER, team="Ailleurs")
    assert gives(world, claire, stranger) is Entrusted.NO_CASE
    with world.database.write() as session:
        session.execute(update(Case).values(state=CaseState.CLOSED))
    assert gives(world, claire) is Entrusted.CLOSED
