"""统计: the figures of any period for what the officer's unit handles, and the reports behind every figure (§五.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.domain.figures import BY_KEY, Figure
from portal.domain.plain_text import clean
from portal.domain.policy import coordinates
from portal.domain.units import UnitTree
from portal.domain.vocabulary import ProblemType, Role
from portal.queries.closed_periods import figures_to_keep, find_closed
from portal.queries.counted_reports import counted_page
from portal.queries.figures import By, Scope, Statistics
from portal.queries.places import regions
from portal.queries.statistics_page import Line, key_of, lines, name_of, ordered
from portal.services import closing
from portal.services.errors import Invalid
from portal.store import Site
from portal.store.facts import load_tree
from portal.web.desk.blueprint import blueprint
from portal.web.figure_charts import bars, courses, field, months_shown
from portal.web.figure_text import FigureText
from portal.web.guards import may_enter
from portal.web.pages import asked_page, turn_page
from portal.web.sessions import actor
from portal.web.statistics_query import (
    OVERVIEW,
    VIEWS,
    StatisticsQuery,
    last_month,
    read_period,
    read_query,
    usual_periods,
)
from portal.web.workings import context, reader, today, workings

MOST_LINES = 200
"""Lines of a table on a page; files hold all of them."""


@dataclass(frozen=True)
class Desk:
    """What the officer may count: the query, the tree, the reports of the scope, and the figures as of today."""

    query: StatisticsQuery
    tree: UnitTree
    scope: Scope
    statistics: Statistics

    def lines(self) -> list[Line]:
        """The table's lines in the order asked for."""
        query = self.query
        found = lines(reader(), self.tree, self.statistics, query.period, self.scope, query.by, self.counted())
        if query.sort not in BY_KEY:
            return found
        minimum = workings().settings.ranking_minimum
        return ordered(found, BY_KEY[query.sort], minimum, descending=query.descending)

    def counted(self) -> list[Figure]:
        """The figures of the view, and the one that the table is sorted by."""
        figures, charted = self.query.figures, _charted(self.query)
        return figures if charted in figures else [*figures, charted]


@blueprint.get("/statistics")
@may_enter(Role.OFFICER)
def statistics() -> ResponseReturnValue:
    """The figures of a period beside the period before and the year before, and a table of what they are made of."""
    desk = asked_desk()
    query, counted = desk.query, desk.statistics
    periods = [query.period, *query.period.comparable(today())]
    totals = [counted.totals(period, desk.scope, query.figures) for period in periods]
    found = desk.lines()
    closed = find_closed(reader(), query.period)
    charted, months = _charted(query), months_shown(query.period)
    return render_template(
        "desk/statistics.html",
        query=query,
        periods=periods,
        totals=totals,
        lines=found[:MOST_LINES],
        left_out=max(0, len(found) - MOST_LINES),
        views=_views(query),
        groupings=_groupings(query),
        choices=_choices(desk),
        courses=courses(counted, desk.scope, desk.counted(), months),
        charted=charted,
        field=field(counted, desk.tree, desk.scope, charted, months, found) if query.by is By.UNIT else None,
        bars=bars(charted, found, query.by.label.removeprefix("按")) if query.by not in (By.UNIT, By.MONTH) else None,
        complete=counted.sheet.complete,
        closed=closed,
        corrections=closed.corrections(desk.tree, counted, desk.scope.unit) if closed else [],
        may_close=closed is None
        and query.period.is_regular
        and query.period.last < today()
        and coordinates(actor(), desk.tree),
        close_address=query.address(url_for("desk.close_period")),
        minimum=workings().settings.ranking_minimum,
        words=FigureText,
        addresses=Addresses(query),
        usual=[
            (each.name, replace(query, period=each).address(url_for("desk.statistics")))
            for each in usual_periods(today())
        ],
    )


@blueprint.post("/statistics/close")
@may_enter(Role.OFFICER)
def close_period() -> ResponseReturnValue:
    """Close a period: its figures are kept as they are now."""
    desk = asked_desk()
    period, counted = desk.query.period, desk.statistics
    if not coordinates(actor(), desk.tree):
        abort(403)
    if read_period(request.args) is None:
        abort(404)
    try:
        kept = figures_to_keep(desk.tree, counted, period)
        closing.close_period(context(), actor(), period, kept, complete=counted.sheet.complete)
    except Invalid as invalid:
        flash(invalid.problems[0].message, "error")
    else:
        flash(f"{period.name}已封账，今后的变动会作为更正列出。", "success")
    return redirect(desk.query.address(url_for("desk.statistics")), 303)


@blueprint.get("/statistics/reports")
@may_enter(Role.OFFICER)
def counted_reports() -> ResponseReturnValue:
    """The very reports behind one figure, or behind its denominator."""
    desk = asked_desk()
    figure, times, heading = reports_behind(desk)
    among = request.args.get("among") == "yes"
    here = {name: value for name, value in given().items() if name != "among"}
    return render_template(
        "desk/counted_reports.html",
        figure=figure,
        heading=heading,
        query=desk.query,
        found=counted_page(reader(), desk.tree, sorted(set(times)), asked_page()),
        times=len(times),
        among=among,
        back=desk.query.address(url_for("desk.statistics")),
        views=[
            ("计入的留言", url_for("desk.counted_reports", **here), None, not among),
            ("分母中的留言", url_for("desk.counted_reports", **here, among="yes"), None, among),
        ] if figure.among not in (None, figure.counts) else [],
        files={form: url_for("desk.export_counted", form=form, **given()) for form in ("xlsx", "csv")},
        turn=turn_page,
    )  # fmt: skip


def asked_desk() -> Desk:
    """What the address asks, no further than the unit's own subtree."""
    tree, query = load_tree(reader()), read_query(request.args, last_month(today()))
    own = tree.resolve(actor().unit or tree.root)
    chosen = tree.find(query.unit) if query.unit else None
    unit = chosen.id if chosen is not None else own
    if not tree.within(unit, own):
        abort(403)
    site = reader().scalar(select(Site.id).where(Site.code == query.site_code)) if query.site_code else None
    scope = Scope(
        # Only the whole province counts what no unit has been given yet.
        unit=None if unit == tree.root else unit,
        region=query.region or None,
        problem_type=query.problem_type,
        site=-1 if query.site_code and site is None else site,
    )
    sheet = workings().sheets.present(reader())
    return Desk(query, tree, scope, Statistics(sheet, today()))


def reports_behind(desk: Desk) -> tuple[Figure, list[int], str]:
    """A figure, the reports that it counts, each as often as it is counted, and where."""
    figure = BY_KEY.get(request.args.get("figure", ""))
    if figure is None:
        abort(404)
    within, parts = None, [desk.query.period.name]
    if name := clean(request.args.get("within")):
        key = key_of(reader(), desk.tree, desk.query.by, name)
        if key is None:
            abort(404)
        within = (desk.query.by, key)
        parts.append(name_of(reader(), desk.tree, desk.query.by, key, desk.scope))
    among = request.args.get("among") == "yes"
    times = desk.statistics.reports(figure, desk.query.period, desk.scope, within, among=among)
    return figure, times, "，".join(parts)


@dataclass(frozen=True)
class Addresses:
    """Where the parts of the page lead."""

    query: StatisticsQuery

    def reports(self, figure: Figure, within: str = "") -> str:
        """The reports behind a figure."""
        return self.query.address(url_for("desk.counted_reports"), figure=figure.key, within=within, sort="", order="")

    def sort(self, figure: Figure) -> str:
        """The table by this figure; once more, the other way round."""
        turn = self.query.sort == figure.key and self.query.descending
        return self.query.address(url_for("desk.statistics"), sort=figure.key, order="up" if turn else "")

    def deeper(self, line: Line) -> str:
        """The same for what lies below a unit."""
        return self.query.address(url_for("desk.statistics"), unit=line.deeper)

    def export(self, form: str) -> str:
        """The table as a file."""
        return self.query.address(url_for("desk.export_statistics", form=form))


def _charted(query: StatisticsQuery) -> Figure:
    """The figure that is drawn: the one that the table is sorted by, or the chief one of the view."""
    if query.sort in BY_KEY:
        return BY_KEY[query.sort]
    return BY_KEY["on_time"] if query.view == OVERVIEW else query.figures[0]


def given() -> dict[str, Any]:
    """The address's own parameters, but for the page."""
    return {name: value for name, value in request.args.items() if name != "page"}


def _views(query: StatisticsQuery) -> list[tuple[str, str, None, bool]]:
    path = url_for("desk.statistics")
    return [
        (words, query.address(path, view=view, sort="", order=""), None, view == query.view)
        for view, words in VIEWS.items()
    ]


def _groupings(query: StatisticsQuery) -> list[tuple[str, str, None, bool]]:
    path = url_for("desk.statistics")
    return [(by.label, query.address(path, by=by.value, sort="", order=""), None, by is query.by) for by in By]


def _choices(desk: Desk) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: units of the own subtree, regions, problem types."""
    tree, own = desk.tree, desk.tree.resolve(actor().unit or desk.tree.root)
    units = [(unit.code, unit.name) for unit in tree if unit.in_use and unit.id != own and tree.within(unit.id, own)]
    return {
        "unit": [("", f"{tree[own].name}及下属单位"), *units],
        "region": [("", "全部地区"), *((each.code, each.name) for each in regions(reader()))],
        "problem_type": [("", "全部类型"), *ProblemType.choices()],
    }
