"""Making accounts, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from argon2 import PasswordHasher
from sqlalchemy import func, select, text

from outreach.clock import StillClock
from outreach.database import Database
from outreach.record.rules import is_code
from outreach.staff.models import Role, Staff
from outreach.staff.rules import Objection, usable_password
from outreach.staff.services.accounts import Newcomer, add
from tests.databases import MONDAY

LEA = Newcomer("Lea@Example.org", " Léa ", Role.WORKER, "un mot de passé", "+33639980101")


def test_an_account_is_kept_with_a_code_the_journal_accepts(sqlite_database: Database) -> None:
    made = add(sqlite_database, StillClock(MONDAY), LEA)
    assert isinstance(made, Staff)
    assert (made.code, made.email, made.first_name) == ("S-0001", "lea@example.org", "Léa")
    assert (made.active, made.created_at, made.phone) == (True, MONDAY, "+33639980101")
    assert is_code(made.code)


def test_the_password_is_an_argon2id_hash_and_nowhere_in_clear(sqlite_database: Database) -> None:
    made = add(sqlite_database, StillClock(MONDAY), LEA)
    assert isinstance(made, Staff)
    assert made.password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PasswordHasher().verify(made.password_hash, usable_password(LEA.password))
    assert LEA.password not in repr(LEA)


def test_the_phone_is_sealed(sqlite_database: Database) -> None:
    add(sqlite_database, StillClock(MONDAY), LEA)
    with sqlite_database.read() as session:
        stored = session.scalar(text("SELECT phone FROM staff"))
    assert stored
    assert "639980101" not in stored


def test_an_address_has_one_account(database: Database) -> None:
    clock = StillClock(MONDAY)
    add(database, clock, LEA)
    assert add(database, clock, replace(LEA, email="lea@example.org ")) is Objection.EMAIL_TAKEN
    other = add(database, clock, replace(LEA, email="ben@example.org"))
    assert isinstance(other, Staff)
    assert other.code == "S-0002"


def test_a_refused_account_leaves_no_row(sqlite_database: Database) -> None:
    clock = StillClock(MONDAY)
    assert add(sqlite_database, clock, replace(LEA, password="court")) is Objection.SHORT_PASSWORD
    with sqlite_database.read() as session:
        assert session.scalar(select(func.count(Staff.id))) == 0


def test_the_same_account_asked_for_at_once_is_made_once(database: Database) -> None:
    clock = StillClock(MONDAY)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: add(database, clock, LEA), range(4)))
    assert sorted(isinstance(one, Staff) for one in made) == [False, False, False, True]
    assert made.count(Objection.EMAIL_TAKEN) == 3
