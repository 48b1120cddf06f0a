"""Caps and spacing hold for the person and for the number, whoever or whatever used them."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from outreach.cases.models import Case
from outreach.database import Database
from outreach.messages.models import Attempt
from outreach.messages.services.standing import load
from outreach.sequences.models import Enrolment
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task
from tests.world import PARIS, World, add_case, add_person, make_ready, make_world, paris


def days_called(world: World) -> list[date]:
    """Local days on which an SMS left."""
    left = [a.at for a in world.attempts() if a.medium == "sms" and a.status == "accepted"]
    return [instant.astimezone(PARIS).date() for instant in left]


def a_month(world: World, first: date, days: int = 60) -> None:
    """Tick once a day, at an open hour."""
    for rank in range(days):
        world.tick(f"{first + timedelta(days=rank)} 18:30")


def test_two_people_of_one_number_share_its_spacing(database: Database) -> None:
    """A couple with one phone: both due at one instant, and yet never two SMS within three days."""
    world = make_world(database)
    reference = add_case(world, email=None)
    add_person(world, reference, phone="+33639980010")
    world.tick()
    world.post_letter(date(2026, 3, 2))
    a_month(world, date(2026, 3, 9))
    days = days_called(world)
    assert len(days) >= 4
    assert all((b - a).days >= 3 for a, b in pairwise(days))


def test_two_people_of_one_number_share_its_cap(database: Database) -> None:
    """Four in any thirty days, calls included, for the number."""
    world = make_world(database)
    reference = add_case(world, email=None)
    add_person(world, reference, phone="+33639980010")
    world.tick()
    world.post_letter(date(2026, 3, 2))
    a_month(world, date(2026, 3, 9), 90)
    days = days_called(world)
    busiest = max(sum(0 <= (b - a).days < 30 for b in days) for a in days)
    assert busiest <= 4


@pytest.mark.parametrize("outcome", ["no_answer", "voicemail"])
def test_a_call_by_a_human_moves_the_next_message(database: Database, outcome: str) -> None:
    """S2 was due on the 15th; the phone rang on the 14th: not before the 17th."""
    world = make_ready(database)
    world.tick()
    _call_task(world)
    world.clock.set(paris("2026-03-14 11:00"))
    world.close("call", outcome)
    a_month(world, date(2026, 3, 15), 7)
    assert days_called(world) == [date(2026, 3, 10), date(2026, 3, 17)]


def test_calls_by_a_human_fill_the_cap(database: Database) -> None:
    """One SMS and three calls: the next SMS waits for the month to pass."""
    world = make_ready(database)
    world.tick()
    for day in (11, 12, 13):
        _call_task(world)
        world.clock.set(paris(f"2026-03-{day} 11:00"))
        world.close("call", "no_answer")
    a_month(world, date(2026, 3, 14), 40)
    days = days_called(world)
    assert days[:1] == [date(2026, 3, 10)]
    assert all(day >= date(2026, 4, 9) for day in days[1:])


def test_a_letter_moves_nothing(database: Database) -> None:
    """Paper does not ring."""
    world = make_ready(database)
    world.tick()
    with database.read() as session:
        standing = load(session, [1], [1], world.clock.now(), held=False)
    assert standing.last_contact(1, None) == world.clock.now()
    assert len(standing.phone_contacts(1, None)) == 1
    assert dict(standing.notices) == {1: date(2026, 3, 2)}


def test_a_number_of_two_cases_gets_no_automatic_message(database: Database) -> None:
    """Nobody knows whose it is: a human decides, once in each case."""
    world = make_world(database)
    add_case(world, phone="+33639980010", email=None)
    add_case(world, phone="+33639980010", email=None)
    world.tick()
    world.post_letter(date(2026, 3, 2))
    a_month(world, date(2026, 3, 9), 14)
    assert world.attempts() == []
    shared = Counter(t.case_id for t in world.tasks() if t.reason == "shared_number")
    assert shared == {1: 1, 2: 1}


def test_the_past_of_a_closed_case_still_counts_for_its_number(database: Database) -> None:
    """A number of an old case comes back in a new one: its cap and spacing came with it."""
    world = make_ready(database)
    world.tick()
    with database.write() as session:
        session.scalars(select(Case)).one().state = "closed"
        session.scalars(select(Enrolment)).one().state = "finished"
        session.scalars(select(Enrolment)).one().due_at = None
    add_case(world, phone="+33639980010", email=None)
    with database.read() as session:
        hashed = session.scalars(select(Attempt.address_hash)).one() or ""
        standing = load(session, [2], [2], world.clock.now(), held=False)
    assert hashed not in standing.shared
    assert standing.phone_contacts(2, hashed) == [world.clock.now()]
    assert standing.last_contact(2, hashed) == world.clock.now()
    assert standing.phone_contacts(2, None) == []


def _call_task(world: World) -> None:
    with world.database.write() as session:
        case = session.scalars(select(Case)).one()
        new = NewTask(TaskKind.CALL, date(2026, 3, 14), person_id=1)
        raise_task(session, case, new, now=world.clock.now())
