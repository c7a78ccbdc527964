"""Alembic's entry: runs the migrations on the engine that portal.store.migrate hands over."""

from alembic import context
from sqlalchemy import Connection

import portal.store

engine = context.config.attributes["engine"]


def switch_references(connection: Connection, on: bool) -> None:
    """Have SQLite mind references between tables or not; only possible outside a transaction, so past SQLAlchemy.

    Batch mode makes a table anew and drops the old one, which other tables refer to.
    """
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


with engine.execution_options(writes=True).connect() as connection:
    switch_references(connection, False)
    context.configure(
        connection=connection,
        target_metadata=portal.store.Base.metadata,
        # SQLite cannot alter most things in place; batch mode copies the table.
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        connection.rollback()
        if lost:
            raise RuntimeError(f"after the migration {len(lost)} rows refer to rows that do not exist")
    switch_references(connection, True)
