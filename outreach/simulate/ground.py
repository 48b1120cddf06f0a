"""A database of one's own to simulate in, thrown away afterwards: nothing of it need last."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, make_url, text

from outreach.clock import SystemClock
from outreach.database import Database
from outreach.keys import KeyRing, new_key
from outreach.simulate.options import NoGroundError

_CACHE = 200_000  # kibibytes of pages kept in memory
_CARELESS = (
    "synchronous=OFF",
    f"cache_size=-{_CACHE}",
    "temp_store=MEMORY",
    "mmap_size=1000000000",
)


class Unsealed(KeyRing):
    """Nothing is sealed: all of it is invented, and nobody will read it."""

    def __init__(self) -> None:
        super().__init__([new_key(bytes(32))])

    def seal(self, text: str) -> str:
        """The text."""
        return text

    def open(self, token: str) -> str:
        """The text."""
        return token


@contextmanager
def ground(server: str) -> Iterator[Database]:
    """A new, empty database; `server` = "" for SQLite, else the URL of a PostgreSQL one.

    Of PostgreSQL only the server is used: a database is made there beside those it has, and
    dropped. Raises `NoGroundError` when it can't be made.
    """
    with ExitStack() as left:
        url = left.enter_context(_postgres(server) if server else _sqlite())
        database = Database(url, Unsealed())
        left.callback(database.dispose)
        if database.is_sqlite:
            event.listen(database.engine, "connect", _careless)
        yield database


@contextmanager
def _sqlite() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="outreach-simulate-"))
    try:
        yield f"sqlite:///{folder / 'outreach.db'}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _postgres(server: str) -> Iterator[str]:
    # Not of the seed: two simulations of the same one may run side by side.
    name = f"outreach_simulate_{SystemClock().key()[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        try:
            _run(engine, f'CREATE DATABASE "{name}"')
        except Exception as error:
            raise NoGroundError(type(error).__name__) from None
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            _run(engine, f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        engine.dispose()


def _run(engine: Any, statement: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(statement))


def _careless(connection: Any, _record: Any) -> None:
    for pragma in _CARELESS:
        connection.execute(f"PRAGMA {pragma}")
