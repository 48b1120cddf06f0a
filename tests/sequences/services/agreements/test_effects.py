"""A change of an agreement: what it would do is shown first, and is what it then does."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from outreach.cases.models import Case, Referral
from outreach.database import Database
from outreach.messages.models import Attempt
from outreach.programmes import services as programmes
from outreach.programmes.models import Hold, Programme, known_to
from outreach.programmes.rules.parameters import Parameters, Problem
from outreach.sequences.models import Enrolment
from outreach.sequences.services.admitting import admit_waiting
from outreach.sequences.services.agreements.effects import Effects, preview
from outreach.sequences.services.agreements.holding import go_on, suspend, suspend_all
from outreach.sequences.services.agreements.saving import Answer, Change, Saved, save
from outreach.staff.models import Role
from outreach.tasks.models import Task
from tests.intake.team import hire
from tests.world import PARIS, World, add_case, make_world, paris


@pytest.fixture
def world(sqlite_database: Database) -> World:
    """Five people whose letter is posted and whose first SMS left on 9 and 10 March."""
    world = make_world(sqlite_database)
    for number in range(5):
        add_case(world, phone=f"+336399800{10 + number}", email=f"p{number}@example.org")
    world.tick()
    world.post_letter(date(2026, 3, 2))
    world.tick("2026-03-09 18:30")
    world.clock.set(paris("2026-03-10 20:00"))
    return world


def now_with(**values: object) -> Change:
    """A change of some values."""
    return lambda old: replace(old, **values)  # type: ignore[arg-type]


def foresee(world: World, **values: object) -> Effects:
    """The effects of some new values, for somebody of the team."""
    staff = hire(world)
    found = preview(
        world.means, staff, "LL-45", now_with(**values), known=known_to(staff), stamp=None
    )
    assert found.effects is not None, found.saved
    return found.effects


def carry_out(world: World, **values: object) -> Saved:
    return save(world.means, "LL-45", now_with(**values), actor="test")


def dues(world: World) -> dict[str, datetime | None]:
    """When each run is due, by case."""
    with world.database.read() as session:
        rows = session.execute(
            select(Case.reference, Enrolment.due_at).join(Case, Case.id == Enrolment.case_id)
        )
        return {row.reference: row.due_at for row in rows}


def parameters(world: World) -> Parameters:
    with world.database.read() as session:
        programme = programmes.get(session)
        assert programme is not None
        return programmes.parameters_of(session, programme)


def test_new_hours_move_messages_to_the_dates_that_they_then_get(world: World) -> None:
    before = dues(world)
    effects = foresee(world, hours="mar 9:30-12:30")
    assert dues(world) == before, "nothing is kept of a preview"
    assert parameters(world).hours.startswith("lun-ven")
    assert effects.moved
    assert carry_out(world, hours="mar 9:30-12:30").fields == ("hours",)
    after = dues(world)
    assert {each.case: each.then for each in effects.moved} == {
        case: after[case] for case in after if after[case] != before[case]
    }
    assert {each.case: each.was for each in effects.moved} == {
        each.case: before[each.case] for each in effects.moved
    }
    for each in effects.moved:
        assert each.then is not None
        assert each.then.astimezone(PARIS).weekday() == 1


def test_a_closure_moves_what_falls_in_it(world: World) -> None:
    effects = foresee(world, closures=((date(2026, 3, 11), date(2026, 3, 31)),))
    assert len(effects.moved) == 5
    for each in effects.moved:
        assert each.then is not None
        assert each.then.astimezone(PARIS).date() >= date(2026, 4, 1)


def test_where_letters_have_their_address_plans_nothing_again(world: World) -> None:
    """A date that somebody set by hand would move if it did."""
    odd = paris("2026-03-19 11:11")
    with world.database.write() as session:
        session.scalars(select(Enrolment)).first().due_at = odd  # type: ignore[union-attr]
    before = dues(world)
    assert carry_out(world, letter_layout="window").answer is Answer.DONE
    assert dues(world) == before
    carry_out(world, fee=450)
    assert dues(world) != before


def test_what_moves_nothing_says_so(world: World) -> None:
    assert foresee(world, fee=450).none
    assert foresee(world, landlord="Un autre").none


def test_more_places_let_those_in_who_wait(world: World) -> None:
    with world.database.write() as session:
        programme = session.get_one(Programme, world.programme_id)
        programme.capacity = 3
        first, second, *_ = session.scalars(select(Case).order_by(Case.id)).all()
        for case in (first, second):
            case.state, case.place_taken_at = "waiting", None
            session.execute(delete(Task).where(Task.case_id == case.id))
            session.execute(delete(Attempt).where(Attempt.case_id == case.id))
            session.execute(delete(Enrolment).where(Enrolment.case_id == case.id))
    assert foresee(world, fee=500).entering == ()
    effects = foresee(world, capacity=4)
    assert effects.entering == ("AHU-2026-0001",)
    assert (effects.after.taken, effects.after.waiting) == (
        3,
        ("AHU-2026-0001", "AHU-2026-0002"),
    )
    carry_out(world, capacity=4)
    assert admit_waiting(world.means) == 1


def test_fewer_places_than_are_taken_take_nobody_out(world: World) -> None:
    effects = foresee(world, capacity=3)
    assert effects.over == 2
    assert not effects.moved
    carry_out(world, capacity=3)
    assert len([due for due in dues(world).values() if due]) == 5


def test_an_end_that_is_past_stops_the_runs(world: World) -> None:
    effects = foresee(world, ends_on=date(2026, 3, 9))
    assert len(effects.ending) == 5
    assert {each.then for each in effects.moved} == {None}


def test_a_start_that_is_later_holds_the_runs_back(world: World) -> None:
    effects = foresee(world, starts_on=date(2026, 4, 6))
    assert len(effects.starts_later) == 5
    assert all(each.then and each.then > paris("2026-04-06 00:00") for each in effects.moved)


def test_a_dated_visit_out_of_the_new_hours_is_named(world: World) -> None:
    visit = paris("2026-03-18 10:30")
    with world.database.write() as session:
        case = session.scalars(select(Case).order_by(Case.id)).first()
        assert case is not None
        session.add(
            Task(
                case_id=case.id,
                kind="visit",
                raised_at=world.clock.now(),
                due_on=date(2026, 3, 18),
                visit_at=visit,
            )
        )
    assert foresee(world, fee=1).shut == ()
    effects = foresee(world, closures=((date(2026, 3, 16), date(2026, 3, 20)),))
    assert effects.shut == (("AHU-2026-0001", visit),)


def test_new_terms_say_who_would_fit_and_move_nobody(world: World) -> None:
    with world.database.write() as session:
        first, second, *_ = session.scalars(select(Referral).order_by(Referral.id)).all()
        first.guarantor = "visale"
        case = session.get_one(Case, first.case_id)
        case.state, case.eligible = "ineligible", False
        second.landlord_attempts = 1
    effects = foresee(world, guarantors=("non", "visale"), min_landlord_attempts=2)
    assert effects.fitting == ("AHU-2026-0001",)
    assert effects.unfitting == ("AHU-2026-0002",)
    carry_out(world, guarantors=("non", "visale"), min_landlord_attempts=2)
    with world.database.read() as session:
        assert session.scalars(select(Case.state).order_by(Case.id)).all()[:2] == [
            "ineligible",
            "contacting",
        ]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"starts_on": date(2026, 5, 1), "ends_on": date(2026, 4, 1)}, Problem.BACKWARDS),
        ({"closures": ((date(2026, 1, 1), date(2036, 1, 1)),)}, Problem.NEVER_OPEN),
        # Open today, and then not for years: what is planned would never have a date.
        ({"closures": ((date(2027, 1, 4), date(2036, 1, 1)),)}, Problem.NEVER_OPEN),
    ],
)
def test_values_that_contradict_each_other_change_nothing(
    world: World, values: dict[str, object], wrong: Problem
) -> None:
    before = parameters(world)
    saved = carry_out(world, **values)
    assert (saved.answer, saved.problem) == (Answer.PROBLEM, wrong)
    assert parameters(world) == before


def test_what_somebody_else_changed_meanwhile_is_not_written_over(world: World) -> None:
    stamp = parameters(world).stamp
    carry_out(world, fee=420)
    saved = save(world.means, "LL-45", now_with(capacity=30), actor="test", stamp=stamp)
    assert saved.answer is Answer.STALE
    assert (parameters(world).fee, parameters(world).capacity) == (420, 20)


def test_the_same_values_again_change_nothing(world: World) -> None:
    assert carry_out(world, fee=400).answer is Answer.SAME


def test_only_the_team_changes_its_agreement(world: World) -> None:
    stranger, reception = hire(world, team="Ailleurs"), hire(world, role=Role.RECEPTION)
    for staff in (stranger, reception):
        found = preview(
            world.means, staff, "LL-45", now_with(fee=1), known=known_to(staff), stamp=None
        )
        assert found.saved.answer is Answer.UNKNOWN
        saved = save(world.means, "LL-45", now_with(fee=1), actor=staff.code, known=known_to(staff))
        assert saved.answer is Answer.UNKNOWN


def test_a_message_in_flight_keeps_its_own_date(world: World) -> None:
    with world.database.write() as session:
        run = session.scalars(select(Enrolment).order_by(Enrolment.id)).first()
        assert run is not None
        run.due_at = None
    carry_out(world, hours="mar 9:30-12:30")
    assert dues(world)["AHU-2026-0001"] is None


def test_suspended_nothing_leaves_and_released_the_dates_are_those_shown(world: World) -> None:
    staff = hire(world)
    known = known_to(staff)
    assert suspend(world.means, "LL-45", actor=staff.code, reason="panne", known=known)
    assert suspend(world.means, "LL-45", actor=staff.code, reason="", known=known) is False
    sent = len(world.attempts())
    for day in range(11, 20):
        world.tick(f"2026-03-{day} 18:30")
    assert len(world.attempts()) == sent
    world.clock.advance(timedelta(hours=2))
    shown = foresee(world, fee=401).before.messages
    assert go_on(world.means, "LL-45", actor=staff.code, known=known)
    assert go_on(world.means, "LL-45", actor=staff.code, known=known) is False
    planned = {each.case: each.at for each in shown.values()}
    assert planned == dues(world)
    with world.database.read() as session:
        hold = session.scalars(select(Hold)).one()
    assert (hold.actor, hold.reason, hold.lifted_by) == (staff.code, "panne", staff.code)


def test_suspending_all_holds_every_agreement(world: World) -> None:
    assert suspend_all(world.means, actor="S-1", reason="")
    with world.database.read() as session:
        assert programmes.held(session, programmes.get(session), settings_hold=False)


def test_what_is_shown_is_done_on_the_other_engine_too(postgres_database: Database) -> None:
    world = make_world(postgres_database)
    add_case(world)
    world.tick()
    world.post_letter(date(2026, 3, 2))
    world.clock.set(paris("2026-03-05 20:00"))
    effects = foresee(world, hours="mar 9:30-12:30")
    carry_out(world, hours="mar 9:30-12:30")
    assert {each.case: each.then for each in effects.moved} == dues(world)
