"""Many letters in one go, and the day that a letter announces."""

from datetime import date

import pytest
from sqlalchemy import select

from outreach.fieldwork.rules import Problem
from outreach.fieldwork.services.printing.letters import with_words
from outreach.fieldwork.services.worklist.letters import (
    announce_visit,
    open_letters,
    post_letters,
    too_soon,
)
from outreach.fieldwork.services.worklist.lines import line_of
from outreach.people.models import ContactPoint, Person, PointKind
from outreach.people.rules.addresses import Address, pack
from outreach.staff.models import Role
from outreach.tasks.models import Task, TaskKind
from tests.fieldwork.desk import MONDAY, Desk
from tests.fieldwork.services.worklist.conftest import hire
from tests.statements import heard
from tests.world import add_case, paris


@pytest.fixture
def second(desk: Desk) -> Task:
    """The letter that announces a visit."""
    desk.done(desk.find("step"), "posted", MONDAY)
    for day in range(10, 32):
        desk.world.tick(f"2026-03-{day} 18:50")
        found = [t for t in desk.world.tasks() if t.step == "lettre" and t.state == "open"]
        if found:
            return found[0]
    raise AssertionError(desk.open())


def letters(desk: Desk) -> list[int]:
    return [t.id for t in desk.world.tasks() if t.kind == "letter" and t.state == "open"]


def test_letters_go_to_the_post_together_and_only_once(desk: Desk) -> None:
    add_case(desk.world, first_name="Zoé", phone="+33639980011")
    desk.world.tick()
    ids, reception = letters(desk), hire(desk, Role.RECEPTION)
    posted = post_letters(desk.world.means, [*ids, ids[0], 999], MONDAY, reception)
    assert posted.done == ("AHU-2026-0001", "AHU-2026-0002")
    again = post_letters(desk.world.means, ids, MONDAY, reception)
    assert (again.done, again.already) == ((), posted.done)
    assert [a.status for a in desk.world.attempts()] == ["posted", "posted"]
    assert {desk.task(each).done_by for each in ids} == {reception.code}


@pytest.mark.parametrize(
    ("first", "last", "line"),
    [
        ("Mehdi", "Vandenbroucke-Lefort-Dupont-Petite", "Mehdi Vandenbroucke-Lefort-Dupont-Petite"),
        ("Alexandre", "Vandenbroucke Lefort Dupont-Petit", "A. Vandenbroucke Lefort Dupont-Petit"),
        (
            None,
            "Vandenbroucke Lefort Dupont Petit Delavigne",
            "Vandenbroucke Lefort Dupont Petit Delavigne",
        ),
    ],
)
def test_an_envelope_keeps_a_surname_whole(
    desk: Desk, first: str | None, last: str, line: str
) -> None:
    worker = hire(desk, Role.WORKER)
    with desk.world.database.write() as session:
        person = session.scalars(select(Person)).one()
        person.first_name, person.last_name = first, last
        home, now = pack(Address("1 rue A", "", "45000", "Orléans")), desk.world.clock.now()
        row = {"kind": PointKind.POSTAL, "value": home, "created_at": now}
        session.add(ContactPoint(person_id=person.id, **row))
    with desk.world.database.read() as session:
        (letter,) = open_letters(session, desk.world.means, worker, "", letters(desk))
    assert letter.sheet.address[0] == line


def test_a_letter_is_never_posted_in_the_future(desk: Desk) -> None:
    posted = post_letters(
        desk.world.means, letters(desk), date(2026, 3, 3), hire(desk, Role.WORKER)
    )
    assert posted.refused == ((desk.reference, Problem.FUTURE),)


@pytest.mark.parametrize("role", [Role.DPO, Role.ADMIN])
def test_those_who_only_read_post_nothing(desk: Desk, role: Role) -> None:
    assert post_letters(desk.world.means, letters(desk), MONDAY, hire(desk, role)).done == ()
    assert desk.open() == [("letter", "step")]


def test_another_kind_of_task_is_not_posted(desk: Desk) -> None:
    desk.hears("?")
    tasks = [desk.find("reply")]
    assert post_letters(desk.world.means, tasks, MONDAY, hire(desk, Role.WORKER)).done == ()


def test_the_day_is_chosen_before_the_letter_is_printed(desk: Desk, second: Task) -> None:
    worker, own = hire(desk, Role.WORKER), paris("2026-04-09 10:30")
    assert announce_visit(desk.world.means, second.id, own, worker) is None
    assert desk.task(second.id).visit_at == own
    with desk.world.database.read() as session:
        (letter,) = open_letters(session, desk.world.means, worker, "", [second.id])
    assert "jeudi 9" in letter.sheet.letters["fr"]
    assert desk.events()[-1] == "visit.announced"


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        ("2026-04-11 10:30", Problem.VISIT_DAY),
        ("2026-04-09 20:30", Problem.VISIT_HOUR),
        ("2026-03-30 10:30", Problem.VISIT_SOON),
    ],
)
def test_a_day_that_can_not_be_is_not_announced(
    desk: Desk, second: Task, at: str, problem: Problem
) -> None:
    worker = hire(desk, Role.WORKER)
    assert announce_visit(desk.world.means, second.id, paris(at), worker) is problem
    assert desk.task(second.id).visit_at == second.visit_at


def test_a_letter_without_visit_announces_none(desk: Desk) -> None:
    at, letter, worker = paris("2026-04-09 10:30"), letters(desk)[0], hire(desk, Role.WORKER)
    assert announce_visit(desk.world.means, letter, at, worker) is Problem.NO_VISIT
    desk.done(letter, "posted", MONDAY)
    assert announce_visit(desk.world.means, letter, at, worker) is Problem.CLOSED
    stranger = hire(desk, Role.WORKER, team="Blois")
    assert announce_visit(desk.world.means, letter, at, stranger) is Problem.UNKNOWN


def test_a_letter_that_waited_too_long_says_that_its_day_is_near(desk: Desk, second: Task) -> None:
    def soon() -> bool:
        now = desk.world.clock.now()
        with desk.world.database.read() as session:
            line = line_of(session, worker, second.id, now)
            assert line is not None
            return too_soon(session, line, now)

    worker = hire(desk, Role.WORKER)
    assert not soon()
    assert second.visit_at is not None
    desk.world.clock.set(second.visit_at)
    assert soon()


@pytest.mark.parametrize("reason", ["threat", "incident"])
def test_no_visit_is_announced_where_nobody_is_to_go(desk: Desk, second: Task, reason: str) -> None:
    worker = hire(desk, Role.WORKER)

    def printed() -> list[int]:
        with desk.world.database.read() as session:
            found = open_letters(session, desk.world.means, worker, "")
        assert [each.line.id for each in found] == [second.id], "it stays in sight"
        return [each.line.id for each in with_words(found)]

    assert printed() == [second.id]
    asked = desk.raises(TaskKind.DECIDE, reason)
    assert printed() == []
    desk.done(asked, "continue", note="vu avec la personne", role=Role.COORDINATOR)
    assert printed() == [second.id]


def test_many_letters_are_read_in_as_many_statements_as_few(desk: Desk) -> None:
    staff = hire(desk, Role.WORKER)

    def read() -> tuple[int, int]:
        with heard(desk.world.database) as said, desk.world.database.read() as session:
            found = open_letters(session, desk.world.means, staff, "")
        return len(found), len(said)

    read()  # what a process reads once
    one = read()
    for number in range(9):
        add_case(desk.world, first_name=f"Zoé{number}", phone=f"+3363998015{number}", email=None)
    desk.world.tick()
    assert read() == (10, one[1])
