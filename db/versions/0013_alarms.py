"""Alarms of visits that leave the application, and reports of incidents at a door."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and the columns."""
    op.create_table(
        "staff_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("medium", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("error", sa.String(length=20), nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_notices_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_staff_notices_task_id_tasks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_notices")),
        sa.UniqueConstraint("key", name=op.f("uq_staff_notices_key")),
    )
    op.create_index("ix_staff_notices_state_due_at", "staff_notices", ["state", "due_at"])
    op.create_index("ix_staff_notices_task_id", "staff_notices", ["task_id"])
    op.create_table(
        "visit_incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_visit_incidents_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["tasks.id"], name=op.f("fk_visit_incidents_visit_id_tasks")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_visit_incidents_task_id_tasks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_incidents")),
        sa.UniqueConstraint("key", name=op.f("uq_visit_incidents_key")),
    )
    op.create_index("ix_visit_incidents_case_id", "visit_incidents", ["case_id"])
    op.add_column("visit_stays", sa.Column("answered_at", sa.DateTime(timezone=True)))
    op.add_column("visit_stays", sa.Column("answered_by", sa.String(length=40)))
    op.add_column("visit_stays", sa.Column("escalated_at", sa.DateTime(timezone=True)))
    patience = sa.Column("patience", sa.SmallInteger(), nullable=False, server_default="15")
    op.add_column("visit_watches", patience)
    op.add_column("visit_watches", sa.Column("word", sa.Text()))
    with op.batch_alter_table("visit_watches") as table:
        table.alter_column("patience", server_default=None)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("visit_watches") as table:
        table.drop_column("word")
        table.drop_column("patience")
    with op.batch_alter_table("visit_stays") as table:
        table.drop_column("escalated_at")
        table.drop_column("answered_by")
        table.drop_column("answered_at")
    op.drop_index("ix_visit_incidents_case_id", table_name="visit_incidents")
    op.drop_table("visit_incidents")
    op.drop_index("ix_staff_notices_task_id", table_name="staff_notices")
    op.drop_index("ix_staff_notices_state_due_at", table_name="staff_notices")
    op.drop_table("staff_notices")
