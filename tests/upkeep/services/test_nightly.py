"""Once a day of Paris, after three in the morning."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from outreach.database import Database
from outreach.record.models.journal import Anchor
from outreach.staff.models import Try
from outreach.upkeep.services.nightly import run_if_due
from tests.world import World, add_case, make_world, paris


@pytest.fixture
def night(database: Database) -> Callable[[str], int | None]:
    world = make_world(database)
    add_case(world)
    world.tick()

    def at(text: str) -> int | None:
        world.clock.set(paris(text))
        return run_if_due(world.means)

    return at


def _anchors(world: World) -> list[str]:
    with world.database.read() as session:
        return [str(day) for day in session.scalars(select(Anchor.on_day).order_by(Anchor.on_day))]


def test_it_runs_once_a_day_after_three(night: Callable[[str], int | None]) -> None:
    assert night("2026-03-03 02:59") is None
    assert night("2026-03-03 03:00") == 0
    assert night("2026-03-03 03:10") is None
    assert night("2026-03-03 23:59") is None
    assert night("2026-03-04 00:30") is None
    assert night("2026-03-04 03:01") == 0


def test_an_hour_that_a_night_skips_or_repeats_is_no_trouble(
    night: Callable[[str], int | None],
) -> None:
    """29 March 2026 has no hour from two to three; 25 October has it twice."""
    assert night("2026-03-29 01:59") is None
    assert night("2026-03-29 03:00") is not None
    assert night("2026-10-25 02:30") is None
    assert night("2026-10-25 03:00") is not None


def test_the_day_of_the_anchors_is_that_of_paris(database: Database) -> None:
    world = make_world(database)
    add_case(world)
    world.tick()
    world.clock.set(paris("2026-07-15 03:30"))  # still the 15th in UTC, at half past one
    run_if_due(world.means)
    assert _anchors(world) == ["2026-07-15"]


def test_a_clock_moved_back_still_has_its_nights(night: Callable[[str], int | None]) -> None:
    assert night("2026-06-01 04:00") is not None
    assert night("2026-03-05 04:00") is not None


def test_what_fails_is_undone_and_tried_again(database: Database) -> None:
    world = make_world(database)
    add_case(world)
    world.tick()
    world.clock.set(paris("2026-03-20 04:00"))
    broken = replace(world.means, doors=None)  # type: ignore[arg-type]
    with pytest.raises((AttributeError, TypeError)):
        run_if_due(broken)
    assert _anchors(world) == []
    assert run_if_due(world.means) == 1, "the letter that nobody posted"
    assert _anchors(world) == ["2026-03-20"]


def test_two_workers_at_once_do_it_once(database: Database) -> None:
    world = make_world(database)
    add_case(world)
    world.tick()
    world.clock.set(paris("2026-03-20 04:00"))
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: run_if_due(world.means), range(4)))
    assert sorted(done, key=str) == [1, None, None, None]
    assert _anchors(world) == ["2026-03-20"]


def test_old_tries_to_come_in_are_forgotten(
    night: Callable[[str], int | None], database: Database
) -> None:
    with database.write() as session:
        session.add_all(Try(key_hash="x", at=paris(f"2026-03-{day} 05:00")) for day in ("01", "03"))
    night("2026-03-04 03:00")
    with database.read() as session:
        assert len(session.scalars(select(Try)).all()) == 1
