"""Bring a database to the schema of this version, by Alembic's migrations."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.store.database import Database

SCRIPTS = Path(__file__).parent / "migrations"


def configuration(database: Database) -> Config:
    """Alembic's settings, made here so that no ini file has to lie beside the program."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate up to ``revision``; does nothing on a database that is there already."""
    command.upgrade(configuration(database), revision)


def downgrade(database: Database, revision: str) -> None:
    """Migrate down to ``revision``; ``base`` removes every table."""
    command.downgrade(configuration(database), revision)


def present_revision(database: Database) -> str | None:
    """The revision that the database is at, None if it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The revision that this version of the program needs."""
    return ScriptDirectory(str(SCRIPTS)).get_current_head()
