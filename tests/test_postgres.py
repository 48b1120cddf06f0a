"""The databases that tests are given: a real PostgreSQL, and one database a test."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from tests.postgres import fresh_database

ROOT = Path(__file__).parent.parent


def scalar(url: str, statement: str) -> object:
    """The one value that `statement` gives on the database at `url`."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            return connection.execute(text(statement)).scalar_one()
    finally:
        engine.dispose()


def leave_a_table(url: str) -> list[str]:
    """The tables found at `url`, which has one more afterwards."""
    engine = create_engine(url)
    try:
        found = inspect(engine).get_table_names()
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE left_behind (id integer)"))
        return found
    finally:
        engine.dispose()


def test_the_server_is_a_real_postgresql(postgres_url: str) -> None:
    assert str(scalar(postgres_url, "SELECT version()")).startswith("PostgreSQL 1")


def test_it_locks_rows_and_skips_locked_ones(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.begin() as setup:
        setup.execute(text("CREATE TABLE due AS SELECT generate_series(1, 3) AS id"))
    claim = text("SELECT id FROM due ORDER BY id LIMIT 2 FOR UPDATE SKIP LOCKED")
    with engine.begin() as first, engine.begin() as second:
        assert first.execute(claim).scalars().all() == [1, 2]
        assert second.execute(claim).scalars().all() == [3]
    engine.dispose()


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_gets_an_empty_database(database_url: str, turn: int) -> None:
    assert leave_a_table(database_url) == []


def test_two_databases_at_once_are_apart(postgres_server: str, postgres_url: str) -> None:
    assert leave_a_table(postgres_url) == []
    with fresh_database(postgres_server, "test_apart") as other:
        assert scalar(other, "SELECT current_database()") == "test_apart"
        assert leave_a_table(other) == []


def test_a_database_may_be_copied_from_another(postgres_server: str) -> None:
    with fresh_database(postgres_server, "test_template") as template:
        leave_a_table(template)
        with fresh_database(postgres_server, "test_copy", template="test_template") as copy:
            assert scalar(copy, "SELECT count(*) FROM left_behind") == 0


def test_a_database_is_dropped_even_while_someone_is_connected(postgres_server: str) -> None:
    with fresh_database(postgres_server, "test_dropped") as url:
        lingering = create_engine(url).connect()
    found = scalar(
        postgres_server, "SELECT count(*) FROM pg_database WHERE datname = 'test_dropped'"
    )
    assert found == 0
    lingering.invalidate()


@pytest.mark.parametrize(
    ("in_ci", "code", "parallel"), [("1", 1, "-n0"), ("1", 1, "-n2"), ("", 0, "-n0")]
)
def test_a_skipped_test_fails_the_run_in_ci_only(
    tmp_path: Path, in_ci: str, code: int, parallel: str
) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\n\ndef test_one(): pytest.skip('no Dovecot')\n\ndef test_two(): pass\n"
    )
    plugins = ("-p", "xdist", "-p", "tests.skips", "-p", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", "-q", *plugins, "-c", os.devnull]
    run = subprocess.run(
        [*command, "--rootdir", str(tmp_path), parallel, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "CI": in_ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed, 1 skipped" in run.stdout
    assert run.returncode == code
