"""What the team decides by itself: a pause that asks again, and an end for the reason it says."""

from datetime import date

import pytest
from sqlalchemy import select, update

from outreach.cases.models import Case, CaseState, CloseReason, Pause
from outreach.database import Database
from outreach.expertise.services.closing import Decided, close_case, hold_case, reasons_to_close
from outreach.people.models import OptOut
from outreach.staff.models import Role, Staff
from outreach.staff.rules import DEFAULT_TEAM
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import MONDAY, Desk, sit_down

ME = Staff(code="S-0001", role=Role.WORKER, team=DEFAULT_TEAM)
STRANGER = Staff(code="S-0002", role=Role.WORKER, team="Ailleurs")


@pytest.fixture
def desk(database: Database) -> Desk:
    desk = sit_down(database)
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    return desk


def holds(desk: Desk, until: date | None = None, staff: Staff = ME) -> Decided:
    return hold_case(desk.world.means, staff, desk.reference, until)


def closes(desk: Desk, reason: CloseReason, note: str = "", staff: Staff = ME) -> Decided:
    return close_case(desk.world.means, staff, desk.reference, reason, note)


def puts(desk: Desk, state: CaseState) -> None:
    with desk.world.database.write() as session:
        session.execute(update(Case).values(state=state))


def test_a_pause_stops_the_messages_and_asks_again(desk: Desk) -> None:
    assert holds(desk) is Decided.DONE
    assert desk.pauses() == ["manual"]
    assert ("decide", "paused") in desk.open()
    desk.world.tick("2026-03-10 18:30")
    assert "sms" not in {a.channel for a in desk.world.attempts()}


def test_a_pause_until_a_day_asks_on_that_day(desk: Desk) -> None:
    assert holds(desk, date(2026, 3, 20)) is Decided.DONE
    task = desk.task(desk.find("pause_over"))
    assert task.due_on == date(2026, 3, 20)
    with desk.world.database.read() as session:
        assert session.scalars(select(Pause.until)).one() == date(2026, 3, 20)


def test_to_go_on_is_a_decision_about_it(desk: Desk) -> None:
    holds(desk)
    desk.done(desk.find("paused"), "continue")
    assert (desk.pauses(), desk.run().state) == ([], "active")


def test_a_second_pause_adds_nothing(desk: Desk) -> None:
    holds(desk)
    assert holds(desk) is Decided.DONE
    assert desk.pauses() == ["manual"]
    assert desk.open().count(("decide", "paused")) == 1


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 1, 1), date(2028, 1, 1)])
def test_a_pause_ends_on_a_day_to_come(desk: Desk, day: date) -> None:
    assert holds(desk, day) is Decided.DAY
    assert desk.pauses() == []


def test_only_what_is_under_way_is_paused(desk: Desk) -> None:
    puts(desk, CaseState.IN_CONTACT)
    assert holds(desk) is Decided.STATE
    assert holds(desk, staff=STRANGER) is Decided.NO_CASE


@pytest.mark.parametrize(
    "reason", [CloseReason.NOT_REACHED, CloseReason.WITHDRAWN, CloseReason.MISTAKE]
)
def test_a_case_is_closed_for_the_reason_given(desk: Desk, reason: CloseReason) -> None:
    assert closes(desk, reason, "Le bailleur a rappelé") is Decided.DONE
    case = desk.case()
    assert (case.state, case.close_reason) == (CaseState.CLOSED, reason)
    assert (desk.run().state, desk.open()) == ("finished", [])
    assert desk.events()[-1] == "case.moved"
    assert closes(desk, reason) is Decided.SAME


def test_a_refusal_that_a_worker_heard_is_remembered(desk: Desk) -> None:
    assert closes(desk, CloseReason.STOPPED) is Decided.DONE
    assert set(desk.points().values()) == {"opted_out"}
    with desk.world.database.read() as session:
        assert set(session.scalars(select(OptOut.kind))) == {"stop"}


def test_a_silence_after_a_stop_is_closed_as_the_stop_it_was(desk: Desk) -> None:
    desk.hears("STOP")
    assert closes(desk, CloseReason.NOT_REACHED) is Decided.DONE
    assert desk.case().close_reason == CloseReason.STOPPED


def test_nobody_closes_over_an_alert(desk: Desk) -> None:
    desk.hears("je veux mourir")
    assert closes(desk, CloseReason.NOT_REACHED) is Decided.ALERT
    assert desk.case().state == CaseState.CONTACTING
    assert not [t for t in desk.world.tasks() if t.reason.startswith("closing_")]
    desk.done(desk.find("alert"), "continue", note="Appelée, elle va mieux")
    assert closes(desk, CloseReason.NOT_REACHED) is Decided.DONE


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (CaseState.INELIGIBLE, {"withdrawn", "mistake"}),
        (CaseState.WAITING, {"withdrawn", "mistake"}),
        (
            CaseState.CONTACTING,
            {"declined", "not_reached", "stopped", "withdrawn", "mistake"},
        ),
        (
            CaseState.IN_CONTACT,
            {"completed", "declined", "stopped", "withdrawn", "mistake"},
        ),
    ],
)
def test_only_what_can_be_true_is_offered(desk: Desk, state: CaseState, offered: set[str]) -> None:
    puts(desk, state)
    assert {reason.value for reason in reasons_to_close(desk.case())} == offered
    for reason in set(CloseReason) - {CloseReason(each) for each in offered}:
        assert closes(desk, reason) is Decided.STATE


def test_another_team_closes_nothing(desk: Desk) -> None:
    assert closes(desk, CloseReason.MISTAKE, staff=STRANGER) is Decided.NO_CASE


def test_a_closed_case_takes_no_further_word(desk: Desk) -> None:
    desk.raises(TaskKind.DECIDE, "reply")
    desk.hears("Bonjour")
    assert closes(desk, CloseReason.DECLINED) is Decided.DONE
    assert (desk.pauses(), desk.inbox()) == ([], [])
