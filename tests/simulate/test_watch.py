"""The watch sees what is broken on purpose: a check that never fails proves nothing."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, select, text, update

from outreach.agenda.models import Appointment, Offer, Office
from outreach.cases.models import Pause
from outreach.channels.base import Outgoing
from outreach.messages.models import Attempt
from outreach.people.models import OptOut
from outreach.sequences.models import Enrolment
from outreach.simulate.options import START, Options
from outreach.simulate.scene import Scene, scene
from outreach.simulate.watch.agenda import objections
from outreach.simulate.watch.breach import Promise
from outreach.staff.models import Staff
from outreach.tasks.models import Task
from outreach.town.book import Entry
from tests.simulate.breaking import broken, first_text, handed_over, happened

FIRST_MESSAGES = START + timedelta(days=10, hours=2)  # in contact hours


@pytest.fixture(scope="module")
def _lived() -> Iterator[Scene]:
    """A town whose first messages have left."""
    with scene(Options(cases=4, days=12, seed=4)) as put:
        put.days.play(FIRST_MESSAGES)
        yield put


@pytest.fixture
def town(_lived: Scene) -> Iterator[Scene]:
    """The same, as it was, for each test."""
    yield _lived
    _lived.watch.forget()


def test_nothing_is_broken_in_a_town_that_nobody_touched(town: Scene) -> None:
    assert broken(town) == set()


def test_a_message_on_a_paused_case(town: Scene) -> None:
    row, now = first_text(town), town.clock.now()
    with town.database.write() as session:
        session.add(Pause(case_id=row.case_id, reason="manual", actor="test", since=now))
    assert Promise.HUMAN_FIRST in handed_over(town, row)
    with town.database.write() as session:
        session.execute(update(Pause).where(Pause.actor == "test").values(ended_at=now))


def test_a_message_to_whoever_spoke_last_though_no_pause_was_made(town: Scene) -> None:
    row = first_text(town)
    for event, facts in (
        ("reply.received", {"nature": "message"}),
        ("task.done", {"kind": "call", "outcome": "reached"}),
    ):
        happened(town, row, event, "tenant", facts)
        assert handed_over(town, row) == {Promise.HUMAN_FIRST}
        happened(town, row, "pause.ended", "system", {})
        assert handed_over(town, row) == {Promise.HUMAN_FIRST}
        happened(town, row, "pause.ended", "claire", {})
        assert handed_over(town, row) == set()


def test_what_nobody_said_holds_nothing_up(town: Scene) -> None:
    row = first_text(town)
    happened(town, row, "reply.received", "tenant", {"nature": "auto_reply"})
    happened(town, row, "task.done", "claire", {"kind": "call", "outcome": "no_answer"})
    assert handed_over(town, row) == set()


def test_a_status_that_the_journal_tells_backwards(town: Scene) -> None:
    row = first_text(town)
    for status, told in (("delivered", set()), ("sent", {Promise.FORWARD})):
        happened(town, row, "attempt.moved", "system", {"attempt": "x", "status": status})
        assert broken(town) == told


def test_a_message_that_left_and_is_told_never_sent(town: Scene) -> None:
    """A dead process had called for it: whatever a receipt says later, its step could go again."""
    row = first_text(town)
    before = {"attempt": row.key, "status": "reserved"}
    for status, told in (("cancelled", {Promise.NEVER_TWICE}), ("delivered", set())):
        town.watch._journals._status[row.key] = before["status"]
        happened(town, row, "attempt.moved", "system", before | {"status": status})
        assert broken(town) == told


def test_a_message_after_a_refusal(town: Scene) -> None:
    row, now = first_text(town), town.clock.now()
    with town.database.write() as session:
        session.add(OptOut(value_hash=row.address_hash, kind="stop", at=now, source="test"))
    assert Promise.STOP in handed_over(town, row)
    with town.database.write() as session:
        session.execute(update(OptOut).where(OptOut.source == "test").values(lifted_at=now))


def test_a_message_without_a_calling_mark_and_one_of_hard_words(town: Scene) -> None:
    row = first_text(town)
    town.watch.witness(Outgoing(row.key, row.address or "", "Bonjour"))
    assert broken(town) == {Promise.NEVER_LOST}
    town.watch.witness(Outgoing("nobody", row.address or "", "Bonjour"))
    assert broken(town) == {Promise.NEVER_LOST}
    row.body = "Dernier avis avant expulsion : payez votre loyer impayé."
    assert Promise.WORDS in handed_over(town, row)


def test_a_message_that_left_twice(town: Scene) -> None:
    row = first_text(town)
    (old,) = [e for e in town.street.carrier.book.of(row.address or "") if row.key in e.callback]
    town.street.carrier.book.add(old)
    assert Promise.NEVER_TWICE in broken(town)  # the copy may be too near as well


def _slot(town: Scene, row: Attempt, hour: int) -> dict[str, object]:
    """Somewhere in Valérie's Wednesday."""
    starts = datetime(2026, 3, 25, hour, 30, tzinfo=START.tzinfo)
    with town.database.read() as session:
        office = session.scalars(select(Office.id)).one()
        worker = session.scalars(select(Staff.id).where(Staff.first_name == "Valérie")).one()
    return {
        "case_id": row.case_id,
        "person_id": row.person_id,
        "staff_id": worker,
        "office_id": office,
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=1),
    }


@pytest.mark.parametrize(("hour", "told"), [(9, set()), (13, {Promise.OFFERS})])
def test_a_slot_outside_hours(town: Scene, hour: int, told: set[Promise]) -> None:
    row = first_text(town)
    with town.database.write() as session:
        slot = _slot(town, row, hour)
        offer = Offer(attempt_key=row.key, rank=1, held_until=town.clock.now(), **slot)
        session.add(offer)
    assert handed_over(town, row) == told
    with town.database.write() as session:
        session.execute(delete(Offer))


def _meeting(town: Scene, row: Attempt, key: str, **more: object) -> Appointment:
    now = town.clock.now()
    return Appointment(
        key=key,
        kind="meeting",
        place="office",
        made_at=now,
        made_by="test",
        changed_at=now,
        **{**_slot(town, row, 9), **more},
    )


def test_a_reminder_of_what_was_called_off(town: Scene) -> None:
    row = first_text(town)
    for state, told in (("agreed", set()), ("cancelled", {Promise.AGREED})):
        with town.database.write() as session:
            session.add(_meeting(town, row, state, state=state, reminder_key=row.key))
        with town.database.read() as session:
            reminder = SimpleNamespace(key=row.key, case_id=row.case_id, purpose="reminder")
            found = objections(session, reminder, town.calendar, town.clock.now())
            assert {promise for promise, _ in found} == told
        with town.database.write() as session:
            session.execute(delete(Appointment))


@pytest.mark.parametrize(("state", "told"), [("agreed", {Promise.MET_FIRST}), ("proposed", set())])
def test_a_message_to_somebody_who_has_an_appointment(
    town: Scene, state: str, told: set[Promise]
) -> None:
    row = first_text(town)
    with town.database.write() as session:
        session.add(_meeting(town, row, "ahead", state=state))
    assert handed_over(town, row) == told
    with town.database.write() as session:
        session.execute(delete(Appointment))


@pytest.mark.parametrize("agreed", [True, False])
def test_a_message_to_somebody_who_agreed_to_be_visited(town: Scene, agreed: bool) -> None:
    row, now = first_text(town), town.clock.now()
    with town.database.write() as session:
        visit = Task(
            case_id=row.case_id,
            kind="visit",
            reason="new_visit",
            raised_at=now,
            due_on=now.date(),
            visit_at=now + timedelta(days=2),
            agreed_at=now if agreed else None,
        )
        session.add(visit)
        session.flush()
        made = visit.id
    assert handed_over(town, row) == ({Promise.MET_FIRST} if agreed else set())
    with town.database.write() as session:
        session.execute(delete(Task).where(Task.id == made))


def test_two_people_at_one_hour(town: Scene) -> None:
    row = first_text(town)
    for key, told in (("one", set()), ("two", {Promise.ONE_TAKER})):
        with town.database.write() as session:
            session.add(_meeting(town, row, key, state="agreed"))
        town.watch.new_night()
        assert broken(town) == told
    with town.database.write() as session:
        session.execute(delete(Appointment))


def test_a_run_that_nothing_wakes(town: Scene) -> None:
    with town.database.write() as session:
        run = session.scalars(select(Enrolment).where(Enrolment.due_at.is_not(None))).first()
        assert run is not None
        due, run.due_at = run.due_at, None
    town.watch.new_night()
    assert broken(town) == {Promise.NOBODY_FORGOTTEN}
    with town.database.write() as session:
        session.execute(update(Enrolment).where(Enrolment.id == run.id).values(due_at=due))


def test_a_journal_whose_end_moved(town: Scene) -> None:
    with town.database.write() as session:
        session.execute(text("UPDATE cases SET journal_head = 'x' || journal_head WHERE id = 1"))
    assert broken(town) == {Promise.JOURNAL}
    with town.database.write() as session:
        session.execute(
            text("UPDATE cases SET journal_head = substr(journal_head, 2) WHERE id = 1")
        )
    assert broken(town) == set()


def test_a_number_in_the_log(town: Scene) -> None:
    log = logging.getLogger("outreach.test")
    log.addHandler(town.watch.traces)
    log.error("send to %s", "+33639980000")
    log.error("run.broken KeyError")
    log.removeHandler(town.watch.traces)
    assert broken(town) == {Promise.SILENT_LOGS, Promise.SOUND}


def test_what_somebody_wrote_and_no_inbox_holds(town: Scene) -> None:
    at = town.clock.now() - timedelta(days=5)
    lost = Entry("", "inbound", "+33639980000", "+33199000001", "oui", at, at, "received")
    town.street.carrier.book.add(lost)
    town.watch.new_night()
    assert broken(town) == {Promise.NEVER_LOST}


def test_messages_at_night_before_the_letter_and_too_soon() -> None:
    with scene(Options(cases=4, days=12, seed=4)) as town:
        town.days.play(FIRST_MESSAGES)
        row = first_text(town)
        assert handed_over(town, row) == set()
        town.clock.reach(FIRST_MESSAGES.replace(hour=23))
        assert handed_over(town, row) == {Promise.HOURS}
        with town.database.write() as session:
            letter = Task.case_id == row.case_id, Task.step == "info"
            session.execute(update(Task).where(*letter).values(done_on=FIRST_MESSAGES.date()))
        town.watch.witness._posted.clear()
        assert handed_over(town, row) == {Promise.HOURS, Promise.LETTER_FIRST}
