"""Tasks that are closed together end as if each had been closed by itself."""

from sqlalchemy import select

from outreach.database import Database
from outreach.fieldwork.rules import Problem
from outreach.fieldwork.services.outcomes import Closed, Outcome, Wish, close_task, close_tasks
from outreach.sequences.models import Enrolment
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import sit_down
from tests.statements import heard
from tests.world import World, add_case, make_world

NAMES = ("Camille", "Zoé", "Inès", "Noé", "Hugo")


def _street(database: Database) -> World:
    """Five households whose first letters are to be posted."""
    world = make_world(database)
    for rank, name in enumerate(NAMES):
        add_case(world, first_name=name, phone=f"+3363998001{rank}", email=f"p{rank}@example.org")
    world.tick()
    return world


def _wishes(world: World, *more: tuple[int, str]) -> list[Wish]:
    letters = [(task.id, "posted") for task in world.tasks()]
    return [Wish(task_id, Outcome(code), "claire") for task_id, code in (*letters, *more)]


def _runs(world: World) -> list[tuple[str, object, str]]:
    with world.database.read() as session:
        rows = session.scalars(select(Enrolment).order_by(Enrolment.id))
        return [(row.state, row.due_at, row.reason) for row in rows]


def test_each_run_is_planned_as_if_its_task_were_the_only_one(sqlite_database: Database) -> None:
    world = _street(sqlite_database)
    wishes = _wishes(world)
    first = close_task(world.means, wishes[0].task_id, wishes[0].outcome, "claire")
    found = close_tasks(world.means, wishes[1:])
    assert [each.problem for each in (first, *found)] == [None] * len(NAMES)
    assert len({why for _, _, why in _runs(world)}) == 1
    assert all(due is not None and due > world.clock.now() for _, due, _ in _runs(world))
    assert [each.status for each in world.attempts()] == ["posted"] * len(NAMES)
    assert world.intact()


def test_one_that_can_not_be_closed_stops_no_other(database: Database) -> None:
    world = _street(database)
    task_id = world.tasks()[0].id
    found = close_tasks(world.means, _wishes(world, (999, "posted"), (task_id, "met")))
    assert [each.problem for each in found[:5]] == [None] * 5
    assert found[5] == Closed(999, Problem.UNKNOWN)
    assert found[6].problem is Problem.OUTCOME


def test_what_the_first_one_settles_is_settled_for_the_second(sqlite_database: Database) -> None:
    desk = sit_down(sqlite_database)
    desk.world.tick()
    desk.hears("OUI")
    call, decide = desk.raises(TaskKind.CALL), desk.raises(TaskKind.DECIDE, "reply")
    wishes = [Wish(decide, Outcome("close"), "claire"), Wish(call, Outcome("reached"), "claire")]
    closed = close_tasks(desk.world.means, wishes)
    assert [each.problem for each in closed] == [None, Problem.CLOSED]
    assert (desk.case().state, desk.open()) == ("closed", [])


def test_many_are_planned_again_at_one_go(sqlite_database: Database) -> None:
    world = _street(sqlite_database)
    wishes = _wishes(world)
    plans = []
    for some in (wishes[:2], wishes[2:]):
        with heard(world.database) as statements:
            close_tasks(world.means, some)
        plans.append(sum("script_versions" in one for one in statements))
    assert plans == [1, 1]
