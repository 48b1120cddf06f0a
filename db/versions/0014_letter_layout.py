"""Where the address of an agreement's letters stands."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was asked at each print was by hand unless chosen."""
    layout = sa.Column("letter_layout", sa.String(10), nullable=False, server_default="hand")
    op.add_column("programmes", layout)
    with op.batch_alter_table("programmes") as table:
        table.alter_column("letter_layout", server_default=None)


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("programmes") as table:
        table.drop_column("letter_layout")
