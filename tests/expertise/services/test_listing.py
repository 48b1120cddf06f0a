"""The list of cases: the team's states, what comes next, and only what somebody may know of."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from outreach.cases.models import Case, CaseState, CloseReason, Referral
from outreach.database import Database
from outreach.expertise.services.listing import (
    ALL_CODE,
    PAGE,
    Listing,
    Wanted,
    list_cases,
)
from outreach.expertise.services.rows import Row, rows_of
from outreach.staff.models import Role, Staff
from outreach.staff.rules import DEFAULT_TEAM
from outreach.tasks.models import TaskKind
from tests.databases import asked
from tests.fieldwork.desk import MONDAY, Desk, sit_down
from tests.world import add_case, add_person


@pytest.fixture
def desk(database: Database) -> Desk:
    return sit_down(database)


def someone(role: Role = Role.WORKER, team: str = DEFAULT_TEAM, number: int = 0) -> Staff:
    return Staff(id=number, code="S-0001", role=role, team=team)


def listed(desk: Desk, wanted: Wanted = Wanted(ALL_CODE), staff: Staff | None = None) -> Listing:  # noqa: B008  frozen
    with desk.world.database.read() as session:
        return list_cases(session, staff or someone(), wanted)


def only(desk: Desk) -> Row:
    (row,) = listed(desk).rows
    return row


def moved(desk: Desk, state: CaseState, why: CloseReason | None = None) -> None:
    with desk.world.database.write() as session:
        session.execute(update(Case).values(state=state, close_reason=why))


def test_a_case_says_where_it_stands_and_what_comes_next(desk: Desk) -> None:
    add_person(desk.world, desk.reference)
    desk.world.tick()
    row = only(desk)
    assert (row.reference, row.state, row.attempts) == (desk.reference, "letter", 0)
    assert row.names == ("Camille Exemple", "Dominique Exemple")
    assert row.upcoming is not None
    assert (row.upcoming.what, row.upcoming.kind, row.upcoming.on) == ("task", "letter", MONDAY)


def test_once_the_letter_is_posted_the_next_message_is_shown(desk: Desk) -> None:
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    row = only(desk)
    assert (row.state, row.attempts) == ("contacting", 1)
    assert row.upcoming is not None
    assert (row.upcoming.what, row.upcoming.kind) == ("step", "sms")
    assert row.upcoming.on == date(2026, 3, 9)


def test_a_reply_puts_a_case_on_pause_and_first(desk: Desk) -> None:
    desk.world.tick()
    add_case(desk.world, phone="+33639980011", email=None)
    desk.hears("Bonjour")
    first, second = listed(desk).rows
    assert (first.reference, first.state, first.pause) == (desk.reference, "paused", "reply")
    assert first.waits_since == desk.world.clock.now()
    assert not first.alert
    assert second.waits_since is None


def test_the_gravest_of_several_pauses_is_said(desk: Desk) -> None:
    desk.hears("Je dors dans la rue depuis hier, je veux mourir")
    row = only(desk)
    assert (row.pause, row.alert) == ("alert", True)


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (CaseState.WAITING, "waiting"),
        (CaseState.IN_CONTACT, "in_contact"),
        (CaseState.DIAGNOSED, "diagnosed"),
        (CaseState.HANDED_OVER, "handed_over"),
        (CaseState.CLOSED, "closed"),
        (CaseState.INELIGIBLE, "ineligible"),
    ],
)
def test_other_states_are_said_as_they_are(desk: Desk, state: CaseState, shown: str) -> None:
    desk.hears("Bonjour")
    moved(desk, state)
    assert only(desk).state == shown


def test_what_a_human_can_still_accept_is_to_check(desk: Desk) -> None:
    moved(desk, CaseState.INELIGIBLE)
    desk.raises(TaskKind.DECIDE, "to_check")
    assert only(desk).state == "to_check"
    assert listed(desk, Wanted("to_check")).rows == listed(desk, Wanted()).rows


def test_filters_and_counts_agree(desk: Desk) -> None:
    add_case(desk.world, phone="+33639980011", email=None)
    with desk.world.database.write() as session:
        session.execute(
            update(Case)
            .where(Case.reference == desk.reference)
            .values(state=CaseState.CLOSED, close_reason=CloseReason.MISTAKE)
        )
    every = listed(desk)
    assert every.counts == {"closed": 1, "contacting": 1}
    assert (every.total, every.in_hand) == (2, 1)
    assert [r.reference for r in listed(desk, Wanted()).rows] == ["AHU-2026-0002"]
    (closed,) = listed(desk, Wanted("closed")).rows
    assert (closed.reference, closed.close_reason) == (desk.reference, "mistake")
    assert listed(desk, Wanted("waiting")).rows == ()


def test_mine_are_those_i_follow(desk: Desk) -> None:
    add_case(desk.world, phone="+33639980011", email=None)
    with desk.world.database.write() as session:
        valerie = Staff(
            code="S-0007",
            email="v@example.org",
            first_name="Valérie",
            role=Role.WORKER,
            team=DEFAULT_TEAM,
            session_key="k",
            created_at=desk.world.clock.now(),
        )
        session.add(valerie)
        session.flush()
        session.execute(
            update(Case).where(Case.reference == desk.reference).values(owner_id=valerie.id)
        )
    (row,) = listed(desk, Wanted(mine=True), someone(number=valerie.id)).rows
    assert (row.reference, row.owner) == (desk.reference, "Valérie")
    assert listed(desk, Wanted(mine=True), someone(number=valerie.id)).total == 1


@pytest.mark.parametrize(
    ("role", "team", "seen"),
    [
        (Role.WORKER, "Ailleurs", 0),
        (Role.COORDINATOR, "Ailleurs", 0),
        (Role.ADMIN, DEFAULT_TEAM, 0),
        (Role.RECEPTION, DEFAULT_TEAM, 1),
        (Role.DPO, "Ailleurs", 1),
    ],
)
def test_nobody_sees_another_teams_cases(desk: Desk, role: Role, team: str, seen: int) -> None:
    found = listed(desk, staff=someone(role, team))
    assert (len(found.rows), found.total) == (seen, seen)
    case_id = desk.case().id
    with desk.world.database.read() as session:
        assert len(rows_of(session, someone(role, team), [case_id])) == seen


def test_a_page_costs_the_same_however_many_cases(sqlite_database: Database) -> None:
    desk = sit_down(sqlite_database)
    statements = [_cost(desk)]
    for number in range(PAGE + 3):
        add_case(desk.world, phone=f"+3363998{number + 100:04d}", email=None)
    first, last = listed(desk), listed(desk, Wanted(ALL_CODE, page=2))
    assert (len(first.rows), first.more) == (PAGE, True)
    assert (len(last.rows), last.more) == (4, False)
    statements.append(_cost(desk))
    assert statements[0] == statements[1]


def _cost(desk: Desk) -> int:
    """The number of statements that one page takes."""
    with asked(desk.world.database) as seen:
        listed(desk)
    return len(seen)


def test_a_referral_is_not_needed(desk: Desk) -> None:
    with desk.world.database.write() as session:
        session.delete(session.scalars(select(Referral)).one())
    assert only(desk).reference == desk.reference


def test_a_late_task_comes_before_a_message(desk: Desk) -> None:
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    task = desk.raises(TaskKind.CALL, "callback")
    desk.world.clock.advance(timedelta(days=1))
    upcoming = only(desk).upcoming
    assert upcoming is not None
    assert (upcoming.task_id, upcoming.reason) == (task, "callback")
