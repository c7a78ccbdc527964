"""Where the index lies on disk: each rebuild is a folder of its own, and one small file names the folder in use.

    current         the name of the folder in use, replaced in one step
    g-<unique>/     one generation: the engine's files
    writer.lock     held by whoever changes anything

On Linux the kernel frees the lock when its holder dies, so a killed writer never blocks the next one.
"""

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from whoosh.util.filelock import FileLock, try_for

from portal.search.protocol import IndexBusy, IndexState, IndexUnavailable

_NAME = re.compile(r"g-[0-9a-f]{16}")


def write_durably(path: Path, text: str) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names of the files in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Generations:
    """The folder of an index, its generations and its writer's lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "current"

    def current(self) -> Path:
        """The folder in use. Raises IndexUnavailable when there is none, or when its name is damaged."""
        # The file is read rather than its times compared: two swaps within one tick of the clock look alike.
        try:
            name = self._pointer.read_bytes().decode(errors="replace")
        except FileNotFoundError as error:
            raise IndexUnavailable(f"there is no index in {self.folder}", IndexState.MISSING) from error
        if not _NAME.fullmatch(name):
            raise IndexUnavailable(f"{self._pointer} does not name a generation")
        return self.folder / name

    @contextmanager
    def writing(self, patience: float) -> Iterator[None]:
        """Be the only writer meanwhile; waits up to `patience` seconds, then raises IndexBusy."""
        lock = FileLock(str(self.folder / "writer.lock"))
        if not try_for(lock.acquire, timeout=patience, delay=0.05):
            raise IndexBusy(f"another writer is changing {self.folder}")
        try:
            yield
        finally:
            lock.release()

    def create(self) -> Path:
        """A new, empty folder that nobody uses yet."""
        generation = self.folder / f"g-{secrets.token_hex(8)}"
        generation.mkdir()
        return generation

    def publish(self, generation: Path) -> None:
        """Make this the folder in use, in one step that readers and a power cut see wholly or not at all."""
        draft = self._pointer.with_suffix(".new")
        write_durably(draft, generation.name)
        draft.replace(self._pointer)
        sync_folder(self.folder)

    def prune(self) -> None:
        """Remove all other generations, also those that a killed writer left; who reads one keeps its open files."""
        in_use = None
        with suppress(IndexUnavailable):
            in_use = self.current()
        for generation in self.folder.glob("g-*"):
            if generation != in_use:
                shutil.rmtree(generation, ignore_errors=True)
