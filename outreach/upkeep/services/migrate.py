"""Brings a database to the newest form of its tables, wherever the product is installed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

import outreach
from outreach.clock import Clock
from outreach.database import Database, Vault

_LOCK = 0x6F7574726561  # any number, the same in every process of the product
_INDEX_BYTES = 32


class MigrationError(Exception):
    """A migration left rows that point at nothing; it was rolled back."""


def upgrade(
    database: Database, clock: Clock, revision: str = "head", scripts: Path | None = None
) -> str:
    """Migrate up to `revision`, make the index key if missing; returns the revision reached.

    Safe to repeat and to call from several processes at once: one works, the others wait.
    `scripts` is another folder of migrations than `folder()`. Raises `MigrationError`.
    """
    with _alone(database) as connection:
        command.upgrade(_config(connection, scripts), revision)
        with Session(connection) as session:
            _keep_index_key(session, clock)
        return _revision(connection) or ""


def downgrade(database: Database, revision: str) -> None:
    """Migrate down to `revision` ("base" = no table left). Data of what is dropped is lost."""
    with _alone(database) as connection:
        command.downgrade(_config(connection), revision)


def current(database: Database) -> str | None:
    """The revision of this database, None if it has none yet."""
    with database.read() as session:
        return _revision(session.connection())


def head() -> str:
    """The newest revision this installation knows."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def folder() -> Path:
    """Where the migrations are: inside the installed package, else in the checkout."""
    package = Path(outreach.__file__).resolve().parent
    installed = package / "_db"
    return installed if installed.is_dir() else package.parent / "db"


def _config(connection: Connection | None = None, scripts: Path | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(scripts or folder()).replace("%", "%%"))
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _keep_index_key(session: Session, clock: Clock) -> None:
    if session.get(Vault, "index") is None:
        session.add(Vault(name="index", value=clock.secret(_INDEX_BYTES).hex()))
        session.flush()


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """One transaction that no other migration runs beside, committed at the end."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            with _unlinked(connection), connection.begin():  # BEGIN IMMEDIATE is the lock
                yield connection
                _check_links(connection)
        else:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                yield connection


@contextmanager
def _unlinked(connection: Connection) -> Iterator[None]:
    """Foreign keys off on SQLite: rebuilding a table drops the one that others point at."""
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101  a fresh connection has its driver's
    driver.execute("PRAGMA foreign_keys=OFF")  # a no-op inside a transaction, so: before it
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_links(connection: Connection) -> None:
    tables = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
    if tables:
        raise MigrationError(f"rows point at nothing in: {', '.join(sorted(tables))}")
