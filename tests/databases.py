"""Empty databases on request, on the engine that the run is about."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, event, make_url, text

from portal.store import Database

SERVER = os.environ.get("PORTAL_TEST_DATABASE_URL")
"""A PostgreSQL server to run the whole suite on, for example ``postgresql://postgres@127.0.0.1/test``."""


@contextmanager
def scratch_database(folder: Path, name: str) -> Iterator[Database]:
    """A database without any table; gone at the end. An unreachable server is an error, never a reason to skip."""
    if SERVER is None:
        fresh = Database(f"sqlite:///{folder / name}.sqlite")
        yield fresh
        fresh.dispose()
        return
    address = make_url(SERVER).set(drivername="postgresql+psycopg")
    own = f"portal_test_{os.getpid()}_{name}"
    _on_server(address, f'DROP DATABASE IF EXISTS "{own}"', f'CREATE DATABASE "{own}"')
    fresh = Database(address.set(database=own).render_as_string(hide_password=False))
    try:
        yield fresh
    finally:
        fresh.dispose()
        _on_server(address, f'DROP DATABASE "{own}" WITH (FORCE)')


def without_waiting(database: Database) -> Database:
    """The same SQLite database, which no longer waits for the disk: nothing that a test writes has to last."""

    @event.listens_for(database.engine, "connect")
    def do_not_wait(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA synchronous = OFF")

    return database


def _on_server(address: URL, *statements: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
