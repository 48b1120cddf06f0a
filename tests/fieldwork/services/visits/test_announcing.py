"""A visit that nobody agreed on is announced by a letter, which takes it along."""

from datetime import timedelta

import pytest

from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import Desk
from tests.fieldwork.services.test_decisions import desk as desk


def test_a_visit_that_nobody_agreed_on_is_announced_and_follows_its_letter(desk: Desk) -> None:
    desk.hears("STOP")
    desk.done(desk.find("stop"), "new_visit", note="Décision écrite.")
    visit, letter = desk.find("new_visit"), desk.find("visit_letter")
    at = desk.task(letter).visit_at
    assert at is not None
    assert (desk.task(visit).visit_at, desk.task(visit).due_on) == (at, at.date())
    later = at + timedelta(days=1)
    desk.done(letter, "posted", visit_at=later)
    assert (desk.task(visit).visit_at, desk.task(visit).due_on) == (later, later.date())


def test_a_letter_takes_along_a_visit_that_is_to_be_confirmed_again(desk: Desk) -> None:
    desk.hears("STOP")
    desk.done(desk.find("stop"), "new_visit", note="Décision écrite.")
    visit, letter = desk.find("new_visit"), desk.find("visit_letter")
    desk.hears("finalement, appelez-moi")
    assert desk.task(visit).reason == "to_reconfirm"
    at = desk.task(letter).visit_at
    assert at is not None
    desk.done(letter, "posted", visit_at=at + timedelta(days=1))
    assert desk.task(visit).visit_at == at + timedelta(days=1)


@pytest.mark.parametrize("outcome", ["not_home", "cancelled"])
def test_a_visit_that_is_over_is_not_announced_any_more(desk: Desk, outcome: str) -> None:
    desk.hears("STOP")
    desk.done(desk.find("stop"), "new_visit", note="Décision écrite.")
    letter = desk.find("visit_letter")
    desk.done(desk.find("new_visit"), outcome)
    assert desk.task(letter).state == "cancelled"


def test_a_threat_takes_back_the_letter_too(desk: Desk) -> None:
    task = desk.raises(TaskKind.DECIDE, "end_complete")
    desk.done(task, "new_visit")
    letter = desk.find("visit_letter")
    desk.hears("si vous venez je vous casse la gueule")
    assert desk.task(letter).state == "cancelled"


def test_no_letter_moves_a_visit_that_was_agreed_since(desk: Desk) -> None:
    desk.done(desk.raises(TaskKind.DECIDE, "end_complete"), "new_visit")
    letter = desk.find("visit_letter")
    desk.hears("vous pouvez passer mercredi")
    desk.done(desk.find("reply"), "new_visit")
    visit, at = desk.find("new_visit"), desk.task(letter).visit_at
    agreed, moved = desk.task(visit).due_on, at
    assert moved is not None
    desk.done(letter, "posted", visit_at=moved + timedelta(days=1))
    assert (desk.task(visit).due_on, desk.task(visit).visit_at) == (agreed, None)


def test_a_visit_after_words_was_agreed_on(desk: Desk) -> None:
    desk.hears("vous pouvez passer mercredi")
    desk.done(desk.find("reply"), "new_visit")
    assert [what for what in desk.open() if what[0] != "decide"] == [("visit", "new_visit")]
