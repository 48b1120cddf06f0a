"""A database that tests have in turn is as new for each of them."""

import pytest
from sqlalchemy import create_engine, event, inspect, text

from outreach.database import Database
from outreach.people.models import Person
from outreach.record.models import guards
from tests.databases import MONDAY
from tests.rows import contents, fill
from tests.turns import PostgresTurns, SqliteTurns

Turns = SqliteTurns | PostgresTurns


@pytest.fixture(params=["sqlite", "postgres"], ids=["sqlite", "postgresql"])
def turns(request: pytest.FixtureRequest) -> Turns:
    """What the tests of this process have in turn, once on each engine."""
    found: Turns = request.getfixturevalue(f"{request.param}_turns")
    return found


def add_person(database: Database) -> int:
    """Somebody new; gives the number that the database chose."""
    with database.write() as session:
        person = Person(first_name="Jeanne", last_name="Essai", created_at=MONDAY)
        session.add(person)
        session.flush()
        return person.id


def test_no_row_stays_and_those_it_began_with_are_back(turns: Turns) -> None:
    with turns.one() as database:
        before = contents(database)
        key = database.fingerprint("x")
        with database.write() as session:
            fill(session)
            session.execute(text("DELETE FROM vault"))
        assert contents(database) != before
    with turns.one() as database:
        assert contents(database) == before
        assert database.fingerprint("x") == key
        with database.read() as session:
            assert session.scalar(text("SELECT version_num FROM alembic_version"))


def test_numbers_begin_again(turns: Turns) -> None:
    with turns.one() as database:
        first = [add_person(database), add_person(database)]
    with turns.one() as database:
        assert [add_person(database), add_person(database)] == first == [1, 2]


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TEMP TABLE cases_of_today (id integer)",
        "ALTER TABLE people ADD COLUMN age integer",
        "DROP TABLE heartbeats",
    ],
)
def test_no_change_of_the_schema_stays(turns: Turns, change: str) -> None:
    with turns.one() as database:
        tables = inspect(database.engine).get_table_names()
        with database.engine.begin() as connection:
            connection.exec_driver_sql(change)
    with turns.one() as database:
        assert inspect(database.engine).get_table_names() == tables
        assert add_person(database) == 1
        with pytest.raises(Exception, match="cases_of_today"), database.read() as session:
            session.execute(text("SELECT * FROM cases_of_today"))


def test_the_guards_of_the_journal_stand_in_each_turn(turns: Turns) -> None:
    for _ in range(2):
        with turns.one() as database, database.engine.begin() as connection:
            assert guards.missing(connection) == ()
            on_table = "" if database.is_sqlite else " ON journal"
            connection.exec_driver_sql(f"DROP TRIGGER journal_unchanged{on_table}")


def test_who_is_still_connected_holds_nothing_up(turns: Turns) -> None:
    with turns.one() as database:
        engine = create_engine(database.url)
        lingering = engine.connect()
        lingering.execute(text("DELETE FROM people"))
    with turns.one() as database:
        assert add_person(database) == 1
    lingering.invalidate()
    engine.dispose()


def test_an_ear_that_a_test_forgets_is_told(turns: Turns) -> None:
    def hear(_connection: object) -> None:
        raise AssertionError("a test hears another one")

    with pytest.raises(AssertionError, match="stops before its end"), turns.one() as database:
        event.listen(database.engine, "commit", hear)
    event.remove(database.engine, "commit", hear)
    with turns.one() as database:
        assert add_person(database) == 1
