"""A task is raised once, found while open, and cancelled with its reason in the journal."""

from datetime import date

import pytest
from sqlalchemy import select

from outreach.cases.models import Case
from outreach.database import Database
from outreach.record import services as record
from outreach.sequences.models import Enrolment
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, cancel_open, open_tasks, raise_task
from tests.world import World, add_case, make_world

DUE = date(2026, 3, 3)


@pytest.fixture
def world(database: Database) -> World:
    world = make_world(database)
    add_case(world)
    return world


def test_an_open_twin_is_given_back_instead(world: World) -> None:
    now = world.clock.now()
    with world.database.write() as session:
        case = session.scalars(select(Case)).one()
        new = NewTask(TaskKind.DECIDE, DUE, reason="reply")
        first = raise_task(session, case, new, now=now)
        assert raise_task(session, case, new, now=now) is first
        other = raise_task(session, case, NewTask(TaskKind.DECIDE, DUE, reason="alert"), now=now)
        assert other is not first
        first.state = "done"
        session.flush()
        assert raise_task(session, case, new, now=now) is not first
        assert case.journal_length == 3
    with world.database.read() as session:
        assert record.verify(session).intact


def test_a_step_that_is_raised_again_has_a_new_round(world: World) -> None:
    now = world.clock.now()
    with world.database.write() as session:
        case = session.scalars(select(Case)).one()
        run = session.scalars(select(Enrolment.id)).one()
        new = NewTask(TaskKind.LETTER, DUE, step="info", enrolment_id=run)
        first = raise_task(session, case, new, now=now)
        first.state = "done"
        session.flush()
        assert (first.round, raise_task(session, case, new, now=now).round) == (1, 2)


def test_open_tasks_stand_by_due_day(world: World) -> None:
    now = world.clock.now()
    with world.database.write() as session:
        case = session.scalars(select(Case)).one()
        for day, kind in ((5, TaskKind.CALL), (3, TaskKind.VISIT), (4, TaskKind.LETTER)):
            raise_task(session, case, NewTask(kind, date(2026, 3, day)), now=now)
        raise_task(session, None, NewTask(TaskKind.DECIDE, date(2026, 3, 1)), now=now)
        kinds = [task.kind for task in open_tasks(session)]
    assert kinds == ["decide", "visit", "letter", "call"]


def test_only_the_kinds_named_are_cancelled(world: World) -> None:
    now = world.clock.now()
    with world.database.write() as session:
        case = session.scalars(select(Case)).one()
        run = session.scalars(select(Enrolment.id)).one()
        step = NewTask(TaskKind.MESSAGE, DUE, step="S1", enrolment_id=run)
        by_hand = NewTask(TaskKind.MESSAGE, DUE, reason="ACK")
        letter = NewTask(TaskKind.LETTER, DUE)
        for new in (step, by_hand, letter):
            raise_task(session, case, new, now=now)
        kinds = (TaskKind.MESSAGE,)
        assert cancel_open(session, case, kinds, now=now, actor="claire", steps_only=True) == 1
        assert cancel_open(session, case, kinds, now=now, actor="claire") == 1
        assert [task.kind for task in open_tasks(session)] == ["letter"]
    assert [(t.state, t.outcome) for t in world.tasks()] == [
        *[("cancelled", "cancelled")] * 2,
        ("open", None),
    ]
