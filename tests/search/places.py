"""Where the tests keep an index: what they need besides the protocol, for each engine."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Protocol

from sqlalchemy import text

from portal.search import CaseIndex, open_index, postgres_index, whoosh_index
from portal.store import Database


class Place(Protocol):
    """One place for an index, empty at first."""

    engine: ModuleType
    """The module with the engine's patience, for tests that have none."""

    def open(self, database_id: str = "here") -> CaseIndex:
        """One more instance at this place, for the database with the given id."""

    def damage(self) -> None:
        """Break the index that is there."""


class WhooshPlace:
    """A folder."""

    engine = whoosh_index

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, database_id: str = "here") -> CaseIndex:
        return open_index(f"whoosh://{self.folder}", database_id, "")

    def damage(self) -> None:
        for file in self.folder.rglob("*"):
            if file.is_file():
                file.write_bytes(b"\0" * 64)


class PostgresPlace:
    """A schema of a database."""

    engine = postgres_index

    def __init__(self, database: Database) -> None:
        self.database = database
        self.run("DROP SCHEMA IF EXISTS search CASCADE")

    @property
    def url(self) -> str:
        """The database's address."""
        return self.database.engine.url.render_as_string(hide_password=False)

    def open(self, database_id: str = "here") -> CaseIndex:
        return open_index("postgresql", database_id, self.url)

    def damage(self) -> None:
        (name,) = self.tables()
        self.run(f"DROP TABLE search.{name}")

    def tables(self) -> list[str]:
        """The names of the tables of cases."""
        with self.database.engine.connect() as connection:
            names = text("SELECT tablename FROM pg_tables WHERE schemaname = 'search' AND tablename LIKE 'cases%'")
            return sorted(connection.scalars(names))

    def run(self, statement: str) -> None:
        """Do something to the database behind the index's back."""
        with self.database.engine.begin() as connection:
            connection.execute(text(statement))
