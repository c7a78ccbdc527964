"""Sets of rows kept in memory in little room."""

from __future__ import annotations

import numpy as np

from portal.search import Integers


class RowSet:
    """Some of so many rows: a bit for each row, or the numbers of those that are in it, whichever is smaller."""

    def __init__(self, rows: Integers, total: int) -> None:
        """``rows``: in order; ``total``: how many rows there are."""
        self._total = total
        self._packed = rows.size * 32 > total
        if self._packed:
            mask = np.zeros(total, np.bool_)
            mask[rows] = True
            self._kept = np.packbits(mask)
        else:
            self._kept = rows.astype(np.int32).view(np.uint8)

    @property
    def nbytes(self) -> int:
        """About how much memory it takes."""
        return 300 + self._kept.nbytes

    def rows(self) -> Integers:
        """The rows in order."""
        if self._packed:
            return np.flatnonzero(np.unpackbits(self._kept, count=self._total))
        return self._kept.view(np.int32).astype(np.int64)
