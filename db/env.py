"""Runs the migrations on the connection it is given: no ini file, no URL, no environment."""

from typing import Any, Literal

from alembic import context

from outreach.database import Sealed, UtcInstant
from outreach.record.models import guards
from outreach.tables import METADATA


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """How a draft names a column's type: migrations outlive our types, so they name SQL's."""
    if kind == "type" and isinstance(item, UtcInstant):
        return "sa.DateTime(timezone=True)"
    return "sa.Text()" if kind == "type" and isinstance(item, Sealed) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_item=plain_type,
    render_as_batch=True,
    transactional_ddl=True,  # SQLite too: our engine begins its transactions itself
)
with context.begin_transaction():
    context.run_migrations()
guards.install(connection)  # a table that was rebuilt has lost its triggers
