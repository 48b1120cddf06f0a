"""What a human decides is carried out, or refused with its reason: never silently nothing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from outreach.cases.models import Case, CaseState, Referral
from outreach.database import Database
from outreach.fieldwork.rules import Problem, Sequel
from outreach.people.models import OptOut, Person
from outreach.programmes.models import Programme
from outreach.sequences.models import Enrolment
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import MONDAY, Desk, sit_down
from tests.world import paris

DECIDE = TaskKind.DECIDE


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    """A person who has the letter and the first SMS."""
    desk = sit_down(sqlite_database)
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    desk.world.tick("2026-03-10 18:30")
    assert [a.channel for a in desk.world.attempts()] == ["letter", "sms"]
    return desk


def ineligible(desk: Desk) -> None:
    """Make the case one that the import left to a human."""
    with desk.world.database.write() as session:
        case = session.scalars(select(Case)).one()
        case.state, case.eligible, case.reasons = CaseState.INELIGIBLE, False, ["guarantor_unknown"]
        case.place_taken_at = None
        session.delete(session.scalars(select(Enrolment)).one())


@pytest.fixture
def unjudged(sqlite_database: Database) -> Desk:
    """A case to verify with the landlord: no sequence."""
    desk = sit_down(sqlite_database)
    ineligible(desk)
    return desk


def test_continue_resumes_from_now_and_keeps_its_distance(database: Database) -> None:
    desk = sit_down(database)
    desk.hears("?")
    desk.world.clock.set(paris("2026-03-20 10:00"))
    assert desk.done(desk.find("reply"), "continue").sequel is Sequel.RESUMED
    assert (desk.run().state, desk.pauses(), desk.open()) == ("active", [], [])
    assert desk.run().due_at is not None
    assert "pause.ended" in desk.events()


def test_deciding_about_something_else_resumes_nothing(desk: Desk) -> None:
    desk.hears("?")
    for reason in ("remark_to_review", "differences", "shared_number", "same_person"):
        assert desk.done(desk.raises(DECIDE, reason), "continue").sequel is None
    assert (desk.run().state, desk.pauses()) == ("paused", ["reply"])


def test_the_last_of_several_decisions_resumes(desk: Desk) -> None:
    desk.hears("?")
    desk.hears("je veux plus vivre")
    assert set(desk.pauses()) == {"reply", "alert"}
    assert desk.done(desk.find("reply"), "continue").sequel is Sequel.HELD
    assert desk.run().state == "paused"
    assert desk.done(desk.find("alert"), "continue", note="Appelée.").sequel is Sequel.RESUMED
    assert desk.run().state == "active"


def test_a_call_that_was_asked_for_holds_the_messages(desk: Desk) -> None:
    desk.hears("appelez moi svp")
    assert desk.open() == [("call", "callback")]
    assert desk.done(desk.raises(DECIDE, "reply"), "continue").sequel is Sequel.HELD
    desk.done(desk.find("callback"), "no_answer")
    assert desk.open() == [("decide", "paused")], "a paused case is never left to nobody"
    assert desk.done(desk.find("paused"), "continue").sequel is Sequel.RESUMED


def test_once_contact_is_made_no_machine_goes_on(desk: Desk) -> None:
    desk.does(TaskKind.CALL, "reached")
    desk.hears("ok merci à mardi")
    task = desk.find("reply")
    assert desk.done(task, "continue").sequel is Sequel.BY_HAND
    assert desk.run().state == "paused"
    assert desk.case().state == "in_contact"


def test_contact_made_is_looked_at_again_two_weeks_later(desk: Desk) -> None:
    desk.does(TaskKind.CALL, "reached")
    first = desk.task(desk.find("in_contact"))
    assert first.due_on == desk.today + timedelta(days=14)
    desk.world.clock.set(paris("2026-03-24 10:00"))
    desk.done(first.id, "continue")
    assert desk.task(desk.find("in_contact")).due_on == date(2026, 4, 7)


@pytest.mark.parametrize("text", ["STOP", "non merci"])
def test_nobody_resumes_after_a_stop_or_a_no(desk: Desk, text: str) -> None:
    desk.hears(text)
    task = desk.find("stop" if text == "STOP" else "no")
    assert desk.closes(task, "continue").problem is Problem.STOPPED
    assert desk.task(task).state == "open"
    assert desk.run().state == "finished"


def test_nobody_resumes_after_a_refusal_said_to_a_worker(desk: Desk) -> None:
    desk.does(TaskKind.CALL, "refused")
    assert desk.closes(desk.find("refused"), "continue").problem is Problem.STOPPED


@pytest.mark.parametrize(
    ("outcome", "work"),
    [
        ("new_visit", [("visit", "new_visit"), ("letter", "visit_letter")]),
        ("final_letter", [("letter", "final_letter")]),
    ],
)
def test_work_after_a_stop_needs_a_written_reason(
    desk: Desk, outcome: str, work: list[tuple[str, str]]
) -> None:
    desk.hears("STOP")
    task = desk.find("stop")
    assert desk.closes(task, outcome).problem is Problem.NOTE
    assert desk.closes(task, outcome, note="   ").problem is Problem.NOTE
    desk.done(task, outcome, note="Vu avec la coordination : porte déjà ouverte une fois.")
    assert desk.open() == work
    assert desk.task(desk.find(outcome)).person_id is not None
    assert desk.task(desk.find(outcome)).note is not None


def test_a_stopped_case_is_never_left_to_nobody(desk: Desk) -> None:
    desk.hears("STOP")
    desk.done(desk.find("stop"), "new_visit", note="Décision écrite.")
    desk.done(desk.find("new_visit"), "not_home")
    assert desk.open() == [("decide", "paused")]
    desk.done(desk.find("paused"), "cancelled")
    assert desk.open() == [("decide", "paused")]
    assert desk.closes(desk.find("paused"), "continue").problem is Problem.STOPPED


@pytest.mark.parametrize(
    ("text", "reason"),
    [("STOP", "stopped"), ("non merci", "declined"), ("?", "not_reached")],
)
def test_close_ends_everything_with_its_reason(desk: Desk, text: str, reason: str) -> None:
    desk.hears(text)
    (mine,) = [t.id for t in desk.world.tasks() if t.state == "open"]
    other = desk.raises(TaskKind.VISIT)
    desk.done(mine, "close")
    assert (desk.case().state, desk.case().close_reason) == ("closed", reason)
    assert (desk.run().state, desk.run().due_at) == ("finished", None)
    assert desk.task(other).state == "cancelled"
    assert (desk.open(), desk.pauses(), desk.inbox()) == ([], [], [])
    for day in range(11, 29):
        desk.world.tick(f"2026-03-{day:02} 18:50")
    sent = [a.channel for a in desk.world.attempts() if a.purpose == "sequence"]
    assert sent == ["letter", "sms"]
    assert not desk.open()


def test_a_case_closed_as_declined_is_remembered(desk: Desk) -> None:
    desk.hears("non merci")
    desk.done(desk.find("no"), "close")
    with desk.world.database.read() as session:
        assert set(session.scalars(select(OptOut.kind))) == {"refusal"}
        assert session.scalar(select(func.count()).select_from(OptOut)) == 2


def test_nobody_closes_a_case_over_an_open_alert(desk: Desk) -> None:
    desk.hears("je veux plus vivre")
    other = desk.raises(DECIDE, "remark_to_review")
    assert desk.closes(other, "close").problem is Problem.ALERT
    desk.done(desk.find("alert"), "close")
    assert desk.case().state == "closed"


def test_an_accepted_case_starts_with_what_the_file_left_to_check(unjudged: Desk) -> None:
    ineligible_again = ("damaged_name", "visit_remark_to_review")
    with unjudged.world.database.write() as session:
        session.scalars(select(Referral)).one().codes = list(ineligible_again)
    assert (
        unjudged.done(unjudged.raises(DECIDE, "to_check", nobody=True), "continue").sequel is None
    )
    case = unjudged.case()
    assert (case.state, case.eligible) == ("contacting", True)
    assert unjudged.run().state == "active"
    assert set(unjudged.open()) == {
        ("decide", "name_to_correct"),
        ("decide", "remark_to_review"),
    }


def test_an_accepted_case_waits_when_no_place_is_left(unjudged: Desk) -> None:
    with unjudged.world.database.write() as session:
        session.scalars(select(Programme)).one().capacity = 0
    task = unjudged.raises(DECIDE, "to_check", nobody=True)
    assert unjudged.done(task, "continue").sequel is Sequel.WAITING
    assert unjudged.case().state == "waiting"


def test_a_refused_case_closes_as_withdrawn_and_starts_nothing(unjudged: Desk) -> None:
    unjudged.done(unjudged.raises(DECIDE, "to_check", nobody=True), "close")
    assert (unjudged.case().state, unjudged.case().close_reason) == ("closed", "withdrawn")


def test_an_earlier_refusal_may_only_be_visited_with_a_reason(unjudged: Desk) -> None:
    from outreach.people.services import opt_out

    with unjudged.world.database.write() as session:
        person = session.scalars(select(Person.id)).one()
        opt_out(session, person, source="sms", now=unjudged.world.clock.now())
    task = unjudged.raises(DECIDE, "earlier_refusal", nobody=True)
    assert unjudged.closes(task, "continue").problem is Problem.STOPPED
    assert unjudged.closes(task, "new_visit").problem is Problem.NOTE
    with unjudged.world.database.write() as session:
        session.scalars(select(Programme)).one().capacity = 0
    assert unjudged.closes(task, "new_visit", note="Écrit.").problem is Problem.NO_PLACE
    with unjudged.world.database.write() as session:
        session.scalars(select(Programme)).one().capacity = 20
    unjudged.done(task, "new_visit", note="Écrit.")
    assert unjudged.case().state == "contacting"
    assert unjudged.open() == [("visit", "new_visit"), ("letter", "visit_letter")]
    with unjudged.world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 0


def test_a_damaged_name_is_not_talked_away(desk: Desk) -> None:
    with desk.world.database.write() as session:
        session.scalars(select(Person)).one().name_damaged = True
    task = desk.raises(DECIDE, "name_to_correct")
    assert desk.closes(task, "continue").problem is Problem.NAME
    desk.done(task, "cancelled")


def test_the_end_of_the_script_is_a_decision_that_cannot_go_on(desk: Desk) -> None:
    with desk.world.database.write() as session:
        session.scalars(select(Enrolment)).one().state = "finished"
    task = desk.raises(DECIDE, "end_complete")
    assert desk.closes(task, "continue").problem is Problem.ENDED
    desk.done(task, "final_letter")
    assert desk.open() == [("letter", "final_letter")]


def test_two_workers_who_decide_at_once_decide_once(postgres_database: Database) -> None:
    from concurrent.futures import ThreadPoolExecutor

    desk = sit_down(postgres_database)
    desk.hears("?")
    task = desk.find("reply")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: desk.closes(task, "new_visit").problem, range(4)))
    assert sorted(map(str, answers)) == ["None", *["already_closed"] * 3]
    assert desk.open() == [("visit", "new_visit")]
    assert desk.events().count("task.done") == 1
