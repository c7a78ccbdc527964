"""The board's filters and their counts, by arithmetic on the columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

import numpy as np

from portal.queries.board_query import FILTERS, BoardQuery
from portal.queries.columns import Column, Columns, Mask
from portal.queries.places import Places
from portal.search import Integers

Facets = Mapping[str, Mapping[Any, int]]


class Filters:
    """The filters of one query over one revision of the board."""

    def __init__(self, columns: Columns, query: BoardQuery, places: Places, today: date) -> None:
        self._trees = {"region": places.regions, "unit": places.units}
        self._columns: dict[str, Column] = {
            "problem_type": columns.problem_type,
            "region": columns.region,
            "unit": columns.unit,
            "site_code": columns.site,
            "finding": columns.finding,
            "rectification": columns.rectification(today),
        }
        wanted = {name: getattr(query, name) for name in FILTERS}
        self._masks = {name: self._mask(name, value) for name, value in wanted.items() if value is not None}
        self._days = _days(columns, query)

    def apply(self, found: Mask) -> tuple[Integers, Facets]:
        """Of these rows those that pass every filter, and for each filter the counts that its values would give."""
        dated = found & self._days if self._days is not None else found
        rows = self._passing(dated, "")
        return rows, {name: self._counts(name, self._passing(dated, name) if name in self._masks else rows)
                      for name in FILTERS}  # fmt: skip

    def _passing(self, dated: Mask, left_out: str) -> Integers:
        masks = [mask for name, mask in self._masks.items() if name != left_out]
        return np.flatnonzero(reduce(and_, masks, dated))

    def _mask(self, name: str, value: Any) -> Mask:
        tree = self._trees.get(name)
        return self._columns[name].among(tree.keys_below(value) if tree else [value])

    def _counts(self, name: str, rows: Integers) -> Mapping[Any, int]:
        counts = self._columns[name].counts(rows)
        tree = self._trees.get(name)
        return tree.summed(counts) if tree else counts


def _days(columns: Columns, query: BoardQuery) -> Mask | None:
    if query.from_day is None and query.to_day is None:
        return None
    first = query.from_day.toordinal() if query.from_day else 0
    last = query.to_day.toordinal() if query.to_day else date.max.toordinal()
    passing: Mask = (columns.day >= first) & (columns.day <= last)
    return passing
