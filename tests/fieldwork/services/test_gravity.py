"""After an alert, a threat or a refusal: decided in writing, never cancelled, never by the way."""

from datetime import date

import pytest
from sqlalchemy import select

from outreach.agenda.services.suspension import visits_suspended
from outreach.database import Database
from outreach.fieldwork.rules import Problem, Sequel
from outreach.people.models import ContactPoint, OptOut
from outreach.tasks.models import Task, TaskKind
from outreach.tasks.services import RECONFIRM
from tests.fieldwork.desk import Desk, sit_down
from tests.world import add_person, paris

DECIDE, VISIT = TaskKind.DECIDE, TaskKind.VISIT
ALERT, THREAT = "je veux plus vivre", "si vous venez je vous casse la gueule"


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    return sit_down(sqlite_database)


@pytest.mark.parametrize(("text", "reason"), [(ALERT, "alert"), (THREAT, "threat")])
@pytest.mark.parametrize("outcome", ["continue", "new_visit", "final_letter"])
def test_what_follows_danger_is_written_down(
    desk: Desk, text: str, reason: str, outcome: str
) -> None:
    desk.hears(text)
    assert desk.closes(desk.find(reason), outcome).problem is Problem.NOTE
    desk.done(desk.find(reason), outcome, note="Vu avec la coordination.")


def test_danger_is_remembered_by_later_decisions(desk: Desk) -> None:
    desk.hears(THREAT)
    desk.done(desk.find("threat"), "continue", note="Elle s'est excusée.")
    task = desk.raises(DECIDE, "paused")
    assert desk.closes(task, "new_visit").problem is Problem.NOTE
    assert desk.closes(task, "continue").problem is None


@pytest.mark.parametrize(("text", "reason"), [(ALERT, "alert"), (THREAT, "threat")])
def test_danger_is_not_cancelled_away(desk: Desk, text: str, reason: str) -> None:
    desk.hears(text)
    assert desk.closes(desk.find(reason), "cancelled").problem is Problem.KEPT
    assert desk.open() == [("decide", reason)]


def test_an_alert_that_nobody_decided_is_asked_again_before_anything_goes_on(desk: Desk) -> None:
    desk.hears("?")
    desk.hears(ALERT)
    with desk.world.database.write() as session:  # as an older version let it be done
        task = session.get_one(Task, desk.find("alert"))
        task.state, task.outcome = "cancelled", "cancelled"
    assert desk.done(desk.find("reply"), "continue").sequel is Sequel.HELD
    assert (desk.run().state, desk.open()) == ("paused", [("decide", "alert")])
    assert desk.done(desk.find("alert"), "continue", note="Vue.").sequel is Sequel.RESUMED


def test_an_alert_decided_while_another_question_waited_is_decided(desk: Desk) -> None:
    desk.hears("?")
    desk.hears(ALERT)
    assert desk.done(desk.find("alert"), "continue", note="Vue.").sequel is Sequel.HELD
    assert desk.done(desk.find("reply"), "continue").sequel is Sequel.RESUMED


def test_a_new_visit_is_never_today(desk: Desk) -> None:
    desk.world.clock.set(paris("2026-03-06 10:00"))
    desk.done(desk.raises(DECIDE, "paused"), "new_visit")
    assert desk.task(desk.find("new_visit")).due_on == date(2026, 3, 9)


def test_a_new_visit_takes_the_day_it_is_given(desk: Desk) -> None:
    task = desk.raises(DECIDE, "vacant")
    for day in (date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 7), date(2026, 5, 1)):
        assert desk.closes(task, "new_visit", day).problem is Problem.VISIT_DAY
    desk.done(task, "new_visit", date(2026, 3, 12))
    assert desk.task(desk.find("new_visit")).due_on == date(2026, 3, 12)
    assert desk.task(task).done_on == date(2026, 3, 2)


def test_a_new_visit_takes_the_hour_it_is_given(desk: Desk) -> None:
    task, at = desk.raises(DECIDE, "vacant"), paris("2026-03-12 10:30")
    night = paris("2026-03-12 21:30")
    assert desk.closes(task, "new_visit", visit_at=night).problem is Problem.VISIT_HOUR
    desk.done(task, "new_visit", visit_at=at)
    visit = desk.task(desk.find("new_visit"))
    assert (visit.due_on, visit.visit_at) == (date(2026, 3, 12), at)


@pytest.mark.parametrize(
    ("role", "problem"),
    [("worker", Problem.ROLE), ("reception", Problem.ROLE), ("coordinator", None), ("admin", None)],
)
def test_work_after_a_stop_is_the_coordinations(
    desk: Desk, role: str, problem: Problem | None
) -> None:
    desk.hears("STOP")
    closed = desk.closes(desk.find("stop"), "final_letter", note="Écrit.", role=role)
    assert closed.problem is problem


@pytest.mark.parametrize("outcome", ["met", "not_home", "refused", "wrong_address", "vacant"])
def test_no_visit_is_made_over_words_that_nobody_read(desk: Desk, outcome: str) -> None:
    visit = desk.raises(VISIT)
    desk.hears("pas mardi svp")
    assert desk.task(visit).reason == RECONFIRM
    assert desk.closes(visit, outcome).problem is Problem.UNREAD
    desk.done(desk.find("reply"), "continue")
    assert desk.task(visit).reason == RECONFIRM, "the mark stays in sight"
    desk.done(visit, outcome)


def test_a_visit_may_always_be_called_off(desk: Desk) -> None:
    visit = desk.raises(VISIT)
    desk.hears("pas mardi svp")
    desk.done(visit, "cancelled")


def refusals(desk: Desk) -> dict[str, str]:
    """Kind of refusal kept, by number or address."""
    with desk.world.database.read() as session:
        rows = session.execute(
            select(ContactPoint.value, OptOut.kind).join(
                OptOut, OptOut.value_hash == ContactPoint.value_hash
            )
        )
        return {str(value): kind for value, kind in rows}


def test_a_probable_stop_is_kept_once_a_human_closed_for_it(desk: Desk) -> None:
    desk.hears("je ne veux plus recevoir vos messages, stop ça, ça suffit maintenant")
    desk.done(desk.find("stop_probable"), "close")
    assert desk.case().close_reason == "stopped"
    assert set(refusals(desk).values()) == {"stop"}


def test_a_household_keeps_the_refusal_of_who_refused_only(desk: Desk) -> None:
    add_person(desk.world, desk.reference)
    desk.hears("non merci", "+33639980019")
    desk.done(desk.raises(DECIDE, "paused", nobody=True), "close")
    assert desk.case().close_reason == "declined"
    assert refusals(desk) == {"+33639980019": "refusal"}


def test_a_no_said_to_a_worker_is_kept_whatever_closes_the_case(desk: Desk) -> None:
    desk.does(TaskKind.CALL, "refused")
    desk.done(desk.find("refused"), "cancelled")
    desk.done(desk.find("paused"), "close")
    assert desk.case().close_reason == "declined"
    assert set(refusals(desk).values()) == {"refusal"}


@pytest.mark.parametrize("outcome", ["continue", "new_visit"])
def test_after_a_threat_only_the_coordination_lets_anybody_be_visited(
    desk: Desk, outcome: str
) -> None:
    desk.hears(THREAT)
    task = desk.find("threat")
    refused = desk.closes(task, outcome, note="Ça ira.", role="worker")
    assert refused.problem is Problem.THREATENED
    desk.done(task, outcome, note="Vu avec elle.", role="coordinator")
    again = desk.closes(desk.raises(DECIDE, "vacant"), "new_visit", note="Encore.", role="worker")
    assert again.problem is None


def test_a_threat_that_led_to_no_visit_keeps_them_suspended(desk: Desk) -> None:
    desk.hears(THREAT)
    desk.done(desk.find("threat"), "final_letter", note="Par écrit.", role="worker")
    later = desk.raises(DECIDE, "paused")
    refused = desk.closes(later, "new_visit", note="On y va.", role="worker")
    assert refused.problem is Problem.THREATENED
    assert desk.closes(later, "new_visit", note="Oui.", role="coordinator").problem is None


@pytest.mark.parametrize("other", ["alert", "stop"])
def test_a_threat_beside_something_else_suspends_visits_too(desk: Desk, other: str) -> None:
    """Each of them is decided: whoever cries for help may still hurt who comes alone."""
    words = {"alert": f"{ALERT}, {THREAT}", "stop": f"STOP {THREAT}"}[other]
    desk.hears(words)
    assert ("decide", "threat") in desk.open()
    with desk.world.database.read() as session:
        assert visits_suspended(session, desk.case())
