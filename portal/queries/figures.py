"""Counts the figures of a period for whatever they are grouped by, and finds the reports behind each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.domain.figures import BIT, BY_KEY, FIGURES, PART_MARKS, UNFINISHED, Basis, Figure, Kind
from portal.domain.periods import Period
from portal.domain.vocabulary import ProblemType, Term
from portal.queries.sheet import Rows, Sheet
from portal.store.round_rows import TYPES

Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]
Key = Any
"""What a group is known by: the id of a unit or site, a region code, a problem type, the first day of a month."""

_PART_BIT = {mark: bit for bit, mark in enumerate(PART_MARKS)}
_SHARE = {Kind.MEDIAN: 0.5, Kind.NINETIETH: 0.9}
_DAY = {Basis.RECEIPT: "received", Basis.FINISH: "ended", Basis.HANDLING: "day"}


NOBODY = 0
"""The group of what no unit has been given yet."""


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

    @property
    def n(self) -> int:
        """What the figure rests on."""
        return self.counted if self.among is None else self.among


Values = Mapping[str, Value]
"""By the figures' keys."""


@dataclass(frozen=True, slots=True)
class _Picked:
    """Rows of one table that belong to a period and a scope, as of ``today``."""

    basis: Basis
    today: date
    rows: Rows
    rounds: Rows
    """The same rows, or for parts the rounds that they belong to."""

    def marked(self, mark: str) -> Bools:
        """Which of the rows have a mark."""
        bit = _PART_BIT[mark] if self.basis is Basis.HANDLING else BIT[mark]
        marks = self.rows["marks"]
        has: Bools = marks & marks.dtype.type(1 << bit) != 0
        return has & (self.rows["due"] < self.today.toordinal()) if mark == UNFINISHED else has


@dataclass(frozen=True)
class Statistics:
    """Figures from one sheet as of ``today``: time limits that run out today or later have not been missed yet."""

    sheet: Sheet
    today: date

    def totals(self, period: Period, scope: Scope = Scope(), figures: Iterable[Figure] = FIGURES) -> Values:
        """The figures of everything in the scope."""
        wanted = list(figures)
        found = self._count(period, scope, wanted, lambda picked: np.zeros(len(picked.rows), np.intp), [None])
        return found.get(None) or {figure.key: _nothing(figure) for figure in wanted}

    def table(self, period: Period, scope: Scope, by: By, figures: Iterable[Figure] = FIGURES) -> dict[Key, Values]:
        """The figures of each group; groups without anything to count are left out.

        Units are the children of the scope's unit (or of the root), each with everything below it, and that unit
        itself; regions are prefectures, or where the scope names a region the exact ones.
        """
        keys, group = self._grouping(by, scope)
        return self._count(period, scope, figures, group, keys)

    def reports(
        self, figure: Figure, period: Period, scope: Scope, within: tuple[By, Key] | None = None, *, among: bool = False
    ) -> list[int]:
        """The ids of the reports that a figure counts, or with ``among`` those that it is counted among; an id for each
        time, where a report was handled anew, or several units had a part in it."""
        picked = self._pick(figure.basis, period, scope)
        chosen = picked.marked(figure.among if among and figure.among else figure.counts)
        if within is not None:
            by, key = within
            keys, group = self._grouping(by, scope)
            chosen &= group(picked) == (keys.index(key) if key in keys else -1)
        return sorted(picked.rounds["report"][chosen].tolist())

    def _count(
        self,
        period: Period,
        scope: Scope,
        figures: Iterable[Figure],
        group: Callable[[_Picked], Ints],
        keys: Sequence[Key],
    ) -> dict[Key, Values]:
        found: dict[Key, dict[str, Value]] = {}
        wanted = list(figures)
        for basis in dict.fromkeys(figure.basis for figure in wanted):
            picked = self._pick(basis, period, scope)
            groups = group(picked)
            inside = groups >= 0
            if not inside.all():
                picked = replace(picked, rows=picked.rows[inside], rounds=picked.rounds[inside])
                groups = groups[inside]
            present = np.bincount(groups, minlength=len(keys)).nonzero()[0].tolist()
            for figure in (each for each in wanted if each.basis is basis):
                values = _values(figure, picked, groups, len(keys))
                for number in present:
                    found.setdefault(keys[number], {})[figure.key] = values[number]
        for values_of in found.values():
            for figure in wanted:
                values_of.setdefault(figure.key, _nothing(figure))
        return {key: found[key] for key in keys if key in found}

    def _pick(self, basis: Basis, period: Period, scope: Scope) -> _Picked:
        sheet = self.sheet
        rows = sheet.parts if basis is Basis.HANDLING else sheet.rounds
        days = rows[_DAY[basis]]
        chosen = (days >= period.first.toordinal()) & (days <= period.last.toordinal())
        if scope.unit is not None:
            chosen &= self._places(lambda path: scope.unit in path)[rows["place"]]
        numbers = np.flatnonzero(chosen)
        if basis is Basis.HANDLING:
            charged = rows["marks"][numbers] >> _PART_BIT["charged"] & 1 == 1
            numbers = numbers[~(charged & (days[numbers] >= self.today.toordinal()))]
        rounds = sheet.rounds[sheet.owner[numbers]] if basis is Basis.HANDLING else sheet.rounds[numbers]
        kept = np.ones(len(numbers), np.bool_)
        if scope.problem_type is not None:
            kept &= rounds["problem_type"] == TYPES.index(scope.problem_type)
        if scope.site is not None:
            kept &= rounds["site"] == scope.site
        if scope.region is not None:
            first, last = region_span(scope.region)
            kept &= (rounds["region"] >= first) & (rounds["region"] <= last)
        if kept.all():
            return _Picked(basis, self.today, rows[numbers], rounds)
        return _Picked(basis, self.today, rows[numbers[kept]], rounds[kept])

    def _places(self, test: Callable[[tuple[int, ...]], bool]) -> Bools:
        table = np.zeros(max(self.sheet.paths, default=0) + 1, np.bool_)
        for place, path in self.sheet.paths.items():
            table[place] = test(path)
        return table

    def _grouping(self, by: By, scope: Scope) -> tuple[list[Key], Callable[[_Picked], Ints]]:
        if by is By.UNIT:
            return self._units(scope.unit)
        if by is By.OFFICE:
            return self._offices()
        if by is By.TYPE:
            return list(TYPES), lambda picked: picked.rounds["problem_type"].astype(np.intp)
        if by is By.SITE:
            return _by_number(np.unique(self.sheet.rounds["site"]), lambda picked: picked.rounds["site"])
        if by is By.MONTH:
            return self._months()
        scale = 1 if scope.region is not None else 100
        codes = np.unique(self.sheet.rounds["region"] // scale)
        keys, group = _by_number(codes, lambda picked: picked.rounds["region"] // scale)
        return [f"{key * scale:06d}" for key in keys], group

    def _units(self, top: int | None) -> tuple[list[Key], Callable[[_Picked], Ints]]:
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
        return list(keys), lambda picked: table[picked.rows["place"]]

    def _offices(self) -> tuple[list[Key], Callable[[_Picked], Ints]]:
        """Every unit by itself, without what lies below it."""
        table = np.zeros(max(self.sheet.paths, default=0) + 1, np.intp)
        keys = {NOBODY: 0}
        for place, path in self.sheet.paths.items():
            table[place] = keys.setdefault(path[-1], len(keys))
        return list(keys), lambda picked: table[picked.rows["place"]]

    def _months(self) -> tuple[list[Key], Callable[[_Picked], Ints]]:
        ended = self.sheet.rounds["ended"]
        days = [self.sheet.rounds["received"], ended[ended > 0], self.sheet.parts["day"][self.sheet.parts["day"] > 0]]
        spans = [(int(each.min()), int(each.max())) for each in days if len(each)]
        if not spans:
            return [], lambda picked: np.zeros(0, np.intp)
        first = date.fromordinal(min(start for start, _ in spans)).replace(day=1)
        last = date.fromordinal(max(end for _, end in spans))
        starts = list(Period(first, last).months())
        bounds = np.array([each.toordinal() for each in starts])
        return starts, lambda picked: np.searchsorted(bounds, picked.rows[_DAY[picked.basis]], side="right") - 1


def region_span(code: str) -> tuple[int, int]:
    """The first and the last code of a region with everything in it (GB/T 2260: pairs of digits, 00 for the whole)."""
    number = int(code)
    if number % 10_000 == 0:
        return number, number + 9_999
    return (number, number + 99) if number % 100 == 0 else (number, number)


def _by_number(
    numbers: npt.NDArray[Any], of: Callable[[_Picked], npt.NDArray[Any]]
) -> tuple[list[Key], Callable[[_Picked], Ints]]:
    """Groups by a number of the rounds, 0 being none."""
    known = numbers[numbers > 0]

    def group(picked: _Picked) -> Ints:
        values = of(picked)
        return np.where(values > 0, np.searchsorted(known, values), -1)

    return known.tolist(), group


def _values(figure: Figure, picked: _Picked, groups: Ints, size: int) -> list[Value]:
    counted = picked.marked(figure.counts)
    if figure.kind in _SHARE:
        return _quantiles(picked.rows["minutes"][counted], groups[counted], size, _SHARE[figure.kind])
    numbers = np.bincount(groups[counted], minlength=size).tolist()
    if figure.among is None:
        return [Value(number) for number in numbers]
    whole = np.bincount(groups[picked.marked(figure.among)], minlength=size).tolist()
    return [Value(number, among) for number, among in zip(numbers, whole, strict=True)]


def _quantiles(minutes: npt.NDArray[np.int32], groups: Ints, size: int, share: float) -> list[Value]:
    """The smallest value that ``share`` of each group does not exceed."""
    order = np.lexsort((minutes, groups))
    ordered = minutes[order]
    sizes = np.bincount(groups, minlength=size)
    starts = np.cumsum(sizes) - sizes
    ranks = np.maximum(np.ceil(sizes * share).astype(np.intp) - 1, 0)
    return [
        Value(number, number, int(ordered[start + rank]) if number else None)
        for number, start, rank in zip(sizes.tolist(), starts.tolist(), ranks.tolist(), strict=True)
    ]


def _nothing(figure: Figure) -> Value:
    return Value(0, 0 if figure.among else None)


def figure_of(key: str) -> Figure | None:
    """The figure with this key, or None."""
    return BY_KEY.get(key)
