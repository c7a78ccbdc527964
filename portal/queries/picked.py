"""Rows of a sheet that belong to a period and a scope, and what is counted of them, group by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.domain.figures import BIT, PART_MARKS, UNFINISHED, Basis
from portal.queries.sheet import Columns, Sheet

Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

PART_BIT = {mark: bit for bit, mark in enumerate(PART_MARKS)}


@dataclass(frozen=True)
class Picked:
    """Rows of one of the sheet's two tables, by their numbers in it; ``basis`` says of which. What is open is late or
    not as of ``today``."""

    sheet: Sheet
    basis: Basis
    today: date
    numbers: Ints

    @property
    def table(self) -> Columns:
        """The table that the numbers are of."""
        return self.sheet.parts if self.basis is Basis.HANDLING else self.sheet.rounds

    def own(self, column: str) -> npt.NDArray[Any]:
        """A column of the table itself."""
        return self.table[column][self.numbers]

    def of_round(self, column: str) -> npt.NDArray[Any]:
        """A column of the rounds: of the rows themselves, or of those that the parts belong to."""
        if self.basis is Basis.HANDLING:
            return self.sheet.rounds[column][self.sheet.owner[self.numbers]]
        return self.own(column)

    def only(self, chosen: Bools) -> Picked:
        """Some of the rows."""
        return self if chosen.all() else Picked(self.sheet, self.basis, self.today, self.numbers[chosen])

    @cached_property
    def kinds(self) -> npt.NDArray[Any]:
        """For every row which combination of marks it has."""
        return self.own("marks") if self.basis is Basis.HANDLING else self.sheet.kinds[self.numbers]

    @cached_property
    def combinations(self) -> npt.NDArray[np.int64]:
        """The marks of every combination, in the order of their places."""
        of_parts = self.basis is Basis.HANDLING
        return np.array(range(1 << len(PART_BIT)) if of_parts else list(self.sheet.marks), np.int64)

    def having(self, mark: str) -> Bools:
        """Which combinations have a mark."""
        bit = PART_BIT[mark] if self.basis is Basis.HANDLING else BIT[mark]
        has: Bools = self.combinations >> bit & 1 == 1
        return has

    def marked(self, mark: str) -> Bools:
        """Which of the rows have a mark."""
        has: Bools = self.having(mark)[self.kinds]
        return has & (self.own("due") < self.today.toordinal()) if mark == UNFINISHED else has


class Grouped:
    """Picked rows in groups, from 0 to ``size``; a row of group -1 is in none, and without groups all are in one.

    Rows with the same marks in the same group count alike for every figure. So they are counted once, together, and the
    figures are summed up from these numbers.
    """

    def __init__(self, picked: Picked, groups: Ints | None, size: int) -> None:
        if groups is not None and (groups < 0).any():
            picked, groups = picked.only(groups >= 0), groups[groups >= 0]
        self.picked, self.size, self._groups = picked, size, groups
        kinds = max(1, len(picked.combinations))
        cell_of = picked.kinds if groups is None else groups * kinds + picked.kinds
        counts = np.bincount(cell_of, minlength=size * kinds)
        cells = counts.nonzero()[0]
        self._cell_groups, self._cell_kinds, self._cell_counts = cells // kinds, cells % kinds, counts[cells]
        self._times: dict[str, list[npt.NDArray[np.int32]]] = {}

    def present(self) -> list[int]:
        """The groups that have any row."""
        found: list[int] = np.unique(self._cell_groups).tolist()
        return found

    def count(self, mark: str) -> list[int]:
        """How many rows of each group have a mark."""
        if mark == UNFINISHED:
            # Rows of the same marks are late at different times.
            late = np.flatnonzero(self.picked.marked(mark))
            groups = np.zeros(len(late), np.intp) if self._groups is None else self._groups[late]
            alone: list[int] = np.bincount(groups, minlength=self.size).tolist()
            return alone
        has = self.picked.having(mark)[self._cell_kinds]
        sums = np.bincount(self._cell_groups[has], self._cell_counts[has], self.size)
        counted: list[int] = sums.astype(np.int64).tolist()
        return counted

    def times(self, mark: str) -> Sequence[npt.NDArray[np.int32]]:
        """The minutes of each group's rows that have a mark."""
        if mark not in self._times:
            marked = self.picked.marked(mark)
            minutes = self.picked.own("minutes")[marked]
            self._times[mark] = [minutes] if self._groups is None else self._split(minutes, self._groups[marked])
        return self._times[mark]

    def _split(self, minutes: npt.NDArray[np.int32], groups: Ints) -> list[npt.NDArray[np.int32]]:
        # Small numbers are sorted by their digits, which takes no longer than looking at them.
        order = np.argsort(groups.astype(np.min_scalar_type(self.size)), kind="stable")
        ends = np.cumsum(np.bincount(groups, minlength=self.size))
        return np.split(minutes[order], ends[:-1])


def quantile(times: npt.NDArray[np.int32], tenths: int) -> int | None:
    """The smallest time that so many in ten do not exceed."""
    if not len(times):
        return None
    rank = -(-len(times) * tenths // 10) - 1
    return int(np.partition(times, rank)[rank])
