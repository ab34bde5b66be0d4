"""Alembic's environment. Driven from `syndicate.desk.database`, which hands over the open connection."""

from __future__ import annotations

from alembic import context

from syndicate.records import Record

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("run migrations with: syndicate database upgrade")

context.configure(
    connection=connection,
    target_metadata=Record.metadata,
    transaction_per_migration=False,
    compare_type=True,
    render_as_batch=False,
)
context.run_migrations()
