"""When a visit was agreed by word with whoever lives there."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of older visits nobody knows."""
    op.add_column("tasks", sa.Column("agreed_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("tasks") as table:
        table.drop_column("agreed_at")
