"""Engine, sessions and column types: the same on SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Engine,
    Executable,
    MetaData,
    Result,
    String,
    Text,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from outreach.keys import KeyRing, fingerprint

PARIS = ZoneInfo("Europe/Paris")
_WAL_TRIES = 100
_BUSY_SECONDS = 30


class UtcInstant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants; SQLite keeps no zone, so it gets UTC without one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant in the database is aware")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[str]):
    """Private text, encrypted by the key ring of the database it is written to."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seal on the way in."""
        return None if value is None else _ring_of(dialect).seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Open on the way out."""
        return None if value is None else _ring_of(dialect).open(value)


def _ring_of(dialect: Dialect) -> KeyRing:
    ring: KeyRing = dialect.outreach_keys  # type: ignore[attr-defined]  # set by Database below
    return ring


class Base(DeclarativeBase):
    """Parent of every table; names of constraints are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it as a class attribute
        datetime: UtcInstant,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


class Vault(Base):
    """Keys that must outlive the rotation of the ring, sealed by it."""

    __tablename__ = "vault"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Sealed)


class Database:
    """One database: engine, sessions, its keys, and the time zone its days are counted in."""

    def __init__(self, url: str, ring: KeyRing, zone: ZoneInfo = PARIS) -> None:
        self.url = make_url(url)
        self.ring = ring
        self.zone = zone
        self.engine = self._engine()
        self._readers = self.engine.execution_options(outreach_read=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the one-machine engine."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that may write: taken at once (BEGIN IMMEDIATE), committed at the end."""
        with self._session(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads; nothing of it is kept."""
        with self._session(self._readers) as session:
            yield session  # closing rolls back, and leaves what was read usable

    def fingerprint(self, value: str) -> str:
        """The keyed hash under which `value` (a number, an address) can be searched."""
        return fingerprint(self._index_key, value)

    @cached_property
    def _index_key(self) -> bytes:
        with self.read() as session:
            row = session.get(Vault, "index")
        if row is None:
            raise LookupError("the database has no index key: run init first")
        return bytes.fromhex(row.value)

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _session(self, engine: Engine) -> Session:
        return Session(engine, expire_on_commit=False, info={"database": self})

    def _engine(self) -> Engine:
        if not self.is_sqlite:
            engine = create_engine(self.url, pool_pre_ping=True, hide_parameters=True)
        else:
            engine = create_engine(
                self.url, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True
            )
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        engine.dialect.outreach_keys = self.ring  # type: ignore[attr-defined]  # read by Sealed
        return engine


def database_of(session: Session) -> Database:
    """The database a session of ours belongs to."""
    found: Database = session.info["database"]
    return found


def change(
    session: Session, model: type[Base], statement: Executable, parameters: Mapping[str, Any]
) -> Result[Any]:
    """Run a statement that changes rows of a model and was made once; far cheaper than by the ORM.

    What the session holds of that model is read again when it is next looked at, within the
    session: no row of it may be kept for later.
    """
    session.flush()
    done = session.connection().execute(statement, parameters)
    for row in session.identity_map.values():
        if isinstance(row, model):
            session.expire(row)
    return done


def local_day(session: Session, instant: datetime) -> date:
    """The calendar day of `instant` where the service works."""
    return instant.astimezone(database_of(session).zone).date()


def make_folder(url: str) -> None:
    """Create the folder of a SQLite file; does nothing for another engine."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions by itself: SQLAlchemy's "begin" event does (below).
    connection.isolation_level = None
    for pragma in (
        "synchronous=FULL",  # an intent that a power cut forgets is a message sent twice
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE would slip past the journal's guards
        f"busy_timeout={_BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    _log_ahead(connection)


def _log_ahead(connection: Any) -> None:
    """Keep a write-ahead log; two first openings of one file may be in each other's way.

    SQLite doesn't wait for a lock to change this, so the writer's lock is waited for between tries.
    """
    for tries_left in reversed(range(_WAL_TRIES)):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if not tries_left:
                raise
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        else:
            return


def _begin_sqlite(connection: Any) -> None:
    # A deferred transaction that later writes can fail at once with "database is locked".
    reads = connection.get_execution_options().get("outreach_read")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
