"""The gate at work: a reserved row, or a row that says why it was refused, and a task."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from outreach.cases.models import Case
from outreach.channels.base import Medium
from outreach.database import Database
from outreach.keys import fingerprint
from outreach.messages.models import Attempt, Purpose
from outreach.messages.rules.gate import Check, Facts, Verdict
from outreach.messages.services.reserve import Draft, reserve
from outreach.people.models import ContactPoint
from outreach.record.models.journal import JournalEntry
from outreach.tasks.models import Task
from tests.messages.rules.test_gate import facts_with
from tests.world import World, add_case, make_ready, make_world

BODY = "Bonjour Camille, c'est Valérie de l'association AHU."


@pytest.fixture
def world(database: Database) -> World:
    """One person, nothing sent yet."""
    world = make_world(database)
    add_case(world)
    return world


def put(
    world: World, facts: Facts, purpose: Purpose = Purpose.HUMAN_FIRST
) -> tuple[Attempt | None, Verdict]:
    """Hold one message against the gate and commit what comes of it."""
    with world.database.write() as session:
        case = session.scalars(select(Case)).one()
        point = session.scalars(select(ContactPoint).order_by(ContactPoint.id)).first()
        assert point is not None
        draft = Draft(purpose, Medium.SMS, point.person_id, 1, point, BODY, actor="staff:v")
        return reserve(session, world.means, case, draft, replace(facts, now=world.clock.now()))


def journal(world: World) -> list[JournalEntry]:
    """Every entry, in order."""
    with world.database.read() as session:
        return list(session.scalars(select(JournalEntry).order_by(JournalEntry.number)))


def test_what_passes_is_reserved_with_its_text_and_a_place(world: World) -> None:
    """The text is frozen; the journal keeps its HMAC under the case's salt, never the text."""
    attempt, verdict = put(world, facts_with())
    assert attempt is not None
    assert verdict.passes
    assert (attempt.status, attempt.body, attempt.segments) == ("reserved", BODY, 1)
    entry = journal(world)[-1]
    with world.database.read() as session:
        case = session.scalars(select(Case)).one()
        assert case.place_taken_at is not None
        assert case.salt is not None
    assert entry.event == "attempt.reserved"
    assert entry.body == fingerprint(bytes.fromhex(case.salt), BODY)
    assert "Camille" not in entry.facts
    assert world.intact()


def test_the_text_lies_sealed_in_the_database(world: World) -> None:
    """Who steals the file reads nothing."""
    put(world, facts_with())
    with world.database.engine.begin() as connection:
        rows = connection.exec_driver_sql("SELECT body, address FROM attempts").all()
    assert all("Camille" not in body and "0639" not in address for body, address in rows)


@pytest.mark.parametrize(
    ("purpose", "state", "taken"),
    [
        (Purpose.HUMAN_FIRST, "contacting", True),
        (Purpose.HUMAN_FIRST, "ineligible", False),
        (Purpose.AUTOMATIC_ANSWER, "ineligible", False),
        (Purpose.AUTOMATIC_ANSWER, "contacting", False),
        (Purpose.CONFIRMATION, "waiting", False),
        (Purpose.ANSWER, "waiting", False),
    ],
)
def test_only_what_is_sent_to_reach_someone_takes_a_place(
    world: World, purpose: Purpose, state: str, taken: bool
) -> None:
    """Twenty households: whoever only asks who we are takes no place of theirs."""
    with world.database.write() as session:
        session.execute(update(Case).values(state=state))
    attempt, _ = put(world, facts_with(), purpose)
    assert attempt is not None
    assert attempt.status == "reserved"
    with world.database.read() as session:
        assert (session.scalars(select(Case.place_taken_at)).one() is not None) is taken


@pytest.mark.parametrize("check", [Check.OPT_OUT, Check.NOTICE, Check.SHARED, Check.SENDER])
def test_what_is_refused_is_a_row_a_task_and_an_entry(world: World, check: Check) -> None:
    """Blocked is seen: in the record, on the list of tasks, in the journal (care.md §1)."""
    attempt, verdict = put(world, facts_with(check))
    assert attempt is not None
    assert verdict.blocks == (check,)
    assert (attempt.status, attempt.reason, attempt.lease_until) == ("blocked", check.value, None)
    assert [(t.kind, t.reason) for t in world.tasks()] == [("decide", f"blocked_{check.value}")]
    events = [entry.event for entry in journal(world)]
    assert events == ["attempt.blocked", "task.raised"]
    assert world.intact()
    world.tick("2026-03-10 18:30")
    assert world.sms.calls == []


def test_a_refusal_for_every_reason_at_once_still_fits_the_record(world: World) -> None:
    """The reasons are long when everything is wrong; whole codes only."""
    attempt, _ = put(world, facts_with(*Check), Purpose.SEQUENCE)
    assert attempt is not None
    assert attempt.reason is not None
    assert len(attempt.reason) <= 120
    assert set(attempt.reason.split("/")) <= {check.value for check in Check}
    assert world.intact()


def test_a_message_that_only_came_too_early_leaves_no_trace(world: World) -> None:
    """It is planned again: neither a row nor a task for somebody to clear."""
    attempt, verdict = put(world, facts_with(Check.HOURS, Check.CAP), Purpose.SEQUENCE)
    assert (attempt, verdict.only_time) == (None, True)
    assert (world.attempts(), world.tasks()) == ([], [])


def test_what_a_human_must_confirm_is_told_to_the_caller(world: World) -> None:
    """Red words and late hours ask; the page has the verdict."""
    attempt, verdict = put(world, facts_with(Check.TONE, Check.HOURS))
    assert attempt is not None
    assert verdict.asks == (Check.TONE, Check.HOURS)
    assert attempt.status == "reserved"


def test_a_red_word_in_a_name_is_stopped_at_the_rendered_text(database: Database) -> None:
    """The template is fine; what would leave is not."""
    world = make_world(database)
    add_case(world, first_name="Huissier")
    world.tick()
    world.post_letter(date(2026, 3, 2))
    world.tick("2026-03-10 18:30")
    assert [(a.status, a.reason) for a in world.attempts()][:1] == [("blocked", "tone")]
    assert world.sms.calls == []


def test_two_drafts_of_one_step_are_impossible(database: Database) -> None:
    """The database itself refuses the second open attempt of a step."""
    world = make_ready(database)
    world.tick()
    (first,) = world.attempts()
    twin = {
        column.key: getattr(first, column.key)
        for column in Attempt.__table__.columns
        if column.key not in ("id", "key", "provider_id", "try_no")
    }
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(Attempt(**twin, key="x" * 26, try_no=2))


def test_a_blocked_step_raises_one_task_and_the_run_goes_on(database: Database) -> None:
    """A step the gate refuses is not tried for ever."""
    world = make_world(database)
    add_case(world, first_name="Huissier")
    world.tick()
    with database.write() as session:
        for task in session.scalars(select(Task)):
            task.state, task.outcome, task.done_on = "done", "posted", task.due_on
    for day in range(3, 28):
        world.tick(f"2026-03-{day:02} 18:30")
    steps = [a.step for a in world.attempts()]
    assert len(steps) == len(set(steps))
    assert {a.status for a in world.attempts()} == {"blocked"}
    assert world.enrolment().due_at is not None
