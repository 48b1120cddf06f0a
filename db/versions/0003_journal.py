"""The journal, its anchors, and the triggers that guard them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, each after those it points at."""
    _journal()
    _anchors()
    connection = op.get_bind()
    for statement in GUARDS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Drop them, and all they hold."""
    op.drop_table("anchors")
    op.drop_table("journal")
    if op.get_bind().dialect.name == "postgresql":
        for table in ("anchors", "journal"):
            op.execute(f"DROP FUNCTION {table}_refuse, {table}_place")


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("body", sa.String(length=64), nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number >= 1", name="ck_journal_number"),
        sa.PrimaryKeyConstraint("reference", "number", name="pk_journal"),
    )


def _anchors() -> None:
    op.create_table(
        "anchors",
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference"], ["cases.reference"], name="fk_anchors_reference_cases"
        ),
        sa.PrimaryKeyConstraint("reference", "on_day", name="pk_anchors"),
    )


# As `outreach/record/models/guards.py` had them in this version; frozen.
GUARDS = {
    "sqlite": (
        """\
CREATE TRIGGER journal_unchanged BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'journal: rows are only added'); END""",
        """\
CREATE TRIGGER journal_undeleted BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'journal: rows are only added'); END""",
        """\
CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
WHEN new.number <> (
    SELECT coalesce(max(number), 0) + 1 FROM journal
    WHERE reference = new.reference)
  OR new.previous <> coalesce((SELECT hash FROM journal
    WHERE reference = new.reference ORDER BY number DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'journal: rows are only added'); END""",
        """\
CREATE TRIGGER anchors_unchanged BEFORE UPDATE ON anchors
BEGIN SELECT RAISE(ABORT, 'anchors: rows are only added'); END""",
        """\
CREATE TRIGGER anchors_undeleted BEFORE DELETE ON anchors
BEGIN SELECT RAISE(ABORT, 'anchors: rows are only added'); END""",
        """\
CREATE TRIGGER anchors_in_order BEFORE INSERT ON anchors
WHEN EXISTS (SELECT 1 FROM anchors
    WHERE reference = new.reference
      AND (on_day >= new.on_day OR length >= new.length))
BEGIN SELECT RAISE(ABORT, 'anchors: rows are only added'); END""",
    ),
    "postgresql": (
        """\
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'journal: rows are only added' USING ERRCODE = '23000';
END $$""",
        """\
CREATE FUNCTION journal_place() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER journal_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()""",
        """\
CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
  FOR EACH ROW EXECUTE FUNCTION journal_place()""",
        """\
ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_unchanged""",
        """\
ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_in_order""",
        """\
CREATE FUNCTION anchors_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'anchors: rows are only added' USING ERRCODE = '23000';
END $$""",
        """\
CREATE FUNCTION anchors_place() RETURNS trigger LANGUAGE plpgsql AS $$
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
        """\
CREATE TRIGGER anchors_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON anchors
  FOR EACH STATEMENT EXECUTE FUNCTION anchors_refuse()""",
        """\
CREATE TRIGGER anchors_in_order BEFORE INSERT ON anchors
  FOR EACH ROW EXECUTE FUNCTION anchors_place()""",
        """\
ALTER TABLE anchors ENABLE ALWAYS TRIGGER anchors_unchanged""",
        """\
ALTER TABLE anchors ENABLE ALWAYS TRIGGER anchors_in_order""",
    ),
}
