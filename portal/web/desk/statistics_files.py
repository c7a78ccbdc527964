"""The statistics to take home: a table with its denominators, and the reports behind a figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.domain.figure_words import said
from portal.domain.figures import Figure
from portal.domain.import_columns import Subject
from portal.domain.vocabulary import Role
from portal.queries.counted_reports import COLUMNS, counted_rows
from portal.queries.figures import Values
from portal.services.taking_home import record_export
from portal.web.desk.blueprint import blueprint
from portal.web.desk.statistics import Desk, asked_desk, given, reports_behind
from portal.web.guards import may_enter
from portal.web.sessions import actor
from portal.web.table_files import XLSX_LIMIT, Cell, csv_file, xlsx_file
from portal.web.workings import context


@blueprint.get("/statistics/export.<any(csv, xlsx):form>")
@may_enter(Role.OFFICER)
def export_statistics(form: str) -> ResponseReturnValue:
    """The table with its denominators, whole or for the figures of one view."""
    desk = asked_desk()
    record_export(context(), actor(), "statistics", form, len(table := list(_table(desk))) - 1)
    name = f"statistics-{desk.query.period.first}-{desk.query.period.last}.{form}"
    return csv_file(name, table) if form == "csv" else xlsx_file(name, ("统计", table))


@blueprint.get("/statistics/reports/export.<any(csv, xlsx):form>")
@may_enter(Role.OFFICER)
def export_counted(form: str) -> ResponseReturnValue:
    """The reports behind a figure, without the citizens' words; too many for a workbook lead to the CSV."""
    desk = asked_desk()
    _, times, _ = reports_behind(desk)
    ids = sorted(set(times))
    if form == "xlsx" and len(ids) > XLSX_LIMIT:
        return redirect(url_for("desk.export_counted", form="csv", **given()), 303)
    record_export(context(), actor(), Subject.REPORTS, form, len(ids))
    rows = chain([COLUMNS], counted_rows(context().database, desk.tree, ids))
    name = f"reports-{desk.query.period.first}-{desk.query.period.last}.{form}"
    return csv_file(name, rows) if form == "csv" else xlsx_file(name, (Subject.REPORTS.label, rows))


def _table(desk: Desk) -> Iterator[list[Cell]]:
    """For each figure what pages show and, apart, numerator and denominator, so that others can count on."""
    figures = desk.query.figures
    heads = [
        [each.name]
        if each.among is None
        else [f"{each.name}（小时）", f"{each.name}（件数）"]
        if each.is_time
        else [each.name, f"{each.name}（分子）", f"{each.name}（分母）"]
        for each in figures
    ]
    yield [desk.query.by.label.removeprefix("按"), *chain.from_iterable(heads)]
    total = desk.statistics.totals(desk.query.period, desk.scope, figures)
    yield ["合计", *_cells(figures, total)]
    for line in desk.lines():
        yield [line.name, *_cells(figures, line.values)]


def _cells(figures: Iterable[Figure], values: Values) -> Iterator[Cell]:
    for figure in figures:
        value = values[figure.key]
        if figure.among is None:
            yield value.counted
        elif figure.is_time:
            yield from ("" if value.minutes is None else round(value.minutes / 60, 2), value.n)
        else:
            yield from (said(figure, value.counted, value.among, None), value.counted, value.among or 0)
