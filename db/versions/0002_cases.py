"""Cases, where they came from, their threads and pauses."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, each after those it points at."""
    _cases()
    _referrals()
    _threads()
    _pauses()


def downgrade() -> None:
    """Drop them, and all they hold."""
    op.drop_table("pauses")
    op.drop_table("threads")
    op.drop_table("referrals")
    op.drop_table("cases")


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("close_reason", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("journal_length", sa.Integer(), nullable=False),
        sa.Column("journal_head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name="fk_cases_owner_id_staff"),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name="fk_cases_programme_id_programmes"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("reference", name="uq_cases_reference"),
    )
    op.create_index("ix_cases_programme_id_state", "cases", ["programme_id", "state"], unique=False)


def _referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("landlord_reference", sa.String(length=60), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("first_missed_on", sa.Date(), nullable=False),
        sa.Column("guarantor", sa.String(length=10), nullable=False),
        sa.Column("landlord_attempts", sa.SmallInteger(), nullable=True),
        sa.Column("visit_remark", sa.Text(), nullable=True),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_referrals_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name="fk_referrals_programme_id_programmes"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_referrals"),
        sa.UniqueConstraint("case_id", name="uq_referrals_case_id"),
        sa.UniqueConstraint(
            "programme_id",
            "landlord_reference",
            name="uq_referrals_programme_id_landlord_reference",
        ),
    )


def _threads() -> None:
    op.create_table(
        "threads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("sender_hash", sa.String(length=64), nullable=True),
        sa.Column("reply_token", sa.String(length=26), nullable=False),
        sa.Column("first_unanswered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alert", sa.Boolean(), nullable=False),
        sa.Column("automatic_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_threads_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_threads_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_threads"),
        sa.UniqueConstraint("case_id", "person_id", name="uq_threads_case_id_person_id"),
        sa.UniqueConstraint("reply_token", name="uq_threads_reply_token"),
    )
    op.create_index("ix_threads_sender_hash", "threads", ["sender_hash"], unique=False)
    op.create_index(
        "ix_threads_to_answer",
        "threads",
        ["first_unanswered_at"],
        unique=False,
        sqlite_where=sa.text("first_unanswered_at IS NOT NULL"),
        postgresql_where=sa.text("first_unanswered_at IS NOT NULL"),
    )


def _pauses() -> None:
    op.create_table(
        "pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_pauses_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_pauses"),
    )
    op.create_index(
        "ix_pauses_open",
        "pauses",
        ["case_id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
