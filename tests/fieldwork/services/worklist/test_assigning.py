"""Who takes a task on, and who may say so."""

import json

import pytest
from sqlalchemy import select

from outreach.fieldwork.services.worklist.assigning import Taken, assign, colleagues
from outreach.record.models.journal import JournalEntry
from outreach.staff.models import Role, Staff
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import Desk
from tests.fieldwork.services.worklist.conftest import hire


def test_a_task_is_given_and_given_back(desk: Desk) -> None:
    worker, other, letter = hire(desk, Role.WORKER), hire(desk, Role.WORKER), desk.find("step")
    means = desk.world.means
    assert assign(means, letter, other.id, worker) is Taken.DONE
    assert assign(means, letter, other.id, worker) is Taken.SAME
    assert desk.task(letter).owner_id == other.id
    assert assign(means, letter, None, worker) is Taken.DONE
    assert desk.task(letter).owner_id is None
    assert desk.events()[-2:] == ["task.assigned", "task.assigned"]
    with desk.world.database.read() as session:
        rows = select(JournalEntry.facts).where(JournalEntry.event == "task.assigned")
        said = [json.loads(facts)["to"] for facts in session.scalars(rows)]
    assert said == [other.code, None]


def test_nobody_outside_the_team_gets_one(desk: Desk) -> None:
    worker, letter = hire(desk, Role.WORKER), desk.find("step")
    for stranger in (hire(desk, Role.WORKER, team="Blois"), hire(desk, Role.ADMIN)):
        assert assign(desk.world.means, letter, stranger.id, worker) is Taken.NOBODY
        assert assign(desk.world.means, letter, worker.id, stranger) is Taken.UNKNOWN


@pytest.mark.parametrize(("kind", "able"), [("letter", True), ("call", False)])
def test_reception_is_given_letters_only(desk: Desk, kind: str, able: bool) -> None:
    reception = hire(desk, Role.RECEPTION)
    with desk.world.database.read() as session:
        ids = [each.id for each in colleagues(session, reception, kind)]
    assert (reception.id in ids) is able


def test_reception_gives_no_call_and_a_dpo_nothing(desk: Desk) -> None:
    call, me = desk.raises(TaskKind.CALL, "callback"), hire(desk, Role.WORKER)
    means = desk.world.means
    assert assign(means, call, me.id, hire(desk, Role.RECEPTION)) is Taken.FORBIDDEN
    assert assign(means, call, me.id, hire(desk, Role.DPO)) is Taken.FORBIDDEN


def test_what_is_closed_is_given_to_nobody(desk: Desk) -> None:
    worker: Staff = hire(desk, Role.WORKER)
    letter = desk.find("step")
    desk.done(letter, "cancelled")
    assert assign(desk.world.means, letter, worker.id, worker) is Taken.CLOSED
