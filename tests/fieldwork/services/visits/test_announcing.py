"""A visit that nobody agreed on is announced by a letter, which takes it along."""

from datetime import timedelta

import pytest

from outreach.cases.models import Case
from outreach.fieldwork.rules import Problem
from outreach.fieldwork.services.visits.announcing import waiting_letter
from outreach.tasks.models import Task, TaskKind
from tests.fieldwork.desk import Desk
from tests.fieldwork.services.test_decisions import desk as desk
from tests.world import paris


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


@pytest.mark.parametrize(
    ("reason", "letters"),
    [
        *((reason, 1) for reason in ("step", "end_complete", "visit_clash", "vacant", "suspect")),
        *((reason, 1) for reason in ("wrong_address", "letter_returned", "wrong_person")),
        *((reason, 0) for reason in ("reply", "callback", "alert", "slot_gone", "missed")),
        *((reason, 0) for reason in ("paused", "paper_summons", "meeting_over")),
    ],
)
def test_only_whoever_speaks_with_us_is_visited_without_a_letter(
    desk: Desk, reason: str, letters: int
) -> None:
    desk.done(desk.raises(TaskKind.DECIDE, reason), "new_visit", note="Décision écrite.")
    assert len([kind for kind, _ in desk.open() if kind == TaskKind.LETTER]) == letters


def test_a_threat_agrees_on_nothing(desk: Desk) -> None:
    desk.hears("si vous venez je vous casse la gueule")
    desk.done(desk.find("threat"), "new_visit", note="Vu avec la coordination.", role="coordinator")
    assert desk.task(desk.find("visit_letter")).visit_at is not None


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


def late(desk: Desk) -> tuple[int, int]:
    """The script asked for its visit while the letter that proposes it still lay about."""
    for day in (*range(11, 32), *range(1, 8)):
        month = 3 if day > 10 else 4
        desk.world.tick(f"2026-{month:02d}-{day:02d} 18:30")
        if ("visit", "step") in desk.open():
            break
    found = {task.kind: task for task in desk.world.tasks() if task.state == "open"}
    assert found["letter"].visit_at is not None
    assert found["visit"].visit_at is None
    return found["visit"].id, found["letter"].id


def test_a_letter_that_is_noted_late_dates_the_visit_all_the_same(desk: Desk) -> None:
    visit, letter = late(desk)
    at = desk.task(letter).visit_at
    desk.done(letter, "posted", desk.task(letter).due_on)
    assert at is not None
    assert (desk.task(visit).visit_at, desk.task(visit).due_on) == (at, at.date())


def test_a_letter_of_the_script_takes_its_visit_to_another_day(desk: Desk) -> None:
    visit, letter = late(desk)
    later = paris("2026-04-21 15:00")
    desk.done(letter, "posted", visit_at=later)
    assert (desk.task(visit).visit_at, desk.task(visit).due_on) == (later, later.date())


def test_it_leaves_a_visit_alone_that_was_agreed_on_for_another_day(desk: Desk) -> None:
    visit, letter = late(desk)
    agreed = paris("2026-04-14 11:00")
    with desk.world.database.write() as session:
        session.get_one(Task, visit).visit_at = agreed
    desk.done(letter, "posted", visit_at=paris("2026-04-21 15:00"))
    assert desk.task(visit).visit_at == agreed


def waited_for(desk: Desk, visit: int) -> int:
    """The letter that a visit waits for."""
    with desk.world.database.read() as session:
        task = session.get_one(Task, visit)
        return waiting_letter(session, session.get_one(Case, task.case_id), task)


def test_a_letter_that_can_not_arrive_before_its_visit_is_not_noted_as_if_it_could(
    desk: Desk,
) -> None:
    visit, letter = late(desk)
    assert desk.closes(letter, "posted").problem is Problem.LATE
    desk.done(letter, "posted", visit_at=paris("2026-04-21 15:00"))
    assert waited_for(desk, visit) == 0


def test_nor_does_it_announce_a_visit_when_a_note_says_that_it_left(desk: Desk) -> None:
    visit, letter = late(desk)
    desk.done(letter, "posted", note="Partie ainsi ce matin.")
    assert waited_for(desk, visit) == letter


def test_one_that_left_in_time_and_is_noted_late_does(desk: Desk) -> None:
    visit, letter = late(desk)
    desk.done(letter, "posted", desk.task(letter).due_on)
    assert waited_for(desk, visit) == 0


def test_a_letter_that_was_called_off_announces_nothing_too_late(desk: Desk) -> None:
    _, letter = late(desk)
    desk.hears("STOP")
    assert desk.task(letter).state == "cancelled"
    desk.done(letter, "posted")
