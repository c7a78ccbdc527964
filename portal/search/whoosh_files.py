"""Whoosh's files: written so that they survive a power cut, and closed for certain."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from whoosh.filedb.filestore import FileStorage

from portal.search.protocol import IndexBusy, IndexUnavailable


class DurableStorage(FileStorage):  # type: ignore[misc]  # Whoosh has no type hints.
    """A folder of Whoosh files.

    Whoosh itself never waits for the disk: after a power cut a table of contents can name a segment whose blocks are
    empty, and such a segment finds nothing without any error. Here every file is on the disk before it is closed, and
    the table of contents is written last. When something fails half-way Whoosh forgets its open files; here they are
    known.
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
            with suppress(OSError):
                # What is left in a buffer may not fit on a full disk.
                file.raw_file().close()
            file.is_closed = True
        self._opened.clear()


@contextmanager
def failures_reported() -> Iterator[None]:
    """Turn every failure into IndexUnavailable: damaged files make Whoosh raise almost any exception there is."""
    try:
        yield
    except (IndexUnavailable, IndexBusy, GeneratorExit):
        raise
    except Exception as error:
        raise IndexUnavailable(f"the index cannot be used: {error!r}") from error


def _wait_for_disk(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())
