"""Visits: who goes and is inside, whom to tell when it lasts, and what to mind at a door."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "visit_watches",
        sa.Column("team", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_visit_watches_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("team", name=op.f("pk_visit_watches")),
    )
    op.create_table(
        "safety_remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=40), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_safety_remarks_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_remarks")),
    )
    op.create_index("ix_safety_remarks_case_id", "safety_remarks", ["case_id"])

    op.create_table(
        "visit_stays",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("companion_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", sa.String(length=40), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alarm_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("card_left", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["companion_id"], ["staff.id"], name=op.f("fk_visit_stays_companion_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_visit_stays_task_id_tasks")
        ),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_visit_stays")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("visit_stays")
    op.drop_index("ix_safety_remarks_case_id", table_name="safety_remarks")

    op.drop_table("safety_remarks")
    op.drop_table("visit_watches")
