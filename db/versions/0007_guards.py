"""PostgreSQL plans the guards of the journal once in a connection: each entry passes them."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the guards name their table themselves; SQLite's are as they were."""
    if op.get_bind().dialect.name == "postgresql":
        for statement in NAMED:
            op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Let them look up its name at each entry again."""
    if op.get_bind().dialect.name == "postgresql":
        for statement in LOOKED_UP:
            op.get_bind().exec_driver_sql(statement)


# As `outreach/record/models/guards.py` had them in this version; frozen.
NAMED = (
    """\
DO $do$ BEGIN EXECUTE format($q$CREATE OR REPLACE FUNCTION journal_place()
  RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF new.number <> (
    SELECT coalesce(max(number), 0) + 1 FROM %%1$I.journal
    WHERE reference = new.reference)
  OR new.previous <> coalesce((SELECT hash FROM %%1$I.journal
    WHERE reference = new.reference ORDER BY number DESC LIMIT 1), '') THEN
    RAISE EXCEPTION 'journal: rows are only added' USING ERRCODE = '23000';
  END IF;
  RETURN new;
END $$$q$, current_schema()); END $do$""",
    """\
DO $do$ BEGIN EXECUTE format($q$CREATE OR REPLACE FUNCTION anchors_place()
  RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM %%1$I.anchors
    WHERE reference = new.reference
      AND (on_day >= new.on_day OR length >= new.length)) THEN
    RAISE EXCEPTION 'anchors: rows are only added' USING ERRCODE = '23000';
  END IF;
  RETURN new;
END $$$q$, current_schema()); END $do$""",
)
# As version 0003 had them.
LOOKED_UP = (
    """\
CREATE OR REPLACE FUNCTION journal_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE misplaced boolean;
BEGIN
  EXECUTE format($q$SELECT ($1).number <> (
    SELECT coalesce(max(number), 0) + 1 FROM %%1$I.%%2$I
    WHERE reference = ($1).reference)
  OR ($1).previous <> coalesce((SELECT hash FROM %%1$I.%%2$I
    WHERE reference = ($1).reference ORDER BY number DESC LIMIT 1), '')$q$,
    TG_TABLE_SCHEMA, TG_TABLE_NAME)
  INTO misplaced USING new;
  IF misplaced THEN
    RAISE EXCEPTION 'journal: rows are only added' USING ERRCODE = '23000';
  END IF;
  RETURN new;
END $$""",
    """\
CREATE OR REPLACE FUNCTION anchors_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE misplaced boolean;
BEGIN
  EXECUTE format($q$SELECT EXISTS (SELECT 1 FROM %%1$I.%%2$I
    WHERE reference = ($1).reference
      AND (on_day >= ($1).on_day OR length >= ($1).length))$q$,
    TG_TABLE_SCHEMA, TG_TABLE_NAME)
  INTO misplaced USING new;
  IF misplaced THEN
    RAISE EXCEPTION 'anchors: rows are only added' USING ERRCODE = '23000';
  END IF;
  RETURN new;
END $$""",
)
