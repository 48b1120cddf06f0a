"""One row in every table, made from the columns, so that a new table is covered by itself."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    Table,
    Time,
    insert,
    select,
)
from sqlalchemy.orm import Session

from outreach.database import Database, Sealed, UtcInstant
from outreach.tables import METADATA
from tests.databases import MONDAY

_LINKS = {"previous": "", "salt": "00" * 16}  # what a trigger or a service reads


def fill(session: Session) -> dict[str, dict[str, Any]]:
    """Insert one row in every table but those that have one; gives what was written by table."""
    written: dict[str, dict[str, Any]] = {}
    for table in METADATA.sorted_tables:
        if table.name != "vault":
            written[table.name] = _row(table, written)
            session.execute(insert(table), [written[table.name]])
    return written


def contents(database: Database) -> dict[str, Sequence[Any]]:
    """Every row of every table."""
    with database.read() as session:
        return {t.name: session.execute(select(*t.c)).all() for t in METADATA.sorted_tables}


def _row(table: Table, written: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {column.name: _value(column, written) for column in table.columns}


def _value(column: Column[Any], written: dict[str, dict[str, Any]]) -> Any:
    for key in column.foreign_keys:
        return written[key.column.table.name][key.column.name]
    if column.name in _LINKS:
        return _LINKS[column.name]
    match column.type:
        case UtcInstant():
            return MONDAY
        case Sealed():
            return f"private {column.name}"
        case Boolean():
            return True
        case Integer():
            return 1
        case LargeBinary():
            return b"bytes"
        case Float():
            return 0.5
        case Date():
            return date(2026, 3, 2)
        case Time():
            return time(9)
        case JSON():
            return ["code"]
        case _:
            length = getattr(column.type, "length", None)
            return column.name[:length]
