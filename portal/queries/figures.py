"""Counts the figures of a period for whatever they are grouped by, and finds the reports behind each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.domain.figures import BY_KEY, FIGURES, Basis, Figure, Kind
from portal.domain.periods import Period
from portal.domain.vocabulary import ProblemType, Term
from portal.queries.picked import PART_BIT, Bools, Grouped, Ints, Picked, quantile
from portal.queries.sheet import Sheet
from portal.store.round_rows import TYPES

Key = Any
"""What a group is known by: the id of a unit or site, a region code, a problem type, the first day of a month."""

_TENTHS = {Kind.MEDIAN: 5, Kind.NINETIETH: 9}
_DAY = {Basis.RECEIPT: "received", Basis.FINISH: "ended", Basis.HANDLING: "day"}


NOBODY = 0
"""The group of what no unit has been given yet, and of what is about no registered website."""
NOWHERE = "000000"
"""The group of what belongs to no region that is known."""


class By(Term):
    """What figures can be grouped by."""

    UNIT = "unit", "按下级单位"
    OFFICE = "office", "按承办单位"
    REGION = "region", "按地区"
    TYPE = "problem_type", "按问题类型"
    SITE = "site", "按网站"
    MONTH = "month", "按月"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which reports: those that the unit with this id or one below it handles, of a region, a type, a website.

    Units are meant as they stood when they handled the report. A region whose code ends in 00 holds those within it.
    """

    unit: int | None = None
    region: str | None = None
    problem_type: ProblemType | None = None
    site: int | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """One figure: ``counted`` among ``among`` for counts and rates; ``minutes`` of working time for medians, where
    ``among`` says of how many."""

    counted: int = 0
    among: int | None = None
    minutes: int | None = None

    @property
    def share(self) -> float | None:
        """The rate, 0 to 1; none without a denominator or where that is 0."""
        return self.counted / self.among if self.among and self.minutes is None else None

    def __add__(self, other: Value) -> Value:
        """Both counted together; times cannot be."""
        if self.minutes is not None or other.minutes is not None:
            raise ValueError("medians do not add up")
        return Value(self.counted + other.counted, None if self.among is None else self.among + (other.among or 0))

    @property
    def n(self) -> int:
        """What the figure rests on."""
        return self.counted if self.among is None else self.among


Values = Mapping[str, Value]
"""By the figures' keys."""


@dataclass(frozen=True)
class Statistics:
    """Figures from one sheet as of ``today``: time limits that run out today or later have not been missed yet."""

    sheet: Sheet
    today: date
    _known: dict[tuple[Basis, Period, Scope], Picked] = field(default_factory=dict, repr=False, compare=False)
    """What was picked before: a page shows totals and tables of the same rows."""

    def totals(self, period: Period, scope: Scope = Scope(), figures: Iterable[Figure] = FIGURES) -> Values:
        """The figures of everything in the scope."""
        wanted = list(figures)
        found = self._count(period, scope, wanted, lambda picked: None, [None])
        return found.get(None) or {figure.key: _nothing(figure) for figure in wanted}

    def table(self, period: Period, scope: Scope, by: By, figures: Iterable[Figure] = FIGURES) -> dict[Key, Values]:
        """The figures of each group; groups without anything to count are left out.

        Units are the children of the scope's unit (or of the root), each with everything below it, and that unit
        itself; regions are prefectures, or where the scope names a region the exact ones.
        """
        keys, group = self._grouping(by, period, scope)
        return self._count(period, scope, figures, group, keys)

    def every_unit(self, period: Period, figures: Iterable[Figure]) -> dict[int, Values]:
        """Counts and rates of every unit, each with all that lay below it then, in one pass for each level of the tree.

        A unit that moved to another level meanwhile is met on both; medians could not be added up.
        """
        wanted, found = list(figures), dict[int, Values]()
        for level in range(max(map(len, self.sheet.paths.values()), default=0)):
            keys, group = self._level(level)
            for unit, values in self._count(period, Scope(), wanted, group, keys).items():
                before = found.get(unit)
                found[unit] = values if before is None else {key: before[key] + values[key] for key in values}
        return found

    def reports(
        self, figure: Figure, period: Period, scope: Scope, within: tuple[By, Key] | None = None, *, among: bool = False
    ) -> list[int]:
        """The ids of the reports that a figure counts, or with ``among`` those that it is counted among; an id for each
        time, where a report was handled anew, or several units had a part in it."""
        picked = self._pick(figure.basis, period, scope)
        chosen = picked.marked(figure.among if among and figure.among else figure.counts)
        if within is not None:
            by, key = within
            keys, group = self._grouping(by, period, scope)
            chosen &= (group(picked) == keys.index(key)) if key in keys else False
        # Counting how often each id is there takes less time than sorting them.
        times = np.bincount(picked.of_round("report")[chosen])
        ids: list[int] = np.arange(len(times)).repeat(times).tolist()
        return ids

    def _count(
        self,
        period: Period,
        scope: Scope,
        figures: Iterable[Figure],
        group: Callable[[Picked], Ints | None],
        keys: Sequence[Key],
    ) -> dict[Key, Values]:
        found: dict[Key, dict[str, Value]] = {}
        wanted = list(figures)
        for basis in dict.fromkeys(figure.basis for figure in wanted):
            picked = self._pick(basis, period, scope)
            grouped = Grouped(picked, group(picked), len(keys))
            present = grouped.present()
            for figure in (each for each in wanted if each.basis is basis):
                values = _values(figure, grouped)
                for number in present:
                    found.setdefault(keys[number], {})[figure.key] = values[number]
        for values_of in found.values():
            for figure in wanted:
                values_of.setdefault(figure.key, _nothing(figure))
        return {key: found[key] for key in keys if key in found}

    def _pick(self, basis: Basis, period: Period, scope: Scope) -> Picked:
        asked = (basis, period, scope)
        if asked not in self._known:
            self._known[asked] = self._picked(*asked)
        return self._known[asked]

    @cached_property
    def _days_of_parts(self) -> npt.NDArray[np.int32]:
        """The day of every part; 0 where a time limit will be missed on it, but is not yet."""
        parts = self.sheet.parts
        left = parts["marks"] >> PART_BIT["charged"] & 1 == 0
        return np.where(left | (parts["day"] < self.today.toordinal()), parts["day"], 0)

    def _picked(self, basis: Basis, period: Period, scope: Scope) -> Picked:
        days = self._days_of_parts if basis is Basis.HANDLING else self.sheet.rounds[_DAY[basis]]
        in_period = (days >= period.first.toordinal()) & (days <= period.last.toordinal())
        picked = Picked(self.sheet, basis, self.today, np.flatnonzero(in_period))
        if scope.unit is not None:
            picked = picked.only(self._places(lambda path: scope.unit in path)[picked.own("place")])
        if scope.problem_type is not None:
            picked = picked.only(picked.of_round("problem_type") == TYPES.index(scope.problem_type))
        if scope.site is not None:
            picked = picked.only(picked.of_round("site") == scope.site)
        if scope.region is not None:
            first, last = region_span(scope.region)
            regions = picked.of_round("region")
            picked = picked.only((regions >= first) & (regions <= last))
        return picked

    def _places(self, test: Callable[[tuple[int, ...]], bool]) -> Bools:
        table = np.zeros(max(self.sheet.paths, default=0) + 1, np.bool_)
        for place, path in self.sheet.paths.items():
            table[place] = test(path)
        return table

    def _grouping(self, by: By, period: Period, scope: Scope) -> tuple[list[Key], Callable[[Picked], Ints]]:
        if by is By.UNIT:
            return self._units(scope.unit)
        if by is By.OFFICE:
            return self._offices()
        if by is By.TYPE:
            return list(TYPES), lambda picked: picked.of_round("problem_type").astype(np.intp)
        if by is By.SITE:
            return self._by_number("site")
        if by is By.MONTH:
            return _by_month(period)
        scale = 1 if scope.region is not None else 100
        keys, group = self._by_number("region", scale)
        return [f"{key * scale:06d}" for key in keys], group

    def _units(self, top: int | None) -> tuple[list[Key], Callable[[Picked], Ints]]:
        """Children of ``top`` and itself, by what each place lies below."""
        table = np.full(max(self.sheet.paths, default=0) + 1, -1, np.intp)
        keys: dict[int, int] = {}
        if top is None:
            table[0] = keys.setdefault(NOBODY, 0)
        for place, path in self.sheet.paths.items():
            if top is not None and top not in path:
                continue
            start = path.index(top) if top is not None else 0
            child = path[start + 1] if len(path) > start + 1 else path[start]
            table[place] = keys.setdefault(child, len(keys))
        return list(keys), lambda picked: table[picked.own("place")]

    def _level(self, level: int) -> tuple[list[Key], Callable[[Picked], Ints]]:
        """The units that stood so far below the root, with all below them; what stood higher belongs to none."""
        table = np.full(max(self.sheet.paths, default=0) + 1, -1, np.intp)
        keys: dict[int, int] = {}
        for place, path in self.sheet.paths.items():
            if len(path) > level:
                table[place] = keys.setdefault(path[level], len(keys))
        return list(keys), lambda picked: table[picked.own("place")]

    def _offices(self) -> tuple[list[Key], Callable[[Picked], Ints]]:
        """Every unit by itself, without what lies below it."""
        table = np.zeros(max(self.sheet.paths, default=0) + 1, np.intp)
        keys = {NOBODY: 0}
        for place, path in self.sheet.paths.items():
            table[place] = keys.setdefault(path[-1], len(keys))
        return list(keys), lambda picked: table[picked.own("place")]

    def _by_number(self, column: str, scale: int = 1) -> tuple[list[int], Callable[[Picked], Ints]]:
        """Groups by a number of the rounds, or by what is left of it without its last digits; 0 is what has none."""
        counts = np.bincount(self.sheet.rounds[column], minlength=1)
        known = counts.nonzero()[0]
        numbers = np.unique(known // scale)
        table = np.full(len(counts), -1, np.intp)
        table[known] = np.searchsorted(numbers, known // scale)
        return numbers.tolist(), lambda picked: table[picked.of_round(column)]


def _by_month(period: Period) -> tuple[list[date], Callable[[Picked], Ints]]:
    starts = list(period.months())
    ends = np.array([start.toordinal() for start in starts[1:]], np.intp)
    first = period.first.toordinal()
    table = np.searchsorted(ends, np.arange(first, period.last.toordinal() + 1), side="right")
    return starts, lambda picked: table[picked.own(_DAY[picked.basis]) - first]


def region_span(code: str) -> tuple[int, int]:
    """The first and the last code of a region with everything in it (GB/T 2260: pairs of digits, 00 for the whole)."""
    number = int(code)
    if number % 10_000 == 0:
        return number, number + 9_999
    return (number, number + 99) if number % 100 == 0 else (number, number)


def _values(figure: Figure, grouped: Grouped) -> list[Value]:
    if figure.kind in _TENTHS:
        tenths = _TENTHS[figure.kind]
        return [Value(len(each), len(each), quantile(each, tenths)) for each in grouped.times(figure.counts)]
    counted = grouped.count(figure.counts)
    if figure.among is None:
        return [Value(number) for number in counted]
    return [Value(number, among) for number, among in zip(counted, grouped.count(figure.among), strict=True)]


def _nothing(figure: Figure) -> Value:
    return Value(0, 0 if figure.among else None)


def figure_of(key: str) -> Figure | None:
    """The figure with this key, or None."""
    return BY_KEY.get(key)
