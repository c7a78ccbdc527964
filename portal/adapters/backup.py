"""Backups of an embedded installation: one file with a consistent copy of the database and all pictures."""

from __future__ import annotations

import os
import sqlite3
import tarfile
import tempfile
from pathlib import Path

DATABASE = "portal.sqlite"
PICTURES = "attachments"


class BackupRefused(ValueError):
    """The backup cannot be made or restored; the message says why and what to do."""


def back_up(database: Path, pictures: Path, target: Path) -> int:
    """Write everything into ``target`` while the portal runs; returns its size in bytes. Raises BackupRefused.

    Pictures are never changed once written, and the database is copied first, so that every picture that the copy
    knows is there.
    """
    if target.exists():
        raise BackupRefused(f"{target} exists already")
    if not database.exists():
        raise BackupRefused(f"there is no database at {database}")
    partial = target.with_name(target.name + ".partial")
    with tempfile.TemporaryDirectory(dir=target.resolve().parent) as folder:
        copy = Path(folder) / DATABASE
        source, destination = sqlite3.connect(database), sqlite3.connect(copy)
        try:
            source.backup(destination)
        finally:
            destination.close()
            source.close()
        with tarfile.open(partial, "w:gz") as archive:
            archive.add(copy, DATABASE)
            if pictures.is_dir():
                archive.add(pictures, PICTURES)
    with partial.open("rb+") as written:
        os.fsync(written.fileno())
    # Nobody but its owner may read it: it holds what citizens said and how to reach them.
    partial.chmod(0o600)
    partial.replace(target)
    return target.stat().st_size


def restore(archive: Path, home: Path) -> None:
    """Unpack a backup into ``home``, which must not hold a database yet. Raises BackupRefused."""
    if (home / DATABASE).exists():
        raise BackupRefused(f"{home / DATABASE} exists; move it away first, nothing is overwritten")
    if not archive.is_file() or not tarfile.is_tarfile(archive):
        raise BackupRefused(f"{archive} is not a backup of the portal")
    home.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as packed:
        names = packed.getnames()
        if DATABASE not in names or any(name.split("/")[0] not in (DATABASE, PICTURES) for name in names):
            raise BackupRefused(f"{archive} is not a backup of the portal")
        packed.extractall(home, filter="data")
