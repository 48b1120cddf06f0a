"""The dates that a rehearsal prints are those that the engine produces, tick by tick."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.sequences.rules.rehearse import rehearse
from tests.eight_weeks.days import PARIS
from tests.eight_weeks.rehearsal import GRID, Seen, live, rename
from tests.turns import SqliteTurns
from tests.world import LIBRARY, World, add_case, make_world

SCRIPT = LIBRARY.scripts["premier-contact"]
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
REFERENCES = st.integers(1, 9999).map(lambda number: f"AHU-2026-{number:04d}")


def rehearsed(start: date, reference: str) -> list[Seen]:
    """What is promised."""
    played = rehearse(SCRIPT, start, reference)
    return [(each.step, each.channel.value, each.at) for each in played]


@contextmanager
def world_of(turns: SqliteTurns, start: date, reference: str) -> Iterator[World]:
    """A silent household, on a database as new, from the first minute of a day."""
    with turns.one() as database:
        midnight = datetime.combine(start, time(), PARIS)
        world = make_world(database, f"{midnight:%Y-%m-%d %H:%M}")
        add_case(world)
        rename(world, reference)
        yield world


def assert_same(lived: tuple[Seen, ...], promised: list[Seen]) -> None:
    """The same steps by the same ways on the same days, and less than a grid's width late."""
    assert [named(each) for each in lived] == [named(each) for each in promised]
    for (_, _, at), (_, _, said) in zip(lived, promised, strict=True):
        assert timedelta(0) <= at - said < GRID


def named(each: Seen) -> tuple[str, str, date]:
    """Step, channel, local day."""
    return each[0], each[1], each[2].astimezone(PARIS).date()


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(start=DAYS, reference=REFERENCES)
def test_rehearsed_dates_are_lived_dates(
    sqlite_turns: SqliteTurns, start: date, reference: str
) -> None:
    with world_of(sqlite_turns, start, reference) as world:
        assert_same(live(world), rehearsed(start, reference))


def test_a_tick_every_ten_minutes_changes_nothing(sqlite_turns: SqliteTurns) -> None:
    start, reference = date(2026, 11, 23), "AHU-2026-0001"
    with world_of(sqlite_turns, start, reference) as world:
        lived = live(world, dense=True)
    assert_same(lived, rehearsed(start, reference))
    assert lived[1][2] < datetime(2026, 12, 1, tzinfo=UTC)
