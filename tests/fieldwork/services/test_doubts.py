"""A message of unknown fate: a human settles it once, and it keeps its place in what we allow."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from outreach.cases.models import Case
from outreach.channels.base import Outcome, Result
from outreach.database import Database
from outreach.expertise.services.dossier import dossier
from outreach.messages.models import Attempt
from outreach.messages.services.reconcile import reconcile
from outreach.messages.services.standing import Standing, load
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task
from tests.fieldwork.desk import MONDAY, Desk, sit_down

DECIDE = TaskKind.DECIDE


@pytest.fixture
def desk(database: Database) -> Desk:
    """A person who has the letter and the first SMS; on both engines."""
    desk = sit_down(database)
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    desk.world.tick("2026-03-10 18:30")
    assert [a.channel for a in desk.world.attempts()] == ["letter", "sms"]
    return desk


def doubt(desk: Desk) -> int:
    """Leave S2 of unknown fate, as e-mail may be for ever; gives the decision to take."""
    desk.world.sms.plan(Outcome(Result.UNCERTAIN, code="timeout"))
    for day in range(13, 18):
        desk.world.tick(f"2026-03-{day} 18:50")
    attempt = desk.world.attempts()[-1]
    assert (attempt.step, attempt.status) == ("S2", "uncertain")
    with desk.world.database.write() as session:
        case = session.scalars(select(Case)).one()
        new = NewTask(DECIDE, desk.today, reason="uncertain", step="S2")
        return raise_task(session, case, new, now=desk.world.clock.now()).id


@pytest.mark.parametrize(
    ("outcome", "status", "reason"),
    [
        ("continue", "accepted", None),
        ("final_letter", "failed", "never_known"),
        ("close", "failed", "never_known"),
        ("cancelled", "failed", "never_known"),
    ],
)
def test_a_message_that_may_have_left_is_settled_by_a_human_once(
    desk: Desk, outcome: str, status: str, reason: str | None
) -> None:
    task = doubt(desk)
    desk.done(task, outcome)
    attempt = desk.world.attempts()[2]
    assert (attempt.status, attempt.reason) == (status, reason)
    desk.world.clock.advance(timedelta(days=2))
    reconcile(desk.world.means)
    assert ("decide", "uncertain") not in desk.open()


def test_going_on_without_knowing_sends_the_next_step(desk: Desk) -> None:
    desk.done(doubt(desk), "continue")
    for day in range(18, 25):
        desk.world.tick(f"2026-03-{day} 18:50")
    steps = [a.step for a in desk.world.attempts()]
    assert steps[:4] == ["info", "S1", "S2", "mail"]


def weighed(desk: Desk, attempt: Attempt) -> tuple[list[datetime], datetime | None]:
    """What weighs on the caps of its person and number, and the last contact to keep away from."""
    assert attempt.person_id is not None
    assert attempt.case_id is not None
    with desk.world.database.read() as session:
        now = desk.world.clock.now()
        standing: Standing = load(session, [attempt.case_id], [attempt.person_id], now, held=False)
        return (
            standing.phone_contacts(attempt.person_id, attempt.address_hash),
            standing.last_contact(attempt.person_id, attempt.address_hash),
        )


@pytest.mark.parametrize("outcome", ["continue", "final_letter", "close", "cancelled"])
def test_a_message_that_may_have_left_keeps_its_place(desk: Desk, outcome: str) -> None:
    """In the cap and the spacing; the record that the landlord gets does not count a doubt."""
    task = doubt(desk)
    _, first, doubted = desk.world.attempts()
    desk.done(task, outcome)
    assert weighed(desk, doubted) == ([first.at, doubted.at], doubted.at)
    with desk.world.database.read() as session:
        document = dossier(session, desk.reference)
    assert document is not None
    assert document["attempts"][-1]["counts"] is (outcome == "continue")


def test_a_message_that_the_provider_says_failed_gives_its_place_back(desk: Desk) -> None:
    doubt(desk)
    _, first, doubted = desk.world.attempts()
    with desk.world.database.write() as session:
        session.get_one(Attempt, doubted.id).status = "failed"
    assert weighed(desk, doubted) == ([first.at], doubted.at)


def test_the_cap_holds_the_next_one_back_over_a_doubt(desk: Desk) -> None:
    """Four phone contacts in thirty days, of which one that nobody will ever know about."""
    desk.done(doubt(desk), "cancelled")
    for _ in range(2):
        desk.done(desk.raises(TaskKind.CALL), "no_answer")
    for day in range(18, 32):
        desk.world.tick(f"2026-03-{day} 18:50")
    steps = [a.step for a in desk.world.attempts() if a.channel == "sms"]
    assert steps == ["S1", "S2"]
    due = desk.run().due_at
    assert due is not None
    assert due.date() >= date(2026, 4, 9), "thirty days after the first"
