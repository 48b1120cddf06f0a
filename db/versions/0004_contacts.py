"""Scripts, runs of them, and every contact in and out."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, each after those it points at."""
    _script_versions()
    _senders()
    _receipts()
    _enrolments()
    _tasks()
    _replies()
    _attempts()


def downgrade() -> None:
    """Drop them, and all they hold."""
    op.drop_table("attempts")
    op.drop_table("replies")
    op.drop_table("tasks")
    op.drop_table("enrolments")
    op.drop_table("receipts")
    op.drop_table("senders")
    op.drop_table("script_versions")


def _script_versions() -> None:
    op.create_table(
        "script_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_script_versions"),
        sa.UniqueConstraint("slug", "number", name="uq_script_versions_slug_number"),
    )


def _senders() -> None:
    op.create_table(
        "senders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("medium", sa.String(length=10), nullable=False),
        sa.Column("identity", sa.String(length=254), nullable=False),
        sa.Column("per_second", sa.Float(), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_code", sa.String(length=20), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unread_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_senders"),
        sa.UniqueConstraint("medium", "identity", name="uq_senders_medium_identity"),
    )


def _receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_key", sa.String(length=64), nullable=False),
        sa.Column("provider_id", sa.String(length=255), nullable=False),
        sa.Column("word", sa.String(length=30), nullable=False),
        sa.Column("progress", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("segments", sa.SmallInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_receipts"),
        sa.UniqueConstraint(
            "attempt_key", "provider_id", "word", name="uq_receipts_attempt_key_provider_id_word"
        ),
    )


def _enrolments() -> None:
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("j0", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("then_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_enrolments_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_enrolments_person_id_people"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name="fk_enrolments_thread_id_threads"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["script_versions.id"], name="fk_enrolments_version_id_script_versions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_enrolments"),
        sa.UniqueConstraint(
            "case_id", "person_id", "version_id", name="uq_enrolments_case_id_person_id_version_id"
        ),
    )
    op.create_index(
        "ix_enrolments_due",
        "enrolments",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(length=20), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("visit_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_tasks_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name="fk_tasks_enrolment_id_enrolments"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name="fk_tasks_owner_id_staff"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_tasks_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.UniqueConstraint(
            "enrolment_id", "step", "round", name="uq_tasks_enrolment_id_step_round"
        ),
    )
    op.create_index("ix_tasks_case_id", "tasks", ["case_id"], unique=False)
    op.create_index(
        "ix_tasks_open",
        "tasks",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _replies() -> None:
    op.create_table(
        "replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("provider_id", sa.String(length=255), nullable=False),
        sa.Column("message_id_hash", sa.String(length=64), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("sender_hash", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("whole", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("media", sa.SmallInteger(), nullable=False),
        sa.Column("nature", sa.String(length=12), nullable=False),
        sa.Column("found_by", sa.String(length=10), nullable=False),
        sa.Column("intents", sa.Text(), nullable=True),
        sa.Column("kinds", sa.Text(), nullable=True),
        sa.Column("alert", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_replies_case_id_cases"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_replies_thread_id_threads"),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
        sa.UniqueConstraint("source", "provider_id", name="uq_replies_source_provider_id"),
    )
    op.create_index("ix_replies_message_id_hash", "replies", ["message_id_hash"], unique=False)
    op.create_index(
        "ix_replies_thread_id_received_at", "replies", ["thread_id", "received_at"], unique=False
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(length=20), nullable=True),
        sa.Column("position", sa.SmallInteger(), nullable=True),
        sa.Column("try_no", sa.SmallInteger(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("medium", sa.String(length=10), nullable=True),
        sa.Column("contact_point_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("address_hash", sa.String(length=64), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text_code", sa.String(length=20), nullable=True),
        sa.Column("script_version", sa.String(length=60), nullable=True),
        sa.Column("segments", sa.SmallInteger(), nullable=True),
        sa.Column("automated", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=True),
        sa.Column("error", sa.String(length=20), nullable=True),
        sa.Column("act", sa.String(length=20), nullable=True),
        sa.Column("provider_id", sa.String(length=255), nullable=True),
        sa.Column("absent_seen", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_attempts_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["contact_point_id"],
            ["contact_points.id"],
            name="fk_attempts_contact_point_id_contact_points",
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name="fk_attempts_enrolment_id_enrolments"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_attempts_person_id_people"),
        sa.ForeignKeyConstraint(["reply_id"], ["replies.id"], name="fk_attempts_reply_id_replies"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_attempts_task_id_tasks"),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name="fk_attempts_thread_id_threads"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.UniqueConstraint(
            "enrolment_id", "step", "try_no", name="uq_attempts_enrolment_id_step_try_no"
        ),
        sa.UniqueConstraint("key", name="uq_attempts_key"),
        sa.UniqueConstraint("medium", "provider_id", name="uq_attempts_medium_provider_id"),
    )
    op.create_index("ix_attempts_address_hash_at", "attempts", ["address_hash", "at"], unique=False)
    op.create_index("ix_attempts_case_id_at", "attempts", ["case_id", "at"], unique=False)
    op.create_index(
        "ix_attempts_pending",
        "attempts",
        ["status", "lease_until"],
        unique=False,
        sqlite_where=sa.text("status IN ('reserved', 'calling', 'uncertain')"),
        postgresql_where=sa.text("status IN ('reserved', 'calling', 'uncertain')"),
    )
    op.create_index("ix_attempts_person_id_at", "attempts", ["person_id", "at"], unique=False)
    op.create_index(
        "uq_attempts_one_open",
        "attempts",
        ["enrolment_id", "step"],
        unique=True,
        sqlite_where=sa.text(
            "enrolment_id IS NOT NULL AND status IN ('reserved', 'calling', "
            "'uncertain', 'accepted', 'sent', 'delivered')"
        ),
        postgresql_where=sa.text(
            "enrolment_id IS NOT NULL AND status IN ('reserved', 'calling', "
            "'uncertain', 'accepted', 'sent', 'delivered')"
        ),
    )
