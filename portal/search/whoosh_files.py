"""Whoosh's files: written so that they survive a power cut, and closed for certain."""

import os
from typing import Any

from whoosh.filedb.filestore import FileStorage


class DurableStorage(FileStorage):  # type: ignore[misc]  # Whoosh has no type hints.
    """A folder of Whoosh files.

    Whoosh itself never waits for the disk: after a power cut a table of contents can name a segment whose blocks are
    empty, and such a segment finds nothing without any error. Here every file is on the disk before it is closed, and
    Whoosh writes the table of contents last. When it fails half-way it forgets its open files; here they are known.
    """

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self._opened: list[Any] = []

    def create_file(self, name: str, **options: Any) -> Any:
        file = super().create_file(name, **options)
        file.onclose = _wait_for_disk
        self._opened.append(file)
        return file

    def open_file(self, name: str, **options: Any) -> Any:
        file = super().open_file(name, **options)
        self._opened.append(file)
        return file

    def close_files(self) -> None:
        """Close whatever is still open, without waiting for the disk: half-written files count for nothing."""
        for file in self._opened:
            file.raw_file().close()
            file.is_closed = True
        self._opened.clear()


def _wait_for_disk(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())
