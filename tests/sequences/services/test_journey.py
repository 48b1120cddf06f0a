"""The line of a run: what was done, where it stands, and the very dates that the engine keeps."""

import pytest
from sqlalchemy import select, update

from outreach.database import Database
from outreach.messages.models import Attempt
from outreach.people.models import ContactPoint, Person
from outreach.sequences.models import Enrolment
from outreach.sequences.services.journey import Journey, Phase, Stage, journeys_of
from tests.fieldwork.desk import MONDAY, Desk, sit_down
from tests.world import add_person, paris


@pytest.fixture
def desk(database: Database) -> Desk:
    desk = sit_down(database)
    desk.world.tick()
    return desk


def line(desk: Desk) -> Journey:
    (journey,) = journeys(desk)
    return journey


def journeys(desk: Desk) -> tuple[Journey, ...]:
    with desk.world.database.read() as session:
        return journeys_of(session, desk.world.means, desk.case().id, desk.world.clock.now())


def stage(journey: Journey, step: str) -> Stage:
    return next(each for each in journey.stages if each.step == step)


def post(desk: Desk) -> None:
    desk.done(desk.find("step"), "posted", MONDAY)


def test_an_open_letter_is_where_it_stands(desk: Desk) -> None:
    journey = line(desk)
    letter = stage(journey, "info")
    assert (letter.phase, letter.kind, letter.on) == (Phase.NOW, "letter", MONDAY)
    assert letter.task_id == desk.find("step")
    assert journey.supposes, "dates ahead suppose that it is posted"
    assert [each.phase for each in journey.stages[1:]] == [Phase.AHEAD] * 9


def test_the_dates_ahead_are_those_of_the_engine(desk: Desk) -> None:
    post(desk)
    following = line(desk).next
    assert following is not None
    assert (following.step, following.kind, following.rank) == ("S1", "sms", 1)
    assert following.at is not None
    assert following.at == desk.run().due_at
    desk.world.clock.set(following.at)
    desk.world.tick()
    assert [a.step for a in desk.world.attempts()] == ["info", "S1"]
    assert stage(line(desk), "S1").outcome == "accepted"


def test_why_a_date_and_why_another_way(desk: Desk) -> None:
    post(desk)
    journey = line(desk)
    assert stage(journey, "mail").why == "spacing"
    call = stage(journey, "S3")
    assert (call.kind, call.rank, call.instead) == ("call", 0, "no_slots")


def test_a_pause_shows_what_would_follow_if_one_went_on(desk: Desk) -> None:
    post(desk)
    desk.world.tick("2026-03-10 18:30")
    before = line(desk)
    desk.hears("Bonjour")
    paused = line(desk)
    assert (paused.state, paused.waits) == ("paused", "")
    assert paused.next == before.next


def test_a_finished_run_says_why_and_promises_nothing(desk: Desk) -> None:
    post(desk)
    desk.world.tick("2026-03-10 18:30")
    desk.hears("STOP")
    journey = line(desk)
    assert (journey.state, journey.ended, journey.next) == ("finished", "opted_out", None)
    assert [each.step for each in journey.stages] == ["info", "S1"]


def test_a_step_that_was_left_out_says_why(database: Database) -> None:
    desk = sit_down(database)
    with desk.world.database.write() as session:
        session.execute(
            update(ContactPoint).where(ContactPoint.kind == "email").values(status="invalid")
        )
    desk.world.tick()
    post(desk)
    for day in (10, 17, 20, 24):
        desk.world.tick(f"2026-03-{day} 18:30")
    skipped = stage(line(desk), "mail")
    assert (skipped.phase, skipped.why) == (Phase.SKIPPED, "number_to_check")
    assert skipped.at is not None


def test_a_damaged_name_leaves_the_rest_without_dates(desk: Desk) -> None:
    with desk.world.database.write() as session:
        session.execute(update(Person).values(name_damaged=True))
    post(desk)
    desk.world.tick("2026-03-10 18:30")
    journey = line(desk)
    assert journey.waits == "name_to_correct"
    assert journey.next is not None
    assert journey.next.at is None


def test_a_message_that_did_not_leave_is_still_ahead(desk: Desk) -> None:
    post(desk)
    desk.world.tick("2026-03-10 18:30")
    desk.hears("Bonjour")
    with desk.world.database.write() as session:
        session.execute(update(Attempt).where(Attempt.step == "S1").values(status="cancelled"))
    journey = line(desk)
    assert [each.phase for each in journey.stages if each.step == "S1"] == [Phase.AHEAD]


def test_each_of_a_household_has_a_line(desk: Desk) -> None:
    add_person(desk.world, desk.reference)
    first, second = journeys(desk)
    assert (first.first_name, second.first_name) == ("Camille", "Dominique")
    with desk.world.database.read() as session:
        people = list(session.scalars(select(Person.id).order_by(Person.id)))
    assert [first.person_id, second.person_id] == people


def test_a_message_under_way_is_where_it_stands(desk: Desk) -> None:
    post(desk)
    desk.world.tick("2026-03-10 18:30")
    with desk.world.database.write() as session:
        session.execute(update(Attempt).where(Attempt.step == "S1").values(status="uncertain"))
        session.execute(update(Enrolment).values(due_at=None))
    journey = line(desk)
    assert stage(journey, "S1").phase is Phase.NOW
    assert journey.waits == "attempt_in_flight"
    assert stage(journey, "S1").at == paris("2026-03-10 18:30")
