"""Lines of a large file that can be taken out one by one: which case, in which revision, lies where."""

from __future__ import annotations

import os
from array import array
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

_TABLE = np.dtype([("id", "<i8"), ("revision", "<i8"), ("start", "<i8"), ("end", "<i8")])
Integers = npt.NDArray[np.int64]


class LineTable:
    """Notes where each line was written."""

    def __init__(self) -> None:
        self._numbers = array("q")

    def add(self, case_id: int, revision: int, start: int, end: int) -> None:
        """A case's line lies between these two bytes."""
        self._numbers.extend((case_id, revision, start, end))

    def write(self, path: Path) -> None:
        """Keep the notes, in the order of the ids."""
        table = np.frombuffer(self._numbers, _TABLE)
        np.save(path, table[np.argsort(table["id"])], allow_pickle=False)


class ReadyLines:
    """The lines of one file, opened for reading."""

    def __init__(self, file: Path, table: Path) -> None:
        """Raises OSError or ValueError where a file is missing or damaged."""
        self._table = np.load(table, mmap_mode="r", allow_pickle=False)
        self._ids: Integers = np.ascontiguousarray(self._table["id"])
        self._text = file.open("rb")

    def find(self, ids: Integers, revisions: Integers) -> list[bytes | None]:
        """The line of each case in this very revision, None where there is none."""
        if not len(self._ids):
            return [None] * len(ids)
        places = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
        found = self._table[places]
        same = (found["id"] == ids) & (found["revision"] == revisions)
        spans = zip(same.tolist(), found["start"].tolist(), found["end"].tolist(), strict=True)
        # Read piece by piece, not mapped: pages of a mapped file would count as the process's own memory.
        text = self._text.fileno()
        return [os.pread(text, end - start, start) if is_same else None for is_same, start, end in spans]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()
