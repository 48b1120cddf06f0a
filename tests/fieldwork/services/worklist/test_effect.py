"""An outcome does what was shown, and nothing else; looking is free."""

from datetime import date

import pytest

from outreach.fieldwork.rules import Problem, Sequel
from outreach.fieldwork.services.outcomes import Outcome
from outreach.fieldwork.services.worklist.effect import Effect, confirm, foresee
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import MONDAY, Desk


def looks(desk: Desk, task_id: int, code: str, **more: object) -> Effect:
    return foresee(desk.world.means, task_id, Outcome(code, **more), "S-0001")  # type: ignore[arg-type]


def test_a_posted_letter_counts_and_dates_what_follows(desk: Desk) -> None:
    before = desk.events()
    seen = looks(desk, desk.find("step"), "posted", on=MONDAY)
    assert (seen.counts, seen.stops, seen.state) == (1, False, "")
    (run,) = seen.runs
    assert (run.first_name, run.steps[0].step) == ("Camille", "S1")
    assert run.steps[0].at.date() == date(2026, 3, 9)
    assert (desk.events(), desk.open()) == (before, [("letter", "step")])


def test_a_refusal_ends_all_and_blocks_the_person(desk: Desk) -> None:
    seen = looks(desk, desk.raises(TaskKind.CALL, "callback"), "refused")
    assert (seen.ends, seen.blocks, seen.runs) == (True, "person", ())
    assert [each.reason for each in seen.raised] == ["refused"]
    assert [each.kind for each in seen.dropped] == ["letter"]


def test_a_wrong_number_blocks_the_number_only(desk: Desk) -> None:
    seen = looks(desk, desk.raises(TaskKind.CALL, "callback"), "wrong_number")
    assert (seen.ends, seen.blocks) == (False, "number")
    assert [each.kind for each in seen.raised] == ["check_number"]


def test_somebody_who_was_reached_changes_the_state_of_the_case(desk: Desk) -> None:
    seen = looks(desk, desk.raises(TaskKind.CALL, "callback"), "reached")
    assert (seen.state, seen.stops, seen.ends) == ("in_contact", True, False)


def test_a_letter_that_came_back_counts_no_more(desk: Desk) -> None:
    letter = desk.find("step")
    desk.done(letter, "posted", MONDAY)
    assert looks(desk, letter, "returned").counts == -1


def test_what_was_seen_is_done_once(desk: Desk) -> None:
    letter = desk.find("step")
    seen = looks(desk, letter, "posted").seen
    done, _ = confirm(desk.world.means, letter, Outcome("posted"), "S-0001", seen)
    assert done
    again, effect = confirm(desk.world.means, letter, Outcome("posted"), "S-0001", seen)
    assert (again, effect.closed.problem) == (False, Problem.CLOSED)
    assert desk.events().count("task.done") == 1


@pytest.mark.parametrize("seen", ["", "another"])
def test_what_was_not_seen_is_not_done(desk: Desk, seen: str) -> None:
    letter = desk.find("step")
    done, effect = confirm(desk.world.means, letter, Outcome("posted"), "S-0001", seen)
    assert (done, effect.closed.problem) == (False, None)
    assert desk.task(letter).state == "open"


def test_a_reply_between_the_look_and_the_word_is_shown_first(desk: Desk) -> None:
    call = desk.raises(TaskKind.CALL, "callback")
    seen = looks(desk, call, "no_answer").seen
    desk.hears("STOP")
    done, _ = confirm(desk.world.means, call, Outcome("no_answer"), "S-0001", seen)
    assert not done
    letter = desk.raises(TaskKind.LETTER, "final_letter")
    assert looks(desk, letter, "posted").runs == ()


def test_to_go_on_is_shown_with_its_dates(desk: Desk) -> None:
    desk.done(desk.find("step"), "posted", MONDAY)
    desk.hears("bonjour ?")
    seen = looks(desk, desk.find("reply"), "continue")
    assert seen.closed.sequel is Sequel.RESUMED
    assert seen.runs
    assert seen.runs[0].steps[0].step == "S1"
