"""What the commands share: how they give up, when a database is fit for them, and texts out of files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from portal.config import Settings
from portal.store import Database, migrate


def give_up(reason: str) -> NoReturn:
    """End the program with the reason."""
    click.echo(f"portal: {reason}", err=True)
    sys.exit(2)


def initialised(settings: Settings) -> Settings:
    """The same settings, if their database is at this version's revision."""
    database = Database(settings.database_url)
    present, needed = migrate.present_revision(database), migrate.newest_revision()
    database.dispose()
    if present != needed:
        give_up(f"the database is at revision {present or 'none'}, this version needs {needed}: run portal init")
    return settings


def text_of(source: Path) -> str:
    """The file's words, in UTF-8 or in what spreadsheets of Chinese offices write."""
    content = source.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    give_up(f"{source.name} 不是文本文件")
