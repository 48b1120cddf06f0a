"""Runs the migrations on the connection it is given: no ini file, no URL, no environment."""

from alembic import context

from outreach.record.models import guards
from outreach.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,  # SQLite too: our engine begins its transactions itself
)
with context.begin_transaction():
    context.run_migrations()
guards.install(connection)  # a table that was rebuilt has lost its triggers
