"""The board's filters and their counts, by arithmetic on the columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from portal.queries.board_query import FILTERS, BoardQuery
from portal.queries.columns import Column, Columns
from portal.queries.places import Places
from portal.search import Integers

Counts = Mapping[Any, int]
Facets = Mapping[str, Counts]


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
        self._chosen = {name: self._values(name, value) for name, value in wanted.items() if value is not None}
        self._day = columns.day
        self._first = query.from_day.toordinal() if query.from_day else None
        self._last = query.to_day.toordinal() if query.to_day else None

    @property
    def any(self) -> bool:
        """Whether anything is filtered at all."""
        return bool(self._chosen) or self._first is not None or self._last is not None

    def select(self, rows: Integers) -> Integers:
        """Of these rows those that pass every filter."""
        return self._select(rows, "")

    def counts(self, rows: Integers) -> Facets:
        """For each filter how many of these rows each of its values would give, all other filters being as they are."""
        passing = self.select(rows)
        return {
            name: self._counts(name, self._select(rows, name) if name in self._chosen else passing) for name in FILTERS
        }

    def _counts(self, name: str, rows: Integers) -> Counts:
        counts = self._columns[name].counts(rows)
        tree = self._trees.get(name)
        return tree.summed(counts) if tree else counts

    def _select(self, rows: Integers, but_for: str) -> Integers:
        if self._first is not None:
            rows = rows[self._day[rows] >= self._first]
        if self._last is not None:
            rows = rows[self._day[rows] <= self._last]
        for name, values in self._chosen.items():
            if name != but_for:
                rows = rows[self._columns[name].among(values, rows)]
        return rows

    def _values(self, name: str, value: Any) -> Iterable[Any]:
        tree = self._trees.get(name)
        return tree.keys_below(value) if tree else [value]
