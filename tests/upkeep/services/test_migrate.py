"""The service that migrates: repeated, at once, over rebuilt tables, and from the wheel."""

import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from outreach.clock import StillClock, SystemClock
from outreach.database import Database, Vault
from outreach.record.models import guards
from outreach.upkeep.services import migrate
from tests.databases import MONDAY, RING, opened
from tests.rows import contents, fill

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def blank(database_url: str) -> Iterator[Database]:
    """A database that nothing was done to yet, once on each engine."""
    with opened(database_url) as database:
        yield database


def clock() -> StillClock:
    """Where the random bytes of an upgrade come from."""
    return StillClock(MONDAY)


def tables(database: Database) -> set[str]:
    """Names of the tables that are there."""
    return set(sa.inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_an_upgrade_may_be_repeated_and_keeps_every_row(database: Database) -> None:
    with database.write() as session:
        fill(session)
    before = contents(database)
    key = database.fingerprint("x")
    assert migrate.upgrade(database, SystemClock()) == migrate.head()
    assert contents(database) == before
    with opened(database.url.render_as_string(hide_password=False)) as again:
        assert again.fingerprint("x") == key


def test_a_first_upgrade_makes_the_index_key_from_the_clock(blank: Database) -> None:
    migrate.upgrade(blank, clock())
    with blank.read() as session:
        vault = session.get_one(Vault, "index")
        raw = session.execute(sa.text("SELECT value FROM vault")).scalar_one()
    assert bytes.fromhex(vault.value) == clock().secret(32)
    assert raw != vault.value
    assert RING.open(raw) == vault.value


def test_two_upgrades_at_once_wait_for_each_other(database_url: str) -> None:
    together = threading.Barrier(3)
    results: list[str] = []

    def work() -> None:
        with opened(database_url) as database:
            together.wait(20)
            migrate.upgrade(database, SystemClock())
            results.append(database.fingerprint("x"))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == 3
    assert len(set(results)) == 1


def upgrade_further(database: Database, folder: Path, step: str) -> str:
    """Upgrade to one revision past head, which does `step`, from a copy of the migrations."""
    shutil.copytree(ROOT / "db", folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_more.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n\n"
        f"revision, down_revision = '9999', '{migrate.head()}'\n\n"
        f"def upgrade():\n    {step}\n"
    )
    return migrate.upgrade(database, clock(), scripts=folder)


REBUILD = (
    "with op.batch_alter_table('{}', recreate='{}') as t: t.alter_column('{}', type_=sa.String(99))"
)


@pytest.mark.parametrize(
    ("table", "recreate", "column"),
    [  # "auto" rebuilds on SQLite only: PostgreSQL cannot drop what others point at
        ("journal", "always", "event"),
        ("anchors", "always", "head"),
        ("cases", "auto", "team"),
    ],
)
def test_a_table_that_is_rebuilt_keeps_its_rows_links_and_guards(
    database: Database, tmp_path: Path, table: str, recreate: str, column: str
) -> None:
    with database.write() as session:
        fill(session)
    before = contents(database)
    step = REBUILD.format(table, recreate, column)
    assert upgrade_further(database, tmp_path / "db", step) == "9999"
    assert contents(database) == before
    with database.engine.connect() as connection:
        assert guards.missing(connection) == ()
    links = sa.inspect(database.engine).get_foreign_keys("anchors")
    assert [link["referred_table"] for link in links] == ["cases"]
    with pytest.raises(sa.exc.IntegrityError), database.write() as session:
        session.execute(sa.text("DELETE FROM journal"))


def test_a_migration_that_fails_leaves_nothing_behind(database: Database, tmp_path: Path) -> None:
    before = tables(database)
    failing = "op.create_table('more', sa.Column('x', sa.Integer())); op.drop_table('nowhere')"
    with pytest.raises(sa.exc.DBAPIError):
        upgrade_further(database, tmp_path / "db", failing)
    assert tables(database) == before
    assert migrate.current(database) == migrate.head()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_migration_that_leaves_rows_pointing_at_nothing_is_undone(
    database: Database, tmp_path: Path
) -> None:
    with database.write() as session:
        fill(session)
    with pytest.raises(migrate.MigrationError, match="cases"):
        upgrade_further(database, tmp_path / "db", "op.execute('DELETE FROM programmes')")
    assert contents(database)["programmes"]
    with pytest.raises(sa.exc.IntegrityError), database.write() as session:
        session.execute(sa.text("DELETE FROM programmes"))


def test_the_wheel_carries_the_migrations_and_uses_them(tmp_path: Path) -> None:
    build = "from hatchling.build import build_wheel; import sys; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\n"
        "from outreach.clock import SystemClock\n"
        "from outreach.database import Database\n"
        "from outreach.keys import KeyRing, new_key\n"
        "from outreach.upkeep.services import migrate\n"
        f"database = Database('sqlite:///{tmp_path}/x.db', KeyRing([new_key(b'k' * 32)]))\n"
        "print(migrate.folder(), migrate.upgrade(database, SystemClock()))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert ran.stdout.split() == [str(tmp_path / "site" / "outreach" / "_db"), migrate.head()]
    assert ran.stderr == ""
