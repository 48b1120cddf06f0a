"""One active worker on SQLite, any number on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
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


def test_on_postgresql_a_part_is_done_by_one_worker_at_a_time(
    postgres_database: Database, clock: StillClock
) -> None:
    places = [Place(postgres_database, clock, f"w{number}") for number in range(4)]

    def turns(name: str, seconds: float = 120) -> int:
        with ThreadPoolExecutor(4) as pool:
            return sum(pool.map(lambda place: place.is_my_turn(name, seconds), places))

    assert (turns("sweep"), turns("mail")) == (1, 1)  # each part has its own turns
    clock.advance(timedelta(seconds=107))
    assert turns("sweep") == 0
    clock.advance(timedelta(seconds=2))  # nearly its time: whoever comes first, dead ones or not
    assert [places[3].is_my_turn("sweep", 120), turns("sweep")] == [True, 0]
    clock.advance(timedelta(days=-1))  # a clock that was set back holds nobody up
    assert turns("sweep") == 1


def test_on_sqlite_the_active_worker_does_every_part(
    sqlite_database: Database, clock: StillClock
) -> None:
    first, _ = _two(sqlite_database, clock)
    assert first.is_my_turn("sweep", 120)
    assert first.is_my_turn("sweep", 120)


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
