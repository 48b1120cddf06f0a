"""Migrated databases for tests: made once per process and engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, make_url

from outreach.clock import StillClock
from outreach.database import Database
from outreach.keys import KeyRing, new_key
from outreach.upkeep.services import migrate
from tests.postgres import fresh_database
from tests.turns import PostgresTurns, SqliteTurns

RING = KeyRing([new_key(b"a key ring only the tests share.")])
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@contextmanager
def opened(url: str, ring: KeyRing = RING) -> Iterator[Database]:
    """The database at `url`, closed at the end."""
    database = Database(url, ring)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def asked(database: Database) -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture(params=["sqlite", "postgres"], ids=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated database without rows: the test runs once on each engine."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def sqlite_database(sqlite_turns: SqliteTurns) -> Iterator[Database]:
    """A migrated SQLite database without rows."""
    with sqlite_turns.one() as database:
        yield database


@pytest.fixture
def postgres_database(postgres_turns: PostgresTurns) -> Iterator[Database]:
    """A migrated PostgreSQL database without rows."""
    with postgres_turns.one() as database:
        yield database


@pytest.fixture(scope="session")
def sqlite_turns(
    tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path
) -> Iterator[SqliteTurns]:
    """The SQLite database that the tests of this process have in turn."""
    file = tmp_path_factory.mktemp("turns") / "outreach.db"
    with opened(f"sqlite:///{file}") as database:
        yield SqliteTurns(_sqlite_template, file, database)


@pytest.fixture(scope="session")
def postgres_turns(
    postgres_server: str, _database_names: Iterator[str], _postgres_template: str
) -> Iterator[PostgresTurns]:
    """The PostgreSQL database that the tests of this process have in turn."""

    @contextmanager
    def fresh() -> Iterator[Database]:
        name = next(_database_names)
        with (
            fresh_database(postgres_server, name, template=_postgres_template) as url,
            opened(url) as database,
        ):
            yield database

    turns = PostgresTurns(fresh)
    yield turns
    turns.end()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "outreach.db"
    _migrate(f"sqlite:///{file}")  # closing its last connection empties the WAL into the file
    return file


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: str, _database_names: Iterator[str]) -> Iterator[str]:
    with fresh_database(postgres_server, next(_database_names)) as url:
        _migrate(url)
        yield str(make_url(url).database)


def _migrate(url: str) -> None:
    with opened(url) as database:
        migrate.upgrade(database, StillClock(MONDAY))
