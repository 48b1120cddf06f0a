"""A claim reads the runs that are due in the order of their index, and no further."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ACTIVE = sa.text("state = 'active'")


def upgrade() -> None:
    """Put the id behind the instant."""
    _index("due_at", "id")


def downgrade() -> None:
    """Leave it out."""
    _index("due_at")


def _index(*columns: str) -> None:
    op.drop_index("ix_enrolments_due", table_name="enrolments")
    op.create_index(
        "ix_enrolments_due",
        "enrolments",
        list(columns),
        sqlite_where=_ACTIVE,
        postgresql_where=_ACTIVE,
    )
