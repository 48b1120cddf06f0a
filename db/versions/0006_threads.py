"""The threads of a person are found by an index: every claim asks how many share a number."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_threads_person_id", "threads", ["person_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_threads_person_id", table_name="threads")
