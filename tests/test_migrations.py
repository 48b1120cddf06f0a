"""Migrations on both engines: with data, down and up again, at once, and from the wheel."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from outreach.clock import StillClock
from outreach.database import Database
from outreach.record.models import guards
from outreach.tables import METADATA
from outreach.upkeep.services import migrate
from tests import schema
from tests.databases import MONDAY, opened
from tests.draft import draft
from tests.rows import contents, fill

ROOT = Path(__file__).parent.parent
VERSIONS = ROOT / "db" / "versions"


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


def differences(database: Database) -> list[Any]:
    """What Alembic would change to make the tables equal the models."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))


def partial_indexes(database: Database) -> dict[str, str]:
    """The condition of each index that has one, without the engine's own way of writing it."""
    inspector = sa.inspect(database.engine)
    dialect = database.engine.dialect.name
    return {
        str(index["name"]): plain(str(where))
        for table in inspector.get_table_names()
        for index in inspector.get_indexes(table)
        if (where := index.get("dialect_options", {}).get(f"{dialect}_where")) is not None
    }


def plain(condition: str) -> str:
    """A condition as the models write it: PostgreSQL adds types and turns IN into = ANY."""
    bare = re.sub(r"::[a-z ]+(\[\])?|[()\s]", "", condition)
    return re.sub(r"=ANYARRAY\[(.*)\]", r"IN\1", bare).lower()


def test_head_equals_the_models(database: Database) -> None:
    assert migrate.current(database) == migrate.head()
    assert differences(database) == []


def test_head_has_the_partial_indexes_of_the_models(database: Database) -> None:
    dialect = database.engine.dialect.name
    expected = {
        str(index.name): plain(str(where))
        for table in METADATA.sorted_tables
        for index in table.indexes
        if (where := index.dialect_options[dialect]["where"]) is not None
    }
    assert len(expected) > 4
    assert partial_indexes(database) == expected


def test_head_has_every_guard(database: Database) -> None:
    with database.engine.connect() as connection:
        assert guards.missing(connection) == ()


@pytest.mark.parametrize("table", guards.TABLES)
def test_the_migrations_end_with_the_guards_of_today(database: Database, table: str) -> None:
    with database.engine.begin() as connection:
        before = definitions(connection)
        for statement in guards.statements(database.engine.dialect.name, table):
            connection.exec_driver_sql(statement)
        assert definitions(connection) == before


def definitions(connection: sa.Connection) -> set[str]:
    """How each trigger and function of ours is defined."""
    queries = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
        " UNION SELECT prosrc FROM pg_proc WHERE proname ~ '^(journal|anchors)_'",
    }
    return set(connection.exec_driver_sql(queries[connection.dialect.name]).scalars())


def test_up_down_and_up_again_with_data_in_every_table(blank: Database) -> None:
    for _ in range(2):
        migrate.upgrade(blank, clock())
        with blank.write() as session:
            fill(session)
        assert all(contents(blank).values())
        migrate.downgrade(blank, "base")
        assert tables(blank) == set()
        assert migrate.current(blank) is None
    migrate.upgrade(blank, clock())
    assert differences(blank) == []


def test_every_single_step_goes_down_and_up(blank: Database) -> None:
    revisions = sorted(path.stem[:4] for path in VERSIONS.glob("*.py"))
    migrate.upgrade(blank, clock())
    for revision in [*reversed(revisions[:-1]), "base"]:
        migrate.downgrade(blank, revision)
        assert migrate.current(blank) == (None if revision == "base" else revision)
    for revision in revisions:
        assert migrate.upgrade(blank, clock(), revision) == revision
    assert differences(blank) == []


def test_files_are_numbered_in_a_row() -> None:
    names = sorted(path.name for path in VERSIONS.glob("*.py"))
    assert [name[:5] for name in names] == [f"{n:04}_" for n in range(1, len(names) + 1)]
    for number, name in enumerate(names, 1):
        text = (VERSIONS / name).read_text()
        before = None if number == 1 else f"{number - 1:04}"
        assert f'revision = "{number:04}"\n' in text
        assert re.search(r"^down_revision = (.*)$", text, re.M).group(1).strip('"') == str(before)  # type: ignore[union-attr]


def test_the_schema_for_readers_is_current(postgres_database: Database) -> None:
    url = postgres_database.url.render_as_string(hide_password=False)
    assert schema.FILE.read_text(encoding="utf-8") == schema.dump(url), "run make schema"


def test_the_schema_for_readers_makes_the_tables_of_the_models(postgres_url: str) -> None:
    with opened(postgres_url) as database:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(schema.FILE.read_text().replace("%", "%%"))
        assert differences(database) == []


def test_a_draft_has_the_next_number_and_the_types_of_sql(tmp_path: Path) -> None:
    """Without the fifth migration and those after it, the draft makes its tables again."""
    scripts = tmp_path / "db"
    shutil.copytree(ROOT / "db", scripts, ignore=shutil.ignore_patterns("__pycache__"))
    for late in sorted((scripts / "versions").glob("*.py"))[4:]:
        late.unlink()
    written = draft("Add a Colour", scripts)
    text = written.read_text()
    assert written.name == "0005_add_a_colour.py"
    assert 'revision = "0005"' in text
    assert "outreach" not in text
    assert "sa.DateTime(timezone=True)" in text
