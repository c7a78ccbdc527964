"""The board's filters and their counts, by arithmetic on the columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

from portal.queries.board_query import FILTERS, BoardQuery
from portal.queries.columns import Column, Columns, Mask
from portal.queries.places import Places
from portal.search import Integers

Counts = Mapping[Any, int]


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

    def apply(self, rows: Integers) -> tuple[Integers, Facets]:
        """Of these rows those that pass every filter, and for each filter the counts that its values would give."""
        dated = self._within_days(rows)
        passing = self._passing(dated)
        found = _all_of(dated, passing.values())
        return found, Facets(lambda name: self._counts(name, _but_for(name, dated, passing, found)))

    def select(self, rows: Integers) -> Integers:
        """Of these rows those that pass every filter, without counting."""
        dated = self._within_days(rows)
        return _all_of(dated, self._passing(dated).values())

    def _passing(self, rows: Integers) -> dict[str, Mask]:
        return {name: self._columns[name].among(values, rows) for name, values in self._chosen.items()}

    def _within_days(self, rows: Integers) -> Integers:
        if self._first is not None:
            rows = rows[self._day[rows] >= self._first]
        if self._last is not None:
            rows = rows[self._day[rows] <= self._last]
        return rows

    def _values(self, name: str, value: Any) -> Iterable[Any]:
        tree = self._trees.get(name)
        return tree.keys_below(value) if tree else [value]

    def _counts(self, name: str, rows: Integers) -> Counts:
        counts = self._columns[name].counts(rows)
        tree = self._trees.get(name)
        return tree.summed(counts) if tree else counts


class Facets(Mapping[str, Counts]):
    """The counts of each filter, worked out when they are first looked at."""

    def __init__(self, count: Callable[[str], Counts]) -> None:
        self._count = count
        self._known: dict[str, Counts] = {}

    def __getitem__(self, name: str) -> Counts:
        if name not in FILTERS:
            raise KeyError(name)
        if name not in self._known:
            self._known[name] = self._count(name)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(FILTERS)

    def __len__(self) -> int:
        return len(FILTERS)


def _but_for(name: str, rows: Integers, passing: Mapping[str, Mask], found: Integers) -> Integers:
    """The rows that pass every filter but one; ``found`` are those that pass all."""
    if name not in passing:
        return found
    return _all_of(rows, [mask for other, mask in passing.items() if other != name])


def _all_of(rows: Integers, masks: Collection[Mask]) -> Integers:
    return rows[reduce(and_, masks)] if masks else rows
