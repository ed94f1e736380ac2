"""Run by Alembic: migrates over the connection that `store.database` hands in, in its transaction."""

from __future__ import annotations

from alembic import context

from copydesk.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
