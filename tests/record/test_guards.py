"""Attacks on the journal and its anchors at head, on both engines: all are refused."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from outreach.database import Database
from outreach.record import services as record
from outreach.record.models import guards
from outreach.record.models.journal import Anchor, JournalEntry
from tests.record.cases import add_case, write

COLUMNS = "reference, number, at, actor, event, facts, body, previous, hash"
ROW = "'AHU-2026-0001', {number}, '2026-03-02 09:00:00', 'x', 'x', '{{}}', NULL, {previous}, 'h'"
LAST = "(SELECT hash FROM journal WHERE number = 3)"
INSERT = f"INSERT INTO journal ({COLUMNS}) VALUES ({ROW})"  # noqa: S608  constants
MERGE = " ON CONFLICT (reference, number) DO UPDATE SET actor = 'other'"
ANCHOR = "INSERT INTO anchors (reference, on_day, length, head) VALUES ('AHU-2026-0001', {})"
MERGE_ANCHOR = " ON CONFLICT (reference, on_day) DO UPDATE SET head = 'other'"


@pytest.fixture
def written(database: Database) -> Iterator[Database]:
    """A database with three entries and an anchor, checked to be still so at the end."""
    with database.write() as session:
        write(session, add_case(session), 3)
        record.anchor(session, date(2026, 3, 2))
    before = everything(database)
    yield database
    assert everything(database) == before


def everything(database: Database) -> list[object]:
    """Every row of both tables."""
    with database.read() as session:
        entries = session.query(*JournalEntry.__table__.c).order_by("number").all()
        return [*entries, *session.query(*Anchor.__table__.c).all()]


def refused(database: Database, *statements: str) -> None:
    """The last of `statements` is refused by a trigger."""
    *first, attack = statements
    with database.engine.begin() as connection:
        for statement in first:
            connection.exec_driver_sql(statement)
        with pytest.raises(IntegrityError, match="rows are only added"):
            connection.execute(text(attack.replace(":", "\\:")))
        connection.rollback()


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE journal SET actor = 'other'",
        "UPDATE journal SET number = 9 WHERE number = 3",
        "UPDATE anchors SET length = 1",
        "DELETE FROM journal WHERE number = 3",
        "DELETE FROM journal",
        "DELETE FROM anchors",
        pytest.param(INSERT.format(number=3, previous=LAST), id="a number twice"),
        pytest.param(INSERT.format(number=5, previous=LAST), id="a gap"),
        pytest.param(INSERT.format(number=4, previous="''"), id="not linked"),
        pytest.param(INSERT.format(number=4, previous="'h'"), id="linked to nothing"),
        pytest.param(INSERT.format(number=2, previous=LAST) + MERGE, id="merge"),
        pytest.param(ANCHOR.format("'2026-03-02', 9, 'h'") + MERGE_ANCHOR, id="merge anchor"),
        pytest.param(ANCHOR.format("'2026-03-01', 9, 'h'"), id="anchor before"),
        pytest.param(ANCHOR.format("'2026-03-03', 3, 'h'"), id="anchor that did not grow"),
    ],
)
def test_no_statement_changes_what_is_written(written: Database, attack: str) -> None:
    refused(written, attack)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(INSERT.format(number=2, previous="''"), id="row"),
        pytest.param(INSERT.format(number=3, previous=LAST), id="last row"),
        pytest.param(ANCHOR.format("'2026-03-02', 9, 'h'"), id="anchor"),
    ],
)
def test_sqlite_replaces_nothing_whatever_the_triggers_do(
    written: Database, attack: str, recursive: str
) -> None:
    replace = attack.replace("INSERT", "INSERT OR REPLACE", 1)
    refused(written, f"PRAGMA recursive_triggers = {recursive}", replace)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_ignores_nothing_silently(written: Database) -> None:
    refused(written, INSERT.format(number=3, previous=LAST).replace("INSERT", "INSERT OR IGNORE"))


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize(
    "attack", ["TRUNCATE journal", "TRUNCATE anchors", "TRUNCATE cases CASCADE"]
)
def test_postgresql_truncates_nothing(written: Database, attack: str) -> None:
    refused(written, attack)


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_postgresql_keeps_its_guards_as_a_replica(written: Database) -> None:
    refused(written, "SET session_replication_role = replica", "DELETE FROM journal")


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_temporary_table_cannot_stand_in_for_the_journal(written: Database) -> None:
    stand_in = "CREATE TEMP TABLE journal (LIKE public.journal)"
    attack = INSERT.format(number=1, previous="''").replace("INTO journal", "INTO public.journal")
    refused(written, stand_in, attack)


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_an_operator_of_somebody_else_s_lets_nothing_pass(written: Database) -> None:
    attack = INSERT.format(number=9, previous="'h'").replace("INTO journal", "INTO public.journal")
    statements = ["CREATE SCHEMA other", "SET LOCAL search_path = other, pg_catalog, public"]
    for kind in ("integer", "text", "varchar"):
        statements += [
            f"CREATE FUNCTION other.never({kind}, {kind}) RETURNS boolean"
            " LANGUAGE sql AS 'SELECT false'",
            f"CREATE OPERATOR other.<> (leftarg={kind}, rightarg={kind}, function=other.never)",
        ]
    refused(written, *statements, attack)


def test_the_next_entry_in_order_is_taken(database: Database) -> None:
    with database.write() as session:
        case = add_case(session)
        write(session, case, 2)
    with database.engine.begin() as connection:
        last = "(SELECT hash FROM journal WHERE number = 2)"
        connection.exec_driver_sql(INSERT.format(number=3, previous=last).replace("{{}}", "{}"))


def test_a_guard_that_is_gone_is_named_and_put_back(database: Database) -> None:
    with database.engine.begin() as connection:
        assert guards.missing(connection) == ()
        on_table = "" if database.is_sqlite else " ON journal"
        connection.exec_driver_sql(f"DROP TRIGGER journal_unchanged{on_table}")
        assert guards.missing(connection) == ("journal_unchanged",)
        guards.install(connection)
        assert guards.missing(connection) == ()
