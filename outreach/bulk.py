"""Many rows in one statement, for the hot path: the same call on SQLite and PostgreSQL.

PostgreSQL gets several rows as one JSON text: one parameter and one round trip, however many there
are. SQLite has no round trips, and its driver runs one statement over a list fastest. One row is
no list on either.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnClause,
    ColumnElement,
    Connection,
    Dialect,
    FromClause,
    Insert,
    Table,
    TableClause,
    Text,
    TextClause,
    TypeDecorator,
    bindparam,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

Row = Mapping[str, Any]
_Columns = tuple[ColumnClause[Any], ...]
_POSTGRESQL = "postgresql"


def insert_many(connection: Connection, table: FromClause, rows: Sequence[Row]) -> None:
    """Insert rows (column name → value, the same names in each); defaults are filled in."""
    if not rows:
        return
    assert isinstance(table, Table)  # noqa: S101  a mapped class has one
    if len(rows) == 1 or connection.dialect.name != _POSTGRESQL:
        connection.execute(_insert(table), rows if len(rows) > 1 else rows[0])
        return
    given = tuple(rows[0])
    defaults = _defaults(table, given)
    _run(connection, table, "INSERT", (*given, *defaults), [{**row, **defaults} for row in rows])


def update_many(
    connection: Connection, table: FromClause, rows: Sequence[Row], *, by: str = "id"
) -> None:
    """Set, in the row whose unique column `by` is the one given, the other columns given."""
    if not rows:
        return
    assert isinstance(table, TableClause)  # noqa: S101  a mapped class has one
    names = tuple(rows[0])
    if len(rows) == 1 or connection.dialect.name != _POSTGRESQL:
        one = _update_of_one(table, by, names)
        new = [{f"new_{name}": row[name] for name in names} for row in rows]
        connection.execute(one, new if len(new) > 1 else new[0])
        return
    _run(connection, table, by, names, rows)


def insert_once(
    connection: Connection, table: FromClause, row: Row, unique: Sequence[str]
) -> int | None:
    """Insert a row and give its id; None when its `unique` columns stand in another already."""
    assert isinstance(table, Table)  # noqa: S101  a mapped class has one
    row = {**row, **_defaults(table, tuple(row))}
    found = connection.execute(_once(table, tuple(row), tuple(unique)), row)
    given: int | None = found.scalar()
    return given


@lru_cache
def _once(table: Table, names: tuple[str, ...], unique: tuple[str, ...]) -> TextClause:
    every, values = ", ".join(names), ", ".join(f":{name}" for name in names)
    inserting = f"INSERT INTO {table.name} ({every}) VALUES ({values})"  # noqa: S608  our names
    once = text(f"{inserting} ON CONFLICT ({', '.join(unique)}) DO NOTHING RETURNING id")
    return once.bindparams(*(bindparam(name, type_=table.columns[name].type) for name in names))


def insert_unless(table: FromClause, names: Sequence[str], standing: ColumnElement[bool]) -> Insert:
    """The statement that inserts one row unless a row of `standing` is there; defaults included.

    Each column of `names` is a parameter called ``new_`` and its name.
    """
    assert isinstance(table, Table)  # noqa: S101  a mapped class has one
    given = (bindparam(f"new_{name}", type_=table.columns[name].type) for name in names)
    rows = select(*given).where(~select(literal(1)).where(standing).exists())
    unless = insert(table).from_select(names, rows)
    return unless.execution_options(preserve_rowcount=True)


def inserted(connection: Connection, unless: Insert, row: Row) -> bool:
    """Run what `insert_unless` gave; whether the row was missing."""
    done = connection.execute(unless, {f"new_{name}": value for name, value in row.items()})
    return bool(done.rowcount)


class among(FunctionElement[bool]):  # noqa: N801  used like a function of SQL
    """``among(column, bindparam("keys", type_=Several(String())))``: one of a list.

    One parameter whatever the length, so that the statement is read and planned once.
    """

    type = Boolean()
    inherit_cache = True
    name = "among"

    def self_group(self, against: Any = None) -> Any:
        """As it is: SQLAlchemy would compare it with 1 on SQLite, which then uses no index."""
        return self


class Several(TypeDecorator[Sequence[Any]]):
    """A list of values as one parameter: an array, or JSON on SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """An array where there are arrays."""
        plain = Text() if dialect.name != _POSTGRESQL else ARRAY(self.item)
        return dialect.type_descriptor(plain)

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        """As JSON where there are none."""
        if value is None or dialect.name == _POSTGRESQL:
            return value
        return json.dumps(list(value))


@compiles(among)
def _among(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608


@compiles(among, _POSTGRESQL)
def _among_array(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY ({values})"


def listed(column: Any, name: str) -> ColumnElement[bool]:
    """Whether a column is one of the values of the parameter `name`."""
    return among(column, bindparam(name, type_=Several(column.type)))


def _defaults(table: Table, given: Sequence[str]) -> dict[str, Any]:
    return {
        column.name: column.default.arg
        for column in table.columns
        if column.name not in given and isinstance(column.default, ScalarElementColumnDefault)
    }


def _run(
    connection: Connection,
    table: TableClause,
    what: str,
    names: tuple[str, ...],
    rows: Sequence[Row],
) -> None:
    statement, columns = _statement(connection.dialect, table, what, names)
    connection.execute(statement, {"rows": _as_json(connection.dialect, columns, rows)})


@lru_cache
def _statement(
    dialect: Dialect, table: TableClause, what: str, names: tuple[str, ...]
) -> tuple[Any, _Columns]:
    """The statement that takes the rows as JSON; `what`: "INSERT", or the column to find by."""
    columns = tuple(table.columns[name] for name in names)
    typed = (f"{c.name} {dialect.type_compiler_instance.process(c.type)}" for c in columns)
    source = f"json_to_recordset(CAST(:rows AS json)) AS given({', '.join(typed)})"
    if what == "INSERT":
        every = ", ".join(names)
        return text(f"INSERT INTO {table.name} ({every}) SELECT {every} FROM {source}"), columns  # noqa: S608
    changes = ", ".join(f"{name} = given.{name}" for name in names if name != what)
    where = f"{table.name}.{what} = given.{what}"
    return text(f"UPDATE {table.name} SET {changes} FROM {source} WHERE {where}"), columns  # noqa: S608


@lru_cache
def _insert(table: Table) -> Insert:
    return table.insert().inline()  # nobody asks for the new id


@lru_cache
def _update_of_one(table: TableClause, by: str, names: tuple[str, ...]) -> Any:
    changes: dict[str, Any] = {n: bindparam(f"new_{n}") for n in names if n != by}
    return table.update().where(table.columns[by] == bindparam(f"new_{by}")).values(changes)


def _as_json(dialect: Dialect, columns: _Columns, rows: Sequence[Row]) -> str:
    cells = [(column.name, _processor(dialect, column)) for column in columns]
    plain = [
        {
            name: row[name] if process is None or row[name] is None else process(row[name])
            for name, process in cells
        }
        for row in rows
    ]
    return json.dumps(plain, default=_iso, ensure_ascii=False, separators=(",", ":"))


def _iso(value: date) -> str:
    return value.isoformat()  # of a day, or of an instant


@lru_cache(1024)  # columns, of a few tables
def _processor(dialect: Dialect, column: ColumnClause[Any]) -> Callable[[Any], Any] | None:
    return column.type.dialect_impl(dialect).bind_processor(dialect)
