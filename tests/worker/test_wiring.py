"""From the parts to the means."""

from datetime import timedelta

from outreach.channels.base import Channel, Medium
from outreach.clock import StillClock
from outreach.database import Database
from outreach.messages.services.means import GRACE, LAG_MARGIN
from outreach.parts import Doors, Parts
from outreach.settings import Settings
from outreach.worker.wiring import ears_of, means_of
from tests.databases import MONDAY


def _no_door() -> Channel:
    raise AssertionError("a command that sends nothing builds no door")


def _parts(database: Database, **settings: object) -> Parts:
    doors = Doors({Medium.SMS: _no_door})
    made = Settings(_env_file=None, **settings)  # type: ignore[arg-type]
    return Parts(made, StillClock(MONDAY), database, doors)


def test_means_build_no_door(sqlite_database: Database) -> None:
    means = means_of(_parts(sqlite_database))
    assert Medium.SMS in means.doors
    assert Medium.EMAIL not in means.doors


def test_each_process_has_a_name_of_its_own(sqlite_database: Database) -> None:
    parts = _parts(sqlite_database)
    assert means_of(parts).owner != means_of(parts).owner
    assert means_of(parts, "me").owner == "me"


def test_the_setting_holds(sqlite_database: Database) -> None:
    assert not means_of(_parts(sqlite_database)).held
    assert means_of(_parts(sqlite_database, hold=True)).held


def test_the_spans_of_a_doubt_are_settings(sqlite_database: Database) -> None:
    means = means_of(_parts(sqlite_database))
    assert (means.grace, means.lag_margin) == (GRACE, LAG_MARGIN)
    means = means_of(_parts(sqlite_database, grace=600, lag_margin=90))
    assert (means.grace, means.lag_margin) == (timedelta(minutes=10), timedelta(seconds=90))


def test_sleeping_moves_the_clock(sqlite_database: Database) -> None:
    means = means_of(_parts(sqlite_database))
    means.sleep(2.5)
    assert (means.clock.now() - MONDAY).total_seconds() == 2.5


def test_ears_share_the_means_and_know_the_answers(sqlite_database: Database) -> None:
    parts = _parts(sqlite_database)
    means = means_of(parts)
    ears = ears_of(parts, means)
    assert ears.means is means
    assert ears.answers["fr"]["STOP"].text
    assert ears.lexicon is ears_of(parts).lexicon, "read once"
