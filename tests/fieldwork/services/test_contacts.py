"""Letters, calls and visits: each outcome in the record, the sequence and the contact points."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from outreach.database import Database
from outreach.expertise.services.dossier import dossier
from outreach.fieldwork.rules import Problem
from outreach.people.models import ContactPoint, OptOut, PointKind
from outreach.people.rules.addresses import Address, pack
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import MONDAY, NUMBER, Desk, sit_down
from tests.world import add_case, paris

LETTER, CALL, VISIT = TaskKind.LETTER, TaskKind.CALL, TaskKind.VISIT
HOME = pack(Address("1 rue du Test", "", "45000", "ORLEANS"))


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    """A case whose information letter is asked for, with a postal address."""
    desk = sit_down(sqlite_database)
    with desk.world.database.write() as session:
        person = session.scalars(select(ContactPoint.person_id)).first()
        session.add(
            ContactPoint(
                person_id=person,
                kind=PointKind.POSTAL,
                value=HOME,
                created_at=desk.world.clock.now(),
            )
        )
    desk.world.tick()
    return desk


# kind, outcome → channel, counts, pauses, case state, open tasks afterwards
OUTCOMES = [
    (LETTER, "posted", "letter", True, [], "contacting", []),
    (CALL, "reached", "call", True, ["human_contact"], "in_contact", [("decide", "in_contact")]),
    (CALL, "no_answer", "call", True, [], "contacting", []),
    (CALL, "voicemail", "voicemail", True, [], "contacting", []),
    (CALL, "wrong_number", "call", False, [], "contacting", [("check_number", "wrong_person")]),
    (CALL, "refused", "call", True, ["human_contact"], "contacting", [("decide", "refused")]),
    (VISIT, "met", "visit", True, ["human_contact"], "in_contact", [("decide", "in_contact")]),
    (VISIT, "not_home", "visit", True, [], "contacting", []),
    (VISIT, "refused", "visit", True, ["human_contact"], "contacting", [("decide", "refused")]),
    (VISIT, "wrong_address", "visit", False, [], "contacting", [("decide", "wrong_address")]),
    (VISIT, "vacant", "visit", True, [], "contacting", [("decide", "vacant")]),
]


@pytest.mark.parametrize(
    ("kind", "outcome", "channel", "counts", "pauses", "state", "raised"), OUTCOMES
)
def test_each_outcome_is_an_attempt_and_what_follows_from_it(
    desk: Desk,
    kind: TaskKind,
    outcome: str,
    channel: str,
    counts: bool,
    pauses: list[str],
    state: str,
    raised: list[tuple[str, str]],
) -> None:
    desk.done(desk.find("step"), "posted")
    desk.world.clock.set(paris("2026-03-04 15:00"))
    desk.does(kind, outcome, on=date(2026, 3, 3))
    attempt = desk.world.attempts()[-1]
    assert (attempt.channel, attempt.status, attempt.automated) == (channel, outcome, False)
    assert (attempt.purpose, attempt.actor) == ("human_first", "claire")
    assert attempt.at == paris("2026-03-03 12:00")
    assert attempt.address == (NUMBER if kind == CALL else HOME)
    with desk.world.database.read() as session:
        document = dossier(session, desk.reference)
    assert document is not None
    shown = document["attempts"][-1]
    assert (shown["counts"], shown["number"]) == (counts, 2 if counts else None)
    assert desk.pauses() == pauses
    assert desk.case().state == state
    assert desk.open() == raised
    assert "attempt.logged" in desk.events()


def test_the_information_letter_is_an_attempt_of_the_sequence(desk: Desk) -> None:
    desk.done(desk.find("step"), "posted")
    (attempt,) = desk.world.attempts()
    assert (attempt.step, attempt.purpose, attempt.status) == ("info", "sequence", "posted")
    assert desk.case().place_taken_at is not None


def test_a_person_who_was_reached_gets_nothing_automatic_any_more(desk: Desk) -> None:
    desk.done(desk.find("step"), "posted", MONDAY)
    desk.does(CALL, "reached")
    for day in range(9, 28):
        desk.world.tick(f"2026-03-{day:02} 18:50")
    assert [a.channel for a in desk.world.attempts()] == ["letter", "call"]
    assert desk.run().state == "paused"


def test_a_talk_on_the_phone_sets_the_visit_to_be_confirmed_again(desk: Desk) -> None:
    visit = desk.raises(VISIT, "new_visit")
    desk.does(CALL, "no_answer", "callback")
    assert desk.task(visit).reason == "new_visit"
    desk.does(CALL, "reached", "callback")
    assert desk.task(visit).reason == "to_reconfirm"


@pytest.mark.parametrize("outcome", ["no_answer", "voicemail"])
def test_a_call_nobody_answers_re_spaces_what_follows(desk: Desk, outcome: str) -> None:
    desk.done(desk.find("step"), "posted", MONDAY)
    desk.world.tick("2026-03-06 10:00")
    before = desk.run().due_at
    assert before is not None
    desk.world.clock.set(paris("2026-03-06 11:00"))
    call = desk.raises(CALL)
    desk.world.clock.set(before - timedelta(hours=1))
    desk.done(call, outcome)
    after = desk.run().due_at
    assert after is not None
    assert (after - before).days >= 2
    assert desk.run().state == "active"


def test_a_refusal_ends_the_sequence_and_is_remembered_as_hashes(desk: Desk) -> None:
    desk.does(CALL, "refused")
    assert (desk.run().state, desk.run().reason) == ("finished", "refused")
    statuses = desk.points()
    assert statuses == {NUMBER: "opted_out", "camille@example.org": "opted_out", HOME: "ok"}
    with desk.world.database.read() as session:
        assert [o.kind for o in session.scalars(select(OptOut))] == ["refusal", "refusal"]


def test_a_refusal_calls_off_what_was_to_be_done(desk: Desk) -> None:
    """Nobody posts a letter, calls or rings at the door of someone who has just said no."""
    desk.raises(VISIT)
    assert len(desk.open()) == 2
    desk.does(CALL, "refused")
    assert desk.open() == [("decide", "refused")]
    assert {(t.kind, t.state) for t in desk.world.tasks()} >= {
        ("letter", "cancelled"),
        ("visit", "cancelled"),
        ("call", "done"),
    }


def test_a_wrong_number_is_blocked_wherever_it_stands(desk: Desk) -> None:
    add_case(desk.world, first_name="Dominique", email="dominique@example.org")
    desk.does(CALL, "wrong_number")
    with desk.world.database.read() as session:
        rows = select(ContactPoint.status).where(ContactPoint.kind == "mobile")
        assert list(session.scalars(rows)) == ["wrong_person"] * 2
        assert session.scalars(select(OptOut.kind)).one() == "wrong_person"
        document = dossier(session, desk.reference)
    assert document is not None
    assert document["attempts"][-1]["to"] == "06 •• •• •• 10"
    assert document["contact_points"][0]["value"] == "06 •• •• •• 10"


LANDLINE = "+33238000099"


def add_landline(desk: Desk) -> None:
    with desk.world.database.write() as session:
        first = session.scalars(select(ContactPoint).order_by(ContactPoint.id)).first()
        assert first is not None
        session.add(
            ContactPoint(
                person_id=first.person_id,
                kind=PointKind.LANDLINE,
                value=LANDLINE,
                value_hash=desk.world.database.fingerprint(LANDLINE),
                rank=2,
                created_at=desk.world.clock.now(),
            )
        )


def test_the_next_call_is_logged_at_the_number_that_is_left(desk: Desk) -> None:
    add_landline(desk)
    desk.does(CALL, "wrong_number")
    desk.does(CALL, "no_answer")
    assert [a.address for a in desk.world.attempts()] == [NUMBER, LANDLINE]


@pytest.mark.parametrize(
    ("note", "called"),
    [
        ("Un garage, au 02 38 00 00 99.", LANDLINE),
        ("02 38 00 00 99 ; son mobile est le 06 39 98 00 10.", NUMBER),  # unclear: the first
        ("Un garage.", NUMBER),
    ],
)
def test_the_number_that_the_note_names_is_the_one_that_was_called(
    desk: Desk, note: str, called: str
) -> None:
    add_landline(desk)
    desk.done(desk.raises(CALL), "wrong_number", note=note)
    assert [a.address for a in desk.world.attempts()] == [called]
    blocked = [value for value, status in desk.points().items() if status == "wrong_person"]
    assert blocked == [called]


def test_a_letter_that_comes_back_stops_the_messages_until_it_is_posted_again(
    database: Database,
) -> None:
    desk = sit_down(database)
    desk.world.tick()
    letter = desk.find("step")
    desk.done(letter, "posted", MONDAY)
    desk.world.clock.set(paris("2026-03-05 09:00"))
    desk.done(letter, "returned")
    (attempt,) = desk.world.attempts()
    assert attempt.status == "returned"
    with desk.world.database.read() as session:
        document = dossier(session, desk.reference)
    assert document is not None
    assert [(a["number"], a["counts"]) for a in document["attempts"]] == [(None, False)]
    assert desk.open() == [("decide", "letter_returned")]
    for day in range(6, 14):
        desk.world.tick(f"2026-03-{day:02} 18:50")
    assert [a.channel for a in desk.world.attempts()] == ["letter"]
    desk.done(desk.find("letter_returned"), "continue")
    assert desk.open() == [("letter", "letter_again")]
    desk.done(desk.find("letter_again"), "posted")
    for day in range(16, 22):
        desk.world.tick(f"2026-03-{day:02} 18:50")
    assert [(a.channel, a.status) for a in desk.world.attempts()] == [
        ("letter", "returned"),
        ("letter", "posted"),
        ("sms", "accepted"),
    ]
    assert desk.world.attempts()[-1].at.date() == date(2026, 3, 19)
    assert "attempt.moved" in desk.events()


def test_a_letter_that_is_cancelled_leaves_a_decision_not_silence(desk: Desk) -> None:
    desk.done(desk.find("step"), "cancelled")
    assert desk.open() == [("decide", "letter_missing")]
    desk.done(desk.find("letter_missing"), "continue")
    assert desk.open() == [("letter", "letter_again")]


@pytest.mark.parametrize(
    ("on", "problem"),
    [(date(2026, 3, 3), Problem.FUTURE), (date(2026, 3, 1), Problem.EARLY)],
)
def test_a_day_to_come_or_before_the_case_is_refused(
    desk: Desk, on: date, problem: Problem
) -> None:
    letter = desk.find("step")
    assert desk.closes(letter, "posted", on).problem is problem
    assert desk.task(letter).state == "open"
    assert not desk.world.attempts()


def test_a_letter_cannot_come_back_before_it_was_posted(desk: Desk) -> None:
    letter = desk.find("step")
    desk.world.clock.set(paris("2026-03-04 09:00"))
    desk.done(letter, "posted", date(2026, 3, 4))
    assert desk.closes(letter, "returned", date(2026, 3, 3)).problem is Problem.EARLY


def test_a_task_is_closed_once(desk: Desk) -> None:
    letter = desk.find("step")
    desk.done(letter, "posted")
    assert desk.closes(letter, "posted").problem is Problem.CLOSED
    assert desk.closes(letter, "met").problem is Problem.OUTCOME
    assert desk.closes(999, "posted").problem is Problem.UNKNOWN
    assert len(desk.world.attempts()) == 1


def test_a_cancelled_call_is_no_attempt(desk: Desk) -> None:
    desk.does(CALL, "cancelled")
    assert not desk.world.attempts()
