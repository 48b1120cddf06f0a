"""One database of each engine in a process, which its tests have in turn: as new each time.

Making a database, connecting to it and compiling each statement anew cost more than most tests do;
so the engine stays, with what it has compiled, and only the rows go.
"""

import copy
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from outreach.database import Database

_TURNS = 100  # rows that went leave room behind, which nobody sweeps
_EVENTS = ("before_execute", "before_cursor_execute", "after_cursor_execute", "commit", "rollback")

# Whoever is still connected, a thread left behind say.
_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# Changes with any change of the schema, be it a temporary table or a trigger that is switched off.
_SCHEMA = " UNION ALL ".join(
    f"SELECT count(*), sum(xmin::text::bigint)::bigint FROM {catalogue} WHERE {oid} >= 16384"  # noqa: S608  ours
    for catalogue, oid in {
        "pg_class": "oid",
        "pg_attribute": "attrelid",
        "pg_constraint": "oid",
        "pg_proc": "oid",
        "pg_trigger": "oid",
    }.items()
)
_TABLES = "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_ROWS = "SELECT quote_literal(json_agg(kept)) FROM {} AS kept"
_SEQUENCES = """
    SELECT format('SELECT setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename),
                  coalesce(last_value, start_value), last_value IS NOT NULL)
    FROM pg_sequences WHERE schemaname = 'public'
"""
# The guards of the journal hold against a replica too: they are switched off for a moment.
_GUARDS = """
    SELECT format('ALTER TABLE %s %%s TRIGGER %I', tgrelid::regclass, tgname)
    FROM pg_trigger WHERE tgenabled = 'A'
"""


class SqliteTurns:
    """A file that is copied anew for each test."""

    def __init__(self, template: Path, file: Path, database: Database) -> None:
        self._template = template
        self._file = file
        self._database = database

    @contextmanager
    def one(self) -> Iterator[Database]:
        """Have it for one test; a connection that an earlier one forgot is to another file."""
        for left in self._file.parent.glob(f"{self._file.name}*"):
            left.unlink()
        shutil.copyfile(self._template, self._file)
        try:
            with _lent(self._database) as database:
                yield database
        finally:
            self._database.dispose()


class PostgresTurns:
    """A database whose rows go after each test; one with another schema goes itself."""

    def __init__(self, fresh: Callable[[], AbstractContextManager[Database]]) -> None:
        self._fresh = fresh
        self._open = ExitStack()
        self._kept: _Washable | None = None

    @contextmanager
    def one(self) -> Iterator[Database]:
        """Have it for one test."""
        if self._kept is None:
            self._kept = _Washable(self._open.enter_context(self._fresh()))
        again = False
        try:
            with _lent(self._kept.database) as database:
                yield database
            again = self._kept.wash()
        finally:
            if not again:
                self.end()

    def end(self) -> None:
        """Drop it."""
        self._kept = None
        self._open.close()


class _Washable:
    """A PostgreSQL database, and what makes it as new."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._turns = 0
        with self._connection() as connection:
            self._washing = _washing(connection)
            self._schema = _all(connection, _SCHEMA)

    def wash(self) -> bool:
        """Take its rows away; whether it can be had again."""
        self._turns += 1
        if self._turns == _TURNS:
            return False
        if self.database.engine.pool.checkedin() > 1:  # type: ignore[attr-defined]
            self.database.dispose()
        with self._connection() as connection:
            _all(connection, _OTHERS)
            if _all(connection, _SCHEMA) != self._schema:
                return False
            connection.execute(self._washing)
            self._schema = _all(connection, _SCHEMA)
        return True

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        """The driver's: it takes many statements at once."""
        with self.database.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            yield driver
            driver.commit()


def _washing(connection: Any) -> str:
    """The statements that give a database the rows it has now, and no other."""
    guards = [guard for (guard,) in _all(connection, _GUARDS)]
    statements = ["SET LOCAL session_replication_role = replica"]
    statements += [guard % "DISABLE" for guard in guards]
    for (table,) in _all(connection, _TABLES):
        statements.append(f"DELETE FROM {table}")  # noqa: S608  ours
        ((rows,),) = _all(connection, _ROWS.format(table))
        if rows is not None:
            was = f"json_populate_recordset(NULL::{table}, {rows})"
            statements.append(f"INSERT INTO {table} SELECT * FROM {was}")  # noqa: S608
    statements += [statement for (statement,) in _all(connection, _SEQUENCES)]
    statements += [guard % "ENABLE ALWAYS" for guard in guards]
    return ";\n".join(statements)


def _all(connection: Any, statement: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = connection.execute(statement).fetchall()
    return found


@contextmanager
def _lent(database: Database) -> Iterator[Database]:
    """One that has read nothing yet, on the same engine; what listened to it stops."""
    engine = database.engine
    heard, connected = _ears(engine), list(engine.pool.dispatch.connect)
    try:
        yield copy.copy(database)
    finally:
        for ear in set(engine.pool.dispatch.connect).difference(connected):  # an application's
            event.remove(engine, "connect", ear)
    assert _ears(engine) == heard, "a test that listens to the engine stops before its end"


def _ears(engine: Engine) -> dict[str, int]:
    return {name: len(getattr(engine.dispatch, name)) for name in _EVENTS}
