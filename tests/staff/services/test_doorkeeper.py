"""Failed tries as rows, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select, text

from outreach.clock import StillClock
from outreach.database import Database
from outreach.staff.models import Try
from outreach.staff.rules import BY_ACCOUNT, BY_ADDRESS, BY_CODE
from outreach.staff.services.doorkeeper import (
    at_the_door,
    behind_the_door,
    forget_old_tries,
    knock,
    known_device,
    welcome,
)
from tests.databases import MONDAY

INES = at_the_door("ines@example.org", "203.0.113.1")


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count(Try.id))) or 0


def test_tries_are_heard_until_a_limit_then_from_a_told_instant(database: Database) -> None:
    clock = StillClock(MONDAY)
    for _ in range(BY_CODE[0].tries):
        assert knock(database, clock, behind_the_door(7)) is None
        clock.advance(timedelta(minutes=1))
    opens = knock(database, clock, behind_the_door(7))
    assert opens == MONDAY + BY_CODE[0].span
    assert knock(database, clock, behind_the_door(8)) is None
    clock.set(opens)
    assert knock(database, clock, behind_the_door(7)) is None


def test_what_is_refused_is_not_counted_so_waiting_always_ends(sqlite_database: Database) -> None:
    clock = StillClock(MONDAY)
    for _ in range(BY_CODE[0].tries + 20):
        knock(sqlite_database, clock, behind_the_door(7))
    assert count(sqlite_database) == BY_CODE[0].tries


def test_a_right_secret_forgives_the_account_and_not_the_address(
    sqlite_database: Database,
) -> None:
    clock = StillClock(MONDAY)
    for number in range(BY_ADDRESS[0].tries):
        knock(sqlite_database, clock, at_the_door(f"s{number}@example.org", "203.0.113.1"))
    knock(sqlite_database, clock, at_the_door("ines@example.org", "203.0.113.2"))
    welcome(sqlite_database, at_the_door("s0@example.org", "203.0.113.1"))
    assert knock(sqlite_database, clock, INES) is not None
    assert knock(sqlite_database, clock, at_the_door("s0@example.org", "203.0.113.2")) is None


def test_capitals_make_no_other_account(sqlite_database: Database) -> None:
    clock = StillClock(MONDAY)
    for number in range(BY_ACCOUNT[0].tries):
        keys = at_the_door(" Ines@Example.org ", f"203.0.113.{number}")
        assert knock(sqlite_database, clock, keys) is None
    assert knock(sqlite_database, clock, INES) is not None
    assert knock(sqlite_database, clock, known_device("1:hers")) is None


def test_rows_name_nobody(sqlite_database: Database) -> None:
    knock(sqlite_database, StillClock(MONDAY), INES)
    with sqlite_database.read() as session:
        stored = str(session.execute(text("SELECT * FROM tries")).all())
    assert "ines" not in stored
    assert "203.0.113" not in stored


def test_many_at_once_are_not_one(sqlite_database: Database) -> None:
    clock = StillClock(MONDAY)
    with ThreadPoolExecutor(8) as pool:
        heard = list(
            pool.map(lambda _: knock(sqlite_database, clock, behind_the_door(7)), range(20))
        )
    assert heard.count(None) == BY_CODE[0].tries


def test_old_tries_are_dropped_at_night(sqlite_database: Database) -> None:
    clock = StillClock(MONDAY)
    knock(sqlite_database, clock, behind_the_door(7))
    clock.advance(timedelta(hours=23))
    knock(sqlite_database, clock, behind_the_door(7))
    with sqlite_database.write() as session:
        forget_old_tries(session, clock.now() + timedelta(hours=2))
    assert count(sqlite_database) == 1
