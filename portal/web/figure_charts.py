"""Charts of one figure: its course over the months beside the year before, and a field of units and months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from portal.domain.figures import Figure, Kind
from portal.domain.periods import Period
from portal.domain.units import UnitTree
from portal.queries.figures import By, Key, Scope, Statistics, Value, Values
from portal.queries.statistics_page import Line
from portal.web.charts import BarChart, HeatChart, LineChart, Series
from portal.web.figure_text import FigureText

MONTHS, MOST_MONTHS = 12, 36
MOST_UNITS = 40
"""Lines of the field and bars: more than this nobody compares by eye."""
_UNITS = {Kind.COUNT: "件", Kind.RATE: "%", Kind.MEDIAN: "小时", Kind.NINETIETH: "小时"}


def months_shown(period: Period) -> list[Period]:
    """The months of a period, or where they are few the year that ends with its last month."""
    last = Period.month(period.last.year, period.last.month)
    months = [Period.month(each.year, each.month) for each in period.months()][-MOST_MONTHS:]
    while len(months) < MONTHS:
        months.insert(0, months[0].before())
    return months if months[-1] == last else [*months, last]


def courses(
    statistics: Statistics, scope: Scope, figures: Sequence[Figure], months: Sequence[Period]
) -> dict[str, LineChart]:
    """For each figure, by its key, its course over the months, and over the same months a year before."""
    present, earlier = (
        statistics.table(Period(span[0].first, span[-1].last), scope, By.MONTH, figures)
        for span in (months, [each.year_before() for each in months])
    )
    return {figure.key: _course(figure, months, present, earlier, statistics.today) for figure in figures}


def _course(
    figure: Figure, months: Sequence[Period], present: Mapping[Key, Values], earlier: Mapping[Key, Values], today: date
) -> LineChart:
    """Months that have not begun are a gap, and no zero."""
    to_come = {each for each in months if each.first > today}
    now = _series("本期", figure, [None if each in to_come else _of(present, each, figure) for each in months])
    before = _series("上年同月", figure, [_of(earlier, each.year_before(), figure) for each in months])
    return LineChart(
        f"{figure.name}：逐月",
        tuple(f"{each.first.year}年{each.first.month}月" for each in months),
        (now, before) if earlier else (now,),
        unit=_UNITS[figure.kind],
        most=100 if figure.kind is Kind.RATE else None,
    )


def _of(found: Mapping[Key, Values], month: Period, figure: Figure) -> Value:
    return found[month.first][figure.key] if month.first in found else Value()


def field(
    statistics: Statistics,
    tree: UnitTree,
    scope: Scope,
    figure: Figure,
    months: Sequence[Period],
    lines: Sequence[Line],
) -> HeatChart:
    """The figure of each unit in each month; the units and their order are those of the table."""
    tables = [statistics.table(each, scope, By.UNIT, [figure]) for each in months]
    rows = []
    for line in lines[:MOST_UNITS]:
        unit = tree.find(line.key)
        values = [table.get(unit.id if unit is not None else 0, {}).get(figure.key, Value()) for table in tables]
        sizes = tuple(_size(figure, each) for each in values)
        rows.append(Series(line.name, sizes, tuple(FigureText.said(figure, each) for each in values)))
    return HeatChart(
        f"{figure.name}：单位和月份",
        tuple(f"{each.first.month}月" if each.first.month > 1 else f"{each.first.year}年1月" for each in months),
        tuple(rows),
        unit=_UNITS[figure.kind],
        most=100 if figure.kind is Kind.RATE else None,
    )


def bars(figure: Figure, lines: Sequence[Line], head: str) -> BarChart:
    """The figure of each line of a table, in its order."""
    shown = lines[:MOST_UNITS]
    return BarChart(
        f"{figure.name}：{head}",
        tuple(line.name for line in shown),
        _series(figure.name, figure, [line.values[figure.key] for line in shown]),
        unit=_UNITS[figure.kind],
        head=head,
        most=100 if figure.kind is Kind.RATE else None,
    )


def _series(name: str, figure: Figure, values: Sequence[Value | None]) -> Series:
    sizes = tuple(None if each is None else _size(figure, each) for each in values)
    if figure.kind is Kind.COUNT:
        return Series(name, sizes)
    return Series(name, sizes, tuple("" if each is None else _in_words(figure, each) for each in values))


def _in_words(figure: Figure, value: Value) -> str:
    return f"{FigureText.said(figure, value)}（{FigureText.basis(figure, value)}）"


def _size(figure: Figure, value: Value) -> float | None:
    """The value as a chart measures it; None where there is nothing to measure."""
    if figure.kind is Kind.COUNT:
        return value.counted
    if figure.kind is Kind.RATE:
        return None if value.share is None else round(value.share * 100, 1)
    return None if value.minutes is None else round(value.minutes / 60, 1)
