"""Rotation of the keys at rest: everything sealed again under the first key of the ring."""

from typing import Any

from sqlalchemy import Column, MetaData, Table, Text, bindparam, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from outreach.database import Database, Sealed

_BATCH = 500  # rows in one transaction


def reseal(database: Database, tables: MetaData) -> int:
    """Seal every private value of `tables` under the first key; returns how many rows changed.

    Runs beside everything else, in short transactions, and may be repeated after an interruption.
    Raises `SealError` at a value that no key opens; when it returns, old keys may be dropped.
    """
    return sum(
        _reseal_table(database, table, sealed)
        for table in tables.sorted_tables
        if (sealed := [column for column in table.columns if isinstance(column.type, Sealed)])
    )


def _reseal_table(database: Database, table: Table, sealed: list[Column[Any]]) -> int:
    (key,) = table.primary_key.columns  # pages need one; every table with secrets has one
    done, last = 0, None
    while True:
        with database.write() as session:
            rows = _page(session, key, sealed, last)
            if rows:
                _write_back(session, database, key, sealed, rows)
        done += len(rows)
        if len(rows) < _BATCH:
            return done
        last = rows[-1][0]


def _page(session: Session, key: Column[Any], sealed: list[Column[Any]], last: Any) -> list[Any]:
    """Key and tokens, as they lie in the table, of the next rows, locked."""
    query = select(key, *(type_coerce(column, Text) for column in sealed))
    query = query.where(or_(*(column.is_not(None) for column in sealed)))
    if last is not None:
        query = query.where(key > last)
    return list(session.execute(query.order_by(key).limit(_BATCH).with_for_update()))


def _write_back(
    session: Session,
    database: Database,
    key: Column[Any],
    sealed: list[Column[Any]],
    rows: list[Any],
) -> None:
    ring = database.ring
    values = [
        {f"new_{n}": token and ring.seal(ring.open(token)) for n, token in enumerate(tokens)}
        | {"row": row}
        for row, *tokens in rows
    ]
    tokens = {
        column.name: type_coerce(bindparam(f"new_{n}"), Text) for n, column in enumerate(sealed)
    }
    session.connection().execute(
        update(key.table).where(key == bindparam("row")).values(tokens), values
    )
