"""Codes that work once, and passkeys, on both engines."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from outreach.clock import StillClock, SystemClock
from outreach.database import Database
from outreach.staff.models import Role, Staff
from outreach.staff.services import accounts, factors
from outreach.staff.services.accounts import Newcomer
from tests.databases import MONDAY

CODES = ["ab12-cd34-ef56", "0011-2233-4455"]


def hire(database: Database, first_name: str = "Inès") -> Staff:
    newcomer = Newcomer(f"{first_name}@example.org", first_name, Role.WORKER, "")
    with database.write() as session:
        made = accounts.hire(session, SystemClock(MONDAY), newcomer, "")
    assert isinstance(made, Staff)
    return made


def left(database: Database, staff_id: int) -> int:
    with database.read() as session:
        return factors.recovery_codes_left(session.get_one(Staff, staff_id))


def test_a_recovery_code_is_used_up_by_one_of_many_at_once(database: Database) -> None:
    ines = hire(database)
    assert left(database, ines.id) == 0
    factors.keep_recovery_codes(database, ines.id, CODES)
    with ThreadPoolExecutor(4) as pool:
        used = list(
            pool.map(
                lambda _: factors.spend_recovery_code(database, ines.id, " AB12CD34 ef56"), range(4)
            )
        )
    assert sorted(used) == [False, False, False, True]
    assert left(database, ines.id) == 1


def test_recovery_codes_are_hashes_of_their_owner(sqlite_database: Database) -> None:
    ines, lea = hire(sqlite_database), hire(sqlite_database, "Léa")
    factors.keep_recovery_codes(sqlite_database, ines.id, CODES)
    factors.keep_recovery_codes(sqlite_database, lea.id, ["9999-9999-9999"])
    assert not factors.spend_recovery_code(sqlite_database, lea.id, CODES[0])
    with sqlite_database.read() as session:
        kept = session.get_one(Staff, ines.id).recovery_codes
        stored = session.scalar(text("SELECT recovery_codes FROM staff WHERE id = 1"))
    assert kept
    assert stored
    assert kept not in stored  # sealed
    assert not [code for code in CODES if code in kept or code.replace("-", "") in kept]


def test_new_codes_replace_the_old(sqlite_database: Database) -> None:
    ines = hire(sqlite_database)
    factors.keep_recovery_codes(sqlite_database, ines.id, CODES)
    factors.keep_recovery_codes(sqlite_database, ines.id, ["9999-9999-9999"])
    assert not factors.spend_recovery_code(sqlite_database, ines.id, CODES[0])
    assert factors.spend_recovery_code(sqlite_database, ines.id, "999999999999")


def test_what_a_phone_showed_is_heard_once_among_many_at_once(database: Database) -> None:
    ines, lea, clock = hire(database), hire(database, "Léa"), StillClock(MONDAY)
    with ThreadPoolExecutor(4) as pool:
        heard = list(
            pool.map(
                lambda _: factors.spend_moment(database, clock, ines.id, "58934:123456"), range(4)
            )
        )
    assert sorted(heard) == [False, False, False, True]
    assert factors.spend_moment(database, clock, ines.id, "58935:123456")
    assert factors.spend_moment(database, clock, lea.id, "58934:123456")


def test_a_passkey_is_kept_used_and_dropped(database: Database) -> None:
    ines, clock = hire(database), StillClock(MONDAY)
    key = factors.NewKey(
        "Mon téléphone", b"\x01\xff", b"key", 0, ["internal"], "multi_device", True
    )
    factors.add_key(database, clock, ines.id, key)
    with database.read() as session:
        (kept,) = factors.keys_of(session, ines.id)
    assert (kept.name, kept.credential_id, kept.transports) == (
        "Mon téléphone",
        b"\x01\xff",
        ["internal"],
    )
    clock.set(MONDAY.replace(hour=11))
    factors.note_use(database, clock, kept.id, 3)
    with database.read() as session:
        (used,) = factors.keys_of(session, ines.id)
    assert (used.sign_count, used.used_at) == (3, clock.now())
    factors.drop_key(database, kept.id)
    factors.note_use(database, clock, kept.id, 4)
    with database.read() as session:
        assert factors.keys_of(session, ines.id) == []
