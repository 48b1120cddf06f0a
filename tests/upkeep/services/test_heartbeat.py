"""Signs of life."""

from datetime import timedelta

from outreach.database import Database
from outreach.upkeep.services.heartbeat import Beat, alive, beat, last, leave, take_place
from tests.databases import MONDAY


def test_the_last_sign_of_life_is_kept(database: Database) -> None:
    assert last(database) is None
    assert not alive(database, MONDAY)
    beat(database, "a", MONDAY)
    beat(database, "b", MONDAY + timedelta(seconds=15))
    assert last(database) == Beat(MONDAY + timedelta(seconds=15), "b")


def test_a_beat_from_the_future_is_no_sign_of_life(database: Database) -> None:
    """It was left by a clock that has been moved since."""
    beat(database, "a", MONDAY + timedelta(hours=1))
    assert not alive(database, MONDAY)


def test_only_its_holder_gives_the_place_up(database: Database) -> None:
    assert take_place(database, "a", MONDAY) is None
    leave(database, "b")
    assert take_place(database, "b", MONDAY) == Beat(MONDAY, "a")
    leave(database, "a")
    assert take_place(database, "b", MONDAY) is None


def test_a_beat_seen_standing_still_frees_the_place_unless_it_moved(database: Database) -> None:
    take_place(database, "a", MONDAY)
    seen = last(database)
    take_place(database, "a", MONDAY + timedelta(seconds=1))
    assert take_place(database, "b", MONDAY, dead=seen) is not None
    assert take_place(database, "b", MONDAY, dead=last(database)) is None
