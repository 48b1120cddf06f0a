"""Tasks that the steps of many runs ask for, raised in one batch."""

from datetime import date

from sqlalchemy import select

from outreach.cases.models import Case
from outreach.database import Database
from outreach.record.models.journal import JournalEntry
from outreach.sequences.models import Enrolment
from outreach.tasks.models import Task
from tests.statements import heard
from tests.world import World, add_case, make_world


def _street(database: Database, count: int) -> World:
    world = make_world(database)
    for rank in range(count):
        add_case(world, phone=f"+3363998001{rank}", email=f"p{rank}@example.org")
    return world


def _letter(world: World, **columns: object) -> None:
    """A task for the first letter of the first run, as something raised it before."""
    with world.database.write() as session:
        run = session.scalars(select(Enrolment).order_by(Enrolment.id)).first()
        assert run is not None
        given = {"enrolment_id": run.id, "case_id": run.case_id, "person_id": run.person_id}
        given |= {"step": "info", "kind": "letter", "reason": "step", **columns}
        session.add(Task(raised_at=world.clock.now(), due_on=date(2026, 3, 2), **given))


def test_each_run_has_its_letter_and_its_place_and_the_journal_says_so(database: Database) -> None:
    world = _street(database, 3)
    assert world.tick().tasks == 3
    with database.read() as session:
        owners = session.scalars(select(Case).order_by(Case.id)).all()
        runs = session.scalars(select(Enrolment).order_by(Enrolment.id)).all()
        told = session.scalars(select(JournalEntry).where(JournalEntry.event == "task.raised"))
        assert {(each.reference, each.facts) for each in told} == {
            (
                case.reference,
                '{"due_on":"2026-03-02","kind":"letter","reason":"step","step":"info"}',
            )
            for case in owners
        }
    assert [(t.enrolment_id, t.step, t.round, t.state) for t in world.tasks()] == [
        (run.id, "info", 1, "open") for run in runs
    ]
    assert all(case.place_taken_at == world.clock.now() for case in owners)
    assert all(run.position == 1 and run.due_at is not None for run in runs)
    assert world.intact()
    assert world.tick().tasks == 0


def test_many_take_no_more_questions_than_few(sqlite_database: Database) -> None:
    world, questions = make_world(sqlite_database), []
    for ranks in (range(1), range(1, 3), range(3, 9)):
        for rank in ranks:
            add_case(world, phone=f"+3363998001{rank}", email=f"p{rank}@example.org")
        with heard(sqlite_database) as statements:
            assert world.tick().tasks == len(ranks)
        questions.append(sum(one.startswith("SELECT") for one in statements))
    assert questions[1] == questions[2]


def test_a_draft_of_the_step_does_not_stand_in_the_way_of_its_task(database: Database) -> None:
    world = _street(database, 2)
    _letter(world, kind="message", reason="draft", state="cancelled")
    world.tick()
    assert [(t.kind, t.round) for t in world.tasks()] == [
        ("message", 1),
        ("letter", 2),
        ("letter", 1),
    ]


def test_what_is_open_already_is_not_asked_for_twice(database: Database) -> None:
    world = _street(database, 2)
    _letter(world, enrolment_id=None)
    world.tick()
    assert [t.enrolment_id is None for t in world.tasks()] == [True, False]
    assert world.intact()
