"""Alembic's entry: runs the migrations on the connection that ``engine.store.base.declarations.schema`` hands over."""

from alembic import context

from engine.store import tables
from engine.store.base.declarations import Base

assert tables.cases.Case.metadata is Base.metadata  # noqa: S101 - importing the tables is what fills the metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
