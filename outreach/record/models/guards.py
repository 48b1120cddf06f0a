"""Triggers that refuse every change of the journal and of its anchors, on both engines.

A migration that rebuilds a table drops its triggers: `db/env.py` installs these after every run.
Each revision that changes them also keeps a frozen copy of its own.
"""

from sqlalchemy import Connection, inspect

TABLES = ("journal", "anchors")
TRIGGERS = {
    "sqlite": ("unchanged", "undeleted", "in_order"),
    "postgresql": ("unchanged", "in_order"),
}


def install(connection: Connection) -> None:
    """Put the guards of each guarded table that exists in place, in the caller's transaction."""
    present = set(inspect(connection).get_table_names())
    for table in TABLES:
        if table in present:
            for statement in statements(connection.dialect.name, table):
                connection.exec_driver_sql(statement)


def missing(connection: Connection) -> tuple[str, ...]:
    """Names of the guards that ought to be in this database and are not in force."""
    found = set(connection.exec_driver_sql(_IN_FORCE[connection.dialect.name]).scalars())
    wanted = [f"{t}_{name}" for t in TABLES for name in TRIGGERS[connection.dialect.name]]
    return tuple(name for name in wanted if name not in found)


def statements(dialect: str, table: str) -> tuple[str, ...]:
    """The statements that replace the guards of `table`; they may be run again and again."""
    return {"sqlite": _sqlite, "postgresql": _postgresql}[dialect](table)


_IN_FORCE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    # Only 'A' (ENABLE ALWAYS) also holds under session_replication_role = replica.
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'",
}

# When a new row is out of place. The journal only takes the next number after the last hash;
# anchors only grow, one day after another.
_MISPLACED = {
    "journal": """\
new.number <> (
    SELECT coalesce(max(number), 0) + 1 FROM {source}
    WHERE reference = new.reference)
  OR new.previous <> coalesce((SELECT hash FROM {source}
    WHERE reference = new.reference ORDER BY number DESC LIMIT 1), '')""",
    "anchors": """\
EXISTS (SELECT 1 FROM {source}
    WHERE reference = new.reference
      AND (on_day >= new.on_day OR length >= new.length))""",
}


def _sqlite(table: str) -> tuple[str, ...]:
    # The guard on insertion stops REPLACE even where recursive_triggers was switched off.
    refuse = f"\nBEGIN SELECT RAISE(ABORT, '{table}: rows are only added'); END"
    misplaced = _MISPLACED[table].format(source=table)
    created = (
        f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table}{refuse}",
        f"CREATE TRIGGER {table}_undeleted BEFORE DELETE ON {table}{refuse}",
        f"CREATE TRIGGER {table}_in_order BEFORE INSERT ON {table}\nWHEN {misplaced}{refuse}",
    )
    dropped = (f"DROP TRIGGER IF EXISTS {table}_{name}" for name in TRIGGERS["sqlite"])
    return (*dropped, *created)


def _postgresql(table: str) -> tuple[str, ...]:
    # The function names the table with its schema, so that a temporary table of the same name
    # cannot stand in for it, and is planned once in a connection: each entry passes it. A plan
    # made while the table was small would read all of it ever after, hence the first setting; the
    # second one lets nobody put another `<>` in the way.
    misplaced = _MISPLACED[table].format(source=f"%%1$I.{table}")
    raised = f"RAISE EXCEPTION '{table}: rows are only added' USING ERRCODE = '23000'"
    place = (
        f"CREATE OR REPLACE FUNCTION {table}_place() RETURNS trigger LANGUAGE plpgsql\n"
        "  SET enable_seqscan = off SET search_path = pg_catalog, pg_temp AS $$\n"
        f"BEGIN\n  IF {misplaced} THEN\n    {raised};\n  END IF;\n  RETURN new;\nEND $$"
    )
    return (
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"BEGIN\n  {raised};\nEND $$",
        f"DO $do$ BEGIN EXECUTE format($q${place}$q$, current_schema()); END $do$",
        *(f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}" for name in TRIGGERS["postgresql"]),
        f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}\n"
        f"  FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_in_order BEFORE INSERT ON {table}\n"
        f"  FOR EACH ROW EXECUTE FUNCTION {table}_place()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_unchanged",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_in_order",
    )
