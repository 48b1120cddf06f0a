"""One active worker on SQLite, any number on PostgreSQL."""

from datetime import timedelta

import pytest

from outreach.clock import StillClock
from outreach.database import Database
from outreach.upkeep.services.heartbeat import alive
from outreach.worker.place import Place
from tests.databases import MONDAY


@pytest.fixture
def clock() -> StillClock:
    return StillClock(MONDAY)


def _two(database: Database, clock: StillClock) -> tuple[Place, Place]:
    return Place(database, clock, "first"), Place(database, clock, "second")


def test_a_second_worker_waits_until_the_first_leaves(
    sqlite_database: Database, clock: StillClock
) -> None:
    first, second = _two(sqlite_database, clock)
    assert (first.renew(), second.renew()) == (True, False)
    for _ in range(10):
        clock.advance(timedelta(seconds=15))
        assert (first.renew(), second.renew()) == (True, False)
    first.leave()
    assert second.renew()
    assert (first.is_mine(), second.is_mine()) == (False, True)


def test_a_spare_that_leaves_takes_nothing_with_it(
    sqlite_database: Database, clock: StillClock
) -> None:
    first, second = _two(sqlite_database, clock)
    first.renew()
    second.renew()
    second.leave()
    assert first.is_mine()


def test_the_place_of_a_dead_worker_is_taken_after_a_minute(
    sqlite_database: Database, clock: StillClock
) -> None:
    first, second = _two(sqlite_database, clock)
    first.renew()
    clock.advance(timedelta(seconds=59))
    assert not second.renew()
    clock.advance(timedelta(seconds=1))
    assert second.renew()
    assert not first.renew(), "it wakes up as a spare"


def test_a_dead_worker_whose_clock_was_ahead_is_seen_standing_still(
    sqlite_database: Database, clock: StillClock
) -> None:
    """Clocks moved with --at do not agree: what counts is that the beat no longer changes."""
    Place(sqlite_database, StillClock(MONDAY + timedelta(days=9)), "ahead").renew()
    spare = Place(sqlite_database, clock, "spare")
    assert not spare.renew()
    clock.advance(timedelta(seconds=59))
    assert not spare.renew()
    clock.advance(timedelta(seconds=1))
    assert spare.renew()


def test_on_postgresql_everybody_works(postgres_database: Database, clock: StillClock) -> None:
    first, second = _two(postgres_database, clock)
    assert first.renew()
    assert second.renew()
    assert first.is_mine()
    assert second.is_mine()
    first.leave()
    assert alive(postgres_database, clock.now()), "the other one still works"
