"""A thread leaves the inbox when a human has dealt with it, and not before."""

import pytest

from outreach.database import Database
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import NUMBER, Desk, sit_down
from tests.world import add_case


@pytest.fixture
def desk(database: Database) -> Desk:
    """A case on each engine."""
    return sit_down(database)


@pytest.mark.parametrize("outcome", ["continue", "new_visit", "final_letter", "close"])
def test_any_decision_about_a_reply_answers_it(desk: Desk, outcome: str) -> None:
    desk.hears("?")
    assert [w.case for w in desk.inbox()] == [desk.reference]
    desk.done(desk.find("reply"), outcome)
    assert not desk.inbox()
    assert "thread.answered" in desk.events()


def test_a_cancelled_decision_answers_nothing(desk: Desk) -> None:
    desk.hears("?")
    desk.done(desk.find("reply"), "cancelled")
    assert desk.inbox()
    desk.done(desk.find("paused"), "continue")
    assert not desk.inbox()


@pytest.mark.parametrize(
    ("kind", "outcome", "answered"),
    [
        (TaskKind.CALL, "reached", True),
        (TaskKind.CALL, "refused", True),
        (TaskKind.VISIT, "met", True),
        (TaskKind.CALL, "no_answer", False),
        (TaskKind.VISIT, "not_home", False),
    ],
)
def test_a_talk_answers_and_a_vain_try_does_not(
    desk: Desk, kind: TaskKind, outcome: str, answered: bool
) -> None:
    desk.hears("?")
    desk.does(kind, outcome)
    assert bool(desk.inbox()) is not answered


def test_an_alert_stays_in_sight_until_it_is_decided(desk: Desk) -> None:
    desk.hears("?")
    desk.hears("je veux plus vivre")
    desk.done(desk.find("reply"), "continue")
    desk.does(TaskKind.CALL, "reached")
    (waiting,) = desk.inbox()
    assert waiting.alert
    desk.done(desk.find("alert"), "continue", note="Appelée.")
    assert not desk.inbox()
    desk.hears("merci")
    assert [(w.text, w.alert) for w in desk.inbox()] == [("merci", False)]


def test_an_unrelated_task_answers_nothing(desk: Desk) -> None:
    desk.hears("?")
    desk.done(desk.raises(TaskKind.DECIDE, "remark_to_review"), "continue")
    desk.does(TaskKind.MESSAGE, "not_sent")
    assert desk.inbox()


def test_a_thread_of_two_cases_goes_when_both_have_decided(desk: Desk) -> None:
    other = add_case(desk.world, first_name="Dominique", email="dominique@example.org")
    desk.hears("?", NUMBER)
    second = Desk(desk.world, other)
    assert [w.case for w in desk.inbox()] == [None]
    mine, theirs = (t.id for t in desk.world.tasks() if t.state == "open")
    desk.done(mine, "continue")
    assert desk.inbox()
    second.done(theirs, "continue")
    assert not desk.inbox()
