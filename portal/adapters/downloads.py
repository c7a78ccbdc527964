"""Where the whole board lies as files to take home: each build is a folder, and one small file names the one in use.

    current                     the name of the folder in use, replaced in one step
    <revision>-<day>-<token>/   one build; about.json says what it is
    draft-<token>/              a build that is not finished
    lock                        held by whoever builds; the kernel frees it when its holder dies

All of it is a copy that can be deleted at any time.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO

ABOUT = "about.json"
_POINTER = "current"


@dataclass(frozen=True)
class About:
    """What a build holds. Days and times are ISO 8601.

    ``revision`` and ``removal`` are those of the board, ``database`` is its identity, ``places`` a digest of the names
    and codes that stand in the lines, and ``sizes`` the bytes of every file.
    """

    revision: int
    removal: int
    database: str
    places: str
    day: str
    built_at: str
    cases: int
    sizes: dict[str, int]


@dataclass(frozen=True)
class Download:
    """A finished build."""

    folder: Path
    about: About

    @property
    def day(self) -> date:
        """The day in Asia/Shanghai that the build is of."""
        return date.fromisoformat(self.about.day)

    @property
    def built_at(self) -> datetime:
        """When it was finished."""
        return datetime.fromisoformat(self.about.built_at)


class Downloads:
    """The folder of the builds. Several processes may read; one builds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Download | None:
        """The build in use; None if there is none or it is damaged."""
        try:
            folder = self.folder / (self.folder / _POINTER).read_text(encoding="utf-8")
            about = About(**json.loads((folder / ABOUT).read_text(encoding="utf-8")))
            whole = all((folder / name).stat().st_size == size for name, size in about.sizes.items())
        except (OSError, ValueError, TypeError, AttributeError):
            return None
        return Download(folder, about) if whole else None

    def lock(self) -> IO[str] | None:
        """The builder's place, kept until it is closed; None while somebody else has it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = (self.folder / "lock").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return None
        return file

    def draft(self) -> Path:
        """An empty folder to build in."""
        folder = self.folder / f"draft-{secrets.token_hex(4)}"
        folder.mkdir()
        return folder

    def publish(self, draft: Path, about: About) -> None:
        """Make a finished draft the build in use, in one step, and remove all others."""
        (draft / ABOUT).write_text(json.dumps(asdict(about)), encoding="utf-8")
        for file in draft.iterdir():
            _sync(file)
        folder = draft.rename(self.folder / f"{about.revision}-{about.day}-{secrets.token_hex(4)}")
        pointer = self.folder / f"{_POINTER}.new"
        pointer.write_text(folder.name, encoding="utf-8")
        _sync(pointer)
        pointer.replace(self.folder / _POINTER)
        # Also what a killed builder left. Whoever reads one keeps its open files.
        for other in self.folder.glob("*-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)

    def discard(self, download: Download) -> None:
        """Take a build away, files and all."""
        with suppress(FileNotFoundError):
            (self.folder / _POINTER).unlink()
        shutil.rmtree(download.folder, ignore_errors=True)


def _sync(path: Path) -> None:
    """Wait until the disk has the file: after a power cut a build is there as a whole or not at all."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
