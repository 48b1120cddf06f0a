"""The manual door: the engine writes, a human sends from the association's mobile and ticks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from outreach.cases.models import Case
from outreach.channels.base import Channel, Medium
from outreach.channels.manual_sms import ManualSms
from outreach.channels.memory import MemoryDoor
from outreach.database import Database
from outreach.messages.services.means import LEASE
from outreach.messages.services.reconcile import reconcile, sweep_orphans
from outreach.messages.services.release import release
from outreach.sequences.services.pausing import resume_case
from outreach.tasks.models import Task
from tests.replies.services.test_receive import hears
from tests.world import World, make_ready


def by_hand(database: Database) -> World:
    """A world whose SMS are sent by a human; the first one is due."""
    doors: dict[Medium, Channel] = {
        Medium.SMS: ManualSms(),
        Medium.EMAIL: MemoryDoor(Medium.EMAIL),
    }
    return make_ready(database, doors=doors)


@pytest.fixture
def world(database: Database) -> World:
    """The first SMS is drafted, in a task."""
    world = by_hand(database)
    assert world.tick().tasks == 1
    return world


def messages(world: World) -> list[Task]:
    """The tasks of texts to send by hand."""
    return [task for task in world.tasks() if task.kind == "message"]


def test_a_draft_waits_in_a_task_with_its_text(world: World) -> None:
    """Nothing has left; nothing else happens to the run; nobody else may take the row."""
    (attempt,) = world.attempts()
    (task,) = messages(world)
    assert attempt.task_id == task.id
    assert (task.state, task.step, task.person_id) == ("open", "S1", 1)
    assert (attempt.status, attempt.lease_until, attempt.expires_at) == ("reserved", None, None)
    assert attempt.body is not None
    assert attempt.body.startswith("Bonjour")
    assert world.enrolment().due_at is None


def test_a_draft_outlives_sweeps_ticks_and_a_worker_that_stops(world: World) -> None:
    """It is the human's now."""
    for _ in range(5):
        world.clock.advance(LEASE * 20)
        sweep_orphans(world.means)
        reconcile(world.means)
        release(world.means)
        world.tick()
    assert [a.status for a in world.attempts()] == ["reserved"]
    assert len(messages(world)) == 1


def test_a_ticked_draft_is_sent_by_a_human_and_the_next_step_is_planned(world: World) -> None:
    """`automated` is False: somebody pressed send."""
    world.clock.advance(timedelta(minutes=20))
    world.close("message", "sent")
    (attempt,) = world.attempts()
    assert (attempt.status, attempt.automated, attempt.actor) == ("sent", False, "staff:v")
    assert attempt.at == world.clock.now()
    due = world.enrolment().due_at
    assert due is not None
    assert due.date() == date(2026, 3, 16)
    world.tick("2026-03-16 18:30")
    assert [a.step for a in world.attempts()] == ["S1", "S2"]
    assert world.intact()


def test_a_draft_ticked_days_later_spaces_the_next_from_the_day_it_left(world: World) -> None:
    """Sent from the mobile all the same, a Saturday: what counts is when the person got it."""
    world.tick("2026-03-14 11:00")
    world.close("message", "sent", note="Parti samedi, noté ensuite.")
    for day in range(14, 20):
        world.tick(f"2026-03-{day} 18:30")
    s2 = next(a for a in world.attempts() if a.step == "S2")
    assert s2.at.date() >= date(2026, 3, 17)


@pytest.mark.parametrize("outcome", ["not_sent", "cancelled"])
def test_a_draft_that_was_not_sent_lets_the_run_go_on(world: World, outcome: str) -> None:
    """The worker was the gate: this step is not proposed again, the next one is."""
    world.close("message", outcome)
    assert [a.status for a in world.attempts()] == ["blocked"]
    assert world.enrolment().due_at is not None
    for day in range(10, 18):
        world.tick(f"2026-03-{day} 18:30")
    assert [(a.step, a.status) for a in world.attempts()] == [("S1", "blocked"), ("S2", "reserved")]


@pytest.mark.parametrize("words", ["Bonjour", "STOP"])
def test_a_reply_takes_the_draft_back(world: World, words: str) -> None:
    """The person answered another message: text and task are gone before anyone sends it."""
    hears(world, words)
    assert [a.status for a in world.attempts() if a.step] == ["cancelled"]
    assert [t.state for t in messages(world) if t.step] == ["cancelled"]
    for day in range(11, 30):
        world.tick(f"2026-03-{day} 18:30")
    assert [a.step for a in world.attempts() if a.step] == ["S1"]


def test_a_draft_taken_back_is_drafted_again_when_a_human_resumes(world: World) -> None:
    """Same step, a new task; still once in the person's hand."""
    hears(world, "?")
    with world.database.write() as session:
        case = session.get_one(Case, 1)
        resume_case(session, world.means, case, actor="staff:v", now=world.clock.now())
    for day in range(11, 16):
        world.tick(f"2026-03-{day} 18:30")
    drafts = [(a.step, a.try_no, a.status) for a in world.attempts() if a.step]
    assert drafts == [("S1", 1, "cancelled"), ("S1", 2, "reserved")]
    assert [t.state for t in messages(world) if t.step] == ["cancelled", "open"]


def test_one_open_task_never_hides_two_texts(world: World) -> None:
    """Two acknowledgements a day apart: the older, never sent, gives way."""
    hears(world, "Oui")
    world.tick()
    world.tick("2026-03-11 18:00")
    hears(world, "Vous êtes là ?", sid="SM2")
    world.tick()
    answers = [(a.text_code, a.status, a.reason) for a in world.attempts() if a.text_code]
    assert answers == [("ACK", "cancelled", "superseded"), ("ACK", "reserved", None)]
    open_ones = [t for t in messages(world) if t.state == "open"]
    assert [a.task_id for a in world.attempts() if a.status == "reserved"] == [open_ones[0].id]


def test_a_hold_or_a_pause_before_the_hand_over_leaves_no_draft(database: Database) -> None:
    """The reply comes between the reservation and the task."""
    world = by_hand(database)
    done: list[str] = []

    def probe(point: str) -> None:
        if point == "reserved" and world.attempts() and not done:
            done.append(point)
            hears(world, "Bonjour")

    replace(world, means=replace(world.means, probe=probe)).tick()
    assert [a.status for a in world.attempts() if a.step] == ["cancelled"]
    assert [t.step for t in messages(world)] == [None]  # the acknowledgement, to send by hand
