"""Cases are opened, paused and closed as facts that their journal keeps."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, CloseReason, Pause, PauseReason, Thread
from outreach.database import Database
from outreach.record import services as record
from outreach.record.models.journal import JournalEntry
from tests.world import World, add_case, make_world


@pytest.fixture
def world(database: Database) -> World:
    world = make_world(database)
    add_case(world)
    return world


def events(world: World) -> list[str]:
    with world.database.read() as session:
        assert record.verify(session).intact
        return list(session.scalars(select(JournalEntry.event).order_by(JournalEntry.number)))


def test_a_second_pause_for_the_same_reason_adds_nothing(world: World) -> None:
    now = world.clock.now()
    with world.database.write() as session:
        case = session.scalars(select(Case)).one()
        first = cases.pause(session, case, PauseReason.REPLY, actor="claire", now=now)
        again = cases.pause(session, case, PauseReason.REPLY, actor="claire", now=now)
        other = cases.pause(session, case, PauseReason.ALERT, actor="system", now=now)
        assert (first, again, other) == (True, False, True)
        assert len(cases.open_pauses(session, case.id)) == 2
    assert events(world) == ["pause.opened", "pause.opened"]


def test_ended_pauses_are_kept_with_who_ended_them(world: World) -> None:
    now = world.clock.now()
    with world.database.write() as session:
        case = session.scalars(select(Case)).one()
        cases.pause(session, case, PauseReason.REPLY, actor="system", now=now)
        later = now + timedelta(hours=1)
        assert cases.end_pauses(session, case, actor="claire", now=later) == 1
        assert cases.end_pauses(session, case, actor="claire", now=later) == 0
        kept = session.scalars(select(Pause)).one()
        assert (kept.ended_by, kept.ended_at) == ("claire", later)
        assert cases.pause(session, case, PauseReason.REPLY, actor="system", now=later)
    assert events(world) == ["pause.opened", "pause.ended", "pause.opened"]


def test_a_case_moves_once_and_keeps_why_it_was_closed(world: World) -> None:
    now = world.clock.now()
    with world.database.write() as session:
        case = session.scalars(select(Case)).one()
        for _ in range(2):
            cases.move(
                session,
                case,
                CaseState.CLOSED,
                actor="claire",
                now=now,
                close_reason=CloseReason.DECLINED,
            )
        assert (case.close_reason, case.closed_at) == ("declined", now)
    assert events(world) == ["case.moved"]


def test_a_place_keeps_the_instant_it_was_first_taken(world: World) -> None:
    now = world.clock.now()
    with world.database.write() as session:
        case = session.scalars(select(Case)).one()
        cases.take_place(session, case, now)
        cases.take_place(session, case, now + timedelta(days=1))
        assert case.place_taken_at == now


def test_references_follow_each_other_within_a_year(world: World) -> None:
    with world.database.read() as session:
        assert cases.next_reference(session, 2026) == "AHU-2026-0002"
        assert cases.next_reference(session, 2027) == "AHU-2027-0001"


def test_a_thread_is_made_once_per_person_and_case(world: World) -> None:
    with world.database.write() as session:
        thread = session.scalars(select(Thread)).one()
        assert thread.case_id is not None
        assert thread.person_id is not None
        same = cases.open_thread(session, world.clock, thread.case_id, thread.person_id)
        assert same is thread
        assert session.scalar(select(func.count()).select_from(Thread)) == 1


def test_the_first_unanswered_instant_is_kept_and_an_alert_is_never_lowered(world: World) -> None:
    now = world.clock.now()
    with world.database.write() as session:
        thread = session.scalars(select(Thread)).one()
        for hours, alert in ((1, False), (2, True), (0, False)):
            instant = now + timedelta(hours=hours)
            cases.mark_unanswered(session, thread.id, instant, alert=alert)
        session.refresh(thread)
        assert (thread.first_unanswered_at, thread.alert) == (now, True)


def test_locked_cases_are_read_afresh(world: World) -> None:
    with world.database.write() as session:
        case = session.scalars(select(Case)).one()
        assert cases.lock(session, [case.id, 999]) == {case.id: case}
        assert cases.lock(session, []) == {}
