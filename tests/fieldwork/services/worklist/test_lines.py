"""Who sees which tasks, how much of them, and what each one holds up."""

import pytest
from sqlalchemy import select

from outreach.cases.models import Case
from outreach.fieldwork.rules import Sight, Waits
from outreach.fieldwork.services.worklist.lines import (
    Line,
    Wanted,
    done_lines,
    due_count,
    line_of,
    open_lines,
)
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task, TaskKind
from outreach.tasks.rules import When
from tests.fieldwork.desk import MONDAY, Desk
from tests.fieldwork.services.worklist.conftest import hire
from tests.world import paris


def lines(desk: Desk, staff: Staff, wanted: Wanted | None = None) -> tuple[Line, ...]:
    with desk.world.database.read() as session:
        return open_lines(session, staff, desk.world.clock.now(), wanted)


def line(desk: Desk, staff: Staff, task_id: int) -> Line:
    with desk.world.database.read() as session:
        found = line_of(session, staff, task_id, desk.world.clock.now())
    assert found is not None
    return found


def test_a_letter_says_for_whom_it_is_and_what_waits_for_it(desk: Desk) -> None:
    (letter,) = lines(desk, hire(desk, Role.WORKER))
    assert (letter.kind, letter.reference) == ("letter", desk.reference)
    assert (letter.name, letter.waits) == ("Camille Exemple", Waits.MESSAGES)
    assert (letter.when, letter.acts, letter.siblings) == (When.TODAY, True, 1)
    assert "Camille" not in repr(letter)


def test_another_team_and_an_administrator_see_none(desk: Desk) -> None:
    assert lines(desk, hire(desk, Role.WORKER, team="Blois")) == ()
    assert lines(desk, hire(desk, Role.ADMIN)) == ()
    assert len(lines(desk, hire(desk, Role.DPO, team="Blois"))) == 1


def test_what_belongs_to_no_case_is_shown_to_those_who_work(desk: Desk) -> None:
    with desk.world.database.write() as session:
        now = desk.world.clock.now()
        task = Task(kind="decide", reason="mailbox_unread", raised_at=now, due_on=MONDAY)
        session.add(task)
    assert [each.reason for each in lines(desk, hire(desk, Role.WORKER))] == [
        "step",
        "mailbox_unread",
    ]
    assert [each.reason for each in lines(desk, hire(desk, Role.RECEPTION))] == ["step"]


def test_a_list_keeps_to_what_is_wanted(desk: Desk) -> None:
    worker = hire(desk, Role.WORKER)
    call = desk.raises(TaskKind.CALL, "callback")
    with desk.world.database.write() as session:
        session.get_one(Task, call).owner_id = worker.id
    assert [each.id for each in lines(desk, worker, Wanted(mine=True))] == [call]
    assert [each.id for each in lines(desk, worker, Wanted(kind=TaskKind.CALL))] == [call]
    assert lines(desk, worker, Wanted(reference="AHU-2026-0099")) == ()
    assert [each.siblings for each in lines(desk, worker)] == [2, 2]


def test_a_reply_stops_all_and_the_decision_says_so(desk: Desk) -> None:
    desk.hears("bonjour ?")
    found = line(desk, hire(desk, Role.WORKER), desk.find("reply"))
    assert (found.waits, found.written) == (Waits.EVERYTHING, True)


def test_a_visit_waits_until_the_words_are_read(desk: Desk) -> None:
    visit, worker = desk.raises(TaskKind.VISIT, "new_visit"), hire(desk, Role.WORKER)
    assert not line(desk, worker, visit).unread
    desk.hears("une question avant cela")
    assert line(desk, worker, visit).unread
    desk.done(desk.find("reply"), "continue")
    assert not line(desk, worker, visit).unread


def test_reception_learns_nothing_of_what_was_said(desk: Desk) -> None:
    desk.hears("je ne veux pas, non merci")
    reception = hire(desk, Role.RECEPTION)
    letters = [each for each in lines(desk, reception) if each.kind == "letter"]
    assert all(each.acts and each.sight is Sight.WHOLE for each in letters)
    others = [each for each in lines(desk, reception) if each.kind != "letter"]
    assert others
    assert {(each.reason, each.acts) for each in others} == {("words_private", False)}


@pytest.mark.parametrize("reason", ["alert", "SUICIDE", "TOIT"])
def test_an_alert_is_for_those_who_follow_the_case(desk: Desk, reason: str) -> None:
    kind = TaskKind.DECIDE if reason == "alert" else TaskKind.MESSAGE
    task = desk.raises(kind, reason)
    owner, other = hire(desk, Role.WORKER, "Awa"), hire(desk, Role.WORKER, "Bilal")
    assert line(desk, other, task).sight is Sight.WHOLE  # nobody's case yet: everybody's
    with desk.world.database.write() as session:
        session.scalars(select(Case)).one().owner_id = owner.id
    assert line(desk, owner, task).sight is Sight.WHOLE
    assert line(desk, hire(desk, Role.COORDINATOR), task).sight is Sight.WHOLE
    for stranger in (other, hire(desk, Role.RECEPTION)):
        found = line(desk, stranger, task)
        assert (found.sight, found.reason) == (Sight.RESTRICTED, "alert_restricted")
        assert not found.acts
    with desk.world.database.write() as session:
        session.get_one(Task, task).owner_id = other.id
    assert line(desk, other, task).sight is Sight.WHOLE


def test_what_is_done_stays_in_sight_for_a_week(desk: Desk) -> None:
    worker = hire(desk, Role.WORKER)
    letter = desk.find("step")
    desk.done(letter, "posted", MONDAY)
    with desk.world.database.read() as session:
        (done,) = done_lines(session, worker, desk.world.clock.now())
    assert (done.id, done.outcome, done.waits) == (letter, "posted", None)
    desk.world.clock.set(paris("2026-03-10 09:00"))
    with desk.world.database.read() as session:
        assert done_lines(session, worker, desk.world.clock.now()) == ()


def test_the_header_counts_what_is_due(desk: Desk) -> None:
    with desk.world.database.read() as session:
        assert due_count(session, hire(desk, Role.WORKER), MONDAY) == 1
        assert due_count(session, hire(desk, Role.ADMIN), MONDAY) == 0
