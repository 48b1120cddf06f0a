"""Accounts that come in: teams, second factors, passkeys, invitations; drafts that wait.

What an import told, and what a later file says otherwise, are kept too: pages show them. So are
the notes of the team in a thread.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TEAM = "AHU Orléans"  # of the one agreement there was


def upgrade() -> None:
    """Create the tables, and complete the accounts there are."""
    _staff()
    _passkeys()
    _invitations()
    _tries()
    _script_drafts()
    _pending_imports()
    _told_imports()
    _thread_notes()


def downgrade() -> None:
    """Drop them, and all they hold."""
    op.drop_table("thread_notes")
    with op.batch_alter_table("referrals") as referrals:
        referrals.drop_column("proposed")
    with op.batch_alter_table("imported_files") as imported:
        imported.drop_constraint("uq_imported_files_key", type_="unique")
        imported.drop_column("told")
        imported.drop_column("key")
    for table in ("pending_imports", "script_drafts", "tries", "invitations", "passkeys"):
        op.drop_table(table)
    with op.batch_alter_table("staff") as staff:
        staff.drop_constraint("uq_staff_passkey_handle", type_="unique")
        staff.drop_constraint("uq_staff_session_key", type_="unique")
        for name in ("passkey_handle", "recovery_codes", "factor_secret", "factor"):
            staff.drop_column(name)
        for name in ("session_key", "seen_at", "team"):
            staff.drop_column(name)


def _staff() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("team", sa.String(length=40), nullable=True))
        staff.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        staff.add_column(sa.Column("session_key", sa.String(length=64), nullable=True))
        staff.add_column(sa.Column("factor", sa.String(length=20), nullable=True))
        staff.add_column(sa.Column("factor_secret", sa.Text(), nullable=True))
        staff.add_column(sa.Column("recovery_codes", sa.Text(), nullable=True))
        staff.add_column(sa.Column("passkey_handle", sa.String(length=64), nullable=True))
    _complete()
    with op.batch_alter_table("staff") as staff:
        staff.alter_column("team", existing_type=sa.String(length=40), nullable=False)
        staff.alter_column("session_key", existing_type=sa.String(length=64), nullable=False)
        staff.create_unique_constraint("uq_staff_session_key", ["session_key"])
        staff.create_unique_constraint("uq_staff_passkey_handle", ["passkey_handle"])


def _complete() -> None:
    """Each account gets the one team, and a key of its own that no session holds yet."""
    staff = sa.table("staff", sa.column("id"), sa.column("team"), sa.column("session_key"))
    connection = op.get_bind()
    for number in connection.execute(sa.select(staff.c.id)).scalars().all():
        key = secrets.token_hex(26)
        row = sa.update(staff).where(staff.c.id == number)
        connection.execute(row.values(team=_TEAM, session_key=key))


def _passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("extensions", sa.String(length=255), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("backed_up", sa.Boolean(), nullable=False),
        sa.Column("usage", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_passkeys_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_passkeys"),
        sa.UniqueConstraint("credential_id", name="uq_passkeys_credential_id"),
    )
    op.create_index("ix_passkeys_staff_id", "passkeys", ["staff_id"])


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_invitations_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("token_hash", name="uq_invitations_token_hash"),
    )


def _tries() -> None:
    op.create_table(
        "tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tries"),
    )
    op.create_index("ix_tries_key_hash_at", "tries", ["key_hash", "at"])


def _script_drafts() -> None:
    op.create_table(
        "script_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("base_number", sa.SmallInteger(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_script_drafts"),
        sa.UniqueConstraint("slug", name="uq_script_drafts_slug"),
    )


def _pending_imports() -> None:
    op.create_table(
        "pending_imports",
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name="fk_pending_imports_programme_id_programmes"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_pending_imports"),
    )


def _told_imports() -> None:
    with op.batch_alter_table("imported_files") as imported:
        imported.add_column(sa.Column("key", sa.String(length=26), nullable=True))
        imported.add_column(sa.Column("told", sa.JSON(), nullable=True))
        imported.create_unique_constraint("uq_imported_files_key", ["key"])
    with op.batch_alter_table("referrals") as referrals:
        referrals.add_column(sa.Column("proposed", sa.Text(), nullable=True))


def _thread_notes() -> None:
    op.create_table(
        "thread_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name="fk_thread_notes_thread_id_threads"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_thread_notes_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_thread_notes"),
        sa.UniqueConstraint("key", name="uq_thread_notes_key"),
    )
    op.create_index("ix_thread_notes_thread_id_at", "thread_notes", ["thread_id", "at"])
