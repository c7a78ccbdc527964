"""Charts as templates draw them: numbers turned into places, and into the words that say the same.

Places are percentages of the drawing, so that a chart is as wide as there is room while its letters keep their size.
Values are numbers from 0 up; None is a gap, for where nothing was counted there is no zero either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from math import ceil, floor, log10

Values = Sequence[float | None]

NO_DATA = "无数据"
MOST_SERIES = 5
"""Lines in one chart: no more can be told apart by colour, dashes and marks."""
MARKED_POINTS = 13
"""Points up to which each carries its mark; on longer lines marks would touch each other."""
MOST_NAMES = 6
"""Names below a drawing that is wide."""
SHAPES = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "M-4-4h8v8h-8z",
    "M0-5l5 9h-10z",
    "M0-5l5 5l-5 5l-5-5z",
    "M-2-5h4v3h3v4h-3v3h-4v-3h-3v-4h3z",
)
"""The mark of each series, around the point 0 0: disc, square, triangle, diamond, cross."""


def digits(number: float) -> str:
    """1,234 or 12.5: at most two digits behind the point."""
    text = f"{number:,.2f}"
    return text.rstrip("0").rstrip(".")


def short(number: float) -> str:
    """A number at an axis, where there is little room: 25 万 for 250,000."""
    return f"{digits(number / 10_000)}万" if number >= 100_000 else digits(number)


def ticks(most: float, *, whole: bool = False) -> tuple[float, ...]:
    """Round numbers in equal steps, two to five of them, from 0 to at least ``most``; ``whole``: no fractions."""
    if most <= 0:
        return (0, 1)
    rough = most / 4
    power = 10.0 ** floor(log10(rough))
    factors = (1, 2, 5, 10) if whole and power < 10 else (1, 2, 2.5, 5, 10)
    step = next(factor * power for factor in factors if factor * power >= rough * (1 - 1e-9))
    if whole:
        step = max(1, step)
    return tuple(round(step * number, 9) for number in range(ceil(most / step - 1e-9) + 1))


def scale(values: Values, most: float | None = None) -> tuple[float, ...]:
    """The ticks for these values; ``most`` is the end of a scale that is known beforehand, such as 100 for rates."""
    return ticks(max([most or 0, *(value for value in values if value is not None)]), whole=_whole(values))


def _whole(values: Iterable[float | None]) -> bool:
    return all(float(value).is_integer() for value in values if value is not None)


def spread(number: int, most: int) -> list[int]:
    """At most ``most`` of the places 0 to ``number`` - 1, evenly, the first and the last among them."""
    if number <= most:
        return list(range(number))
    return [round(each * (number - 1) / (most - 1)) for each in range(most)]


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one name; ``words``: each as pages write it, where that is more than its digits: 87.5%（35/40）."""

    name: str
    values: tuple[float | None, ...]
    words: tuple[str, ...] = ()

    def said(self, place: int) -> str:
        """A value in words."""
        value = self.values[place]
        if value is None:
            return NO_DATA
        return self.words[place] if self.words else digits(value)

    @property
    def known(self) -> list[int]:
        """The places that have a value."""
        return [place for place, value in enumerate(self.values) if value is not None]

    def extremes(self) -> tuple[int, int]:
        """Where the largest and the smallest value stand; there must be one."""
        by_size = sorted(self.known, key=lambda place: self.values[place] or 0)
        return by_size[-1], by_size[0]


def _check(labels: Sequence[str], series: Sequence[Series]) -> None:
    for each in series:
        if len(each.values) != len(labels) or (each.words and len(each.words) != len(labels)):
            raise ValueError(f"{each.name}: as many values as labels are needed")


@dataclass(frozen=True)
class LineChart:
    """Up to five series over the same labels, up to 36 of them. ``most``: where the scale ends, if that is known."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    head: str = "月份"
    most: float | None = None

    def __post_init__(self) -> None:
        _check(self.labels, self.series)
        if len(self.series) > MOST_SERIES:
            raise ValueError(f"a chart has at most {MOST_SERIES} lines")

    @property
    def empty(self) -> bool:
        """True if there is nothing to draw."""
        return not any(each.known for each in self.series)

    @cached_property
    def _ticks(self) -> tuple[float, ...]:
        return scale([value for each in self.series for value in each.values], self.most)

    @property
    def grid(self) -> list[tuple[float, str]]:
        """The lines across, each with its height and its number."""
        return [(self.y(tick), short(tick)) for tick in self._ticks]

    def x(self, place: int) -> float:
        """How far to the right a label stands; a single one stands in the middle."""
        return round(100 * place / (len(self.labels) - 1), 2) if len(self.labels) > 1 else 50

    def y(self, value: float) -> float:
        """How far below the top a value stands."""
        return round(100 - 100 * value / self._ticks[-1], 2)

    def runs(self, series: Series) -> Iterator[list[tuple[float, float]]]:
        """The pieces of a line between its gaps, as points."""
        for known, run in groupby(enumerate(series.values), key=lambda pair: pair[1] is not None):
            if known:
                yield [(self.x(place), self.y(value or 0)) for place, value in run]

    def marks(self, series: Series) -> list[tuple[float, float]]:
        """Points that carry the mark of their series: each one, or on a long line both ends of every piece."""
        runs = list(self.runs(series))
        if len(self.labels) <= MARKED_POINTS:
            return [point for run in runs for point in run]
        return [point for run in runs for point in dict.fromkeys((run[0], run[-1]))]

    def dots(self, series: Series) -> list[tuple[float, float]]:
        """Points that a line alone would not show: those between two gaps, and the last one."""
        runs = list(self.runs(series))
        return list(dict.fromkeys(run[-1] for run in runs if len(run) == 1 or run is runs[-1]))

    def shape(self, number: int) -> str:
        """The mark of the series with this number, as a path."""
        return SHAPES[number]

    @property
    def names(self) -> list[tuple[float, str, str, bool]]:
        """Labels below the drawing: place, which end of the text stands there, text, and if narrow ones have it too."""
        last = len(self.labels) - 1
        ends = {0: "start", last: "end"} if last else {}
        return [
            (self.x(place), ends.get(place, "middle"), self.labels[place], place in (0, last))
            for place in spread(len(self.labels), MOST_NAMES)
        ]

    @property
    def strips(self) -> Iterator[tuple[float, float, str]]:
        """Upright stripes, one for each label, with what a pointer that rests there is told."""
        width = round(100 / max(1, len(self.labels) - 1), 2)
        for place, label in enumerate(self.labels):
            values = "，".join(f"{each.name} {each.said(place)}" for each in self.series)
            yield round(self.x(place) - width / 2, 2), width, f"{label}：{values}"

    @property
    def summary(self) -> str:
        """The drawing in words."""
        return "；".join(self._told(each) for each in self.series)

    def _told(self, series: Series) -> str:
        known = series.known
        if not known:
            return f"{series.name}：{NO_DATA}"
        high, low = series.extremes()
        places = {"": known[0], "到": known[-1]} if len(known) > 1 else {"": known[0]}
        course = "".join(f"{word}{self.labels[place]} {series.said(place)}" for word, place in places.items())
        missing = len(series.values) - len(known)
        gaps = f"，另有 {missing} 个{NO_DATA}" if missing else ""
        if series.values[high] == series.values[low]:
            return f"{series.name}：{course}{gaps}"
        bounds = [f"{word} {self.labels[at]} {series.said(at)}" for word, at in (("最高", high), ("最低", low))]
        return f"{series.name}：{course}，{'，'.join(bounds)}{gaps}"


@dataclass(frozen=True)
class BarChart:
    """One value for each label, in the order given. ``links``: where a label leads, "" for nowhere."""

    title: str
    labels: tuple[str, ...]
    values: Series
    unit: str = ""
    head: str = "单位"
    most: float | None = None
    links: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check(self.labels, self.series)

    @property
    def series(self) -> tuple[Series, ...]:
        """The values as what the data table shows."""
        return (self.values,)

    @property
    def empty(self) -> bool:
        """True if there is nothing to draw."""
        return not self.values.known

    @cached_property
    def _ticks(self) -> tuple[float, ...]:
        return scale(self.values.values, self.most)

    @property
    def grid(self) -> list[tuple[float, str]]:
        """The lines upright, each with its place and its number."""
        return [(round(100 * tick / self._ticks[-1], 2), short(tick)) for tick in self._ticks]

    def share(self, place: int) -> float | None:
        """How long a bar is; None where there is no value."""
        value = self.values.values[place]
        return None if value is None else round(100 * value / self._ticks[-1], 2)

    def link(self, place: int) -> str:
        """Where a bar's label leads; nothing for nowhere."""
        return self.links[place] if self.links else ""


@dataclass(frozen=True)
class HeatChart:
    """A value for each row and column, such as unit and month. ``links``: where each value leads, row by row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Series, ...]
    unit: str = ""
    head: str = "单位"
    most: float | None = None
    links: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        _check(self.columns, self.rows)

    @cached_property
    def _ticks(self) -> tuple[float, ...]:
        return scale([value for row in self.rows for value in row.values], self.most)

    @property
    def empty(self) -> bool:
        """True if there is nothing to show."""
        return not any(row.known for row in self.rows)

    def shade(self, value: float | None) -> str:
        """The class of a cell: its step on the scale; zero has no shade, and a gap is told from it."""
        if value is None:
            return "blank"
        return f"shade-{sum(value > tick for tick in self._ticks)}"

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The shades and what each stands for."""
        whole = _whole(value for row in self.rows for value in row.values)
        found = [("shade-0", "0")]
        for step, (low, high) in enumerate(pairwise(self._ticks), start=1):
            least, most = digits(low + 1) if whole else f"超过 {digits(low)}", digits(high)
            found.append((f"shade-{step}", most if least == most else f"{least} 至 {most}"))
        return found

    def link(self, row: int, column: int) -> str:
        """Where a value leads; nothing for nowhere."""
        return self.links[row][column] if self.links else ""
