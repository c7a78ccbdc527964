"""统计公开: how well the government answers, for everybody, without a report behind any figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.domain.figures import BY_KEY, FIGURES, Basis, Figure, Group
from portal.domain.periods import Period
from portal.domain.ranking import best_and_worst
from portal.domain.units import UnitTree
from portal.domain.vocabulary import InvalidReason, WithholdReason
from portal.queries.figures import By, Scope, Statistics
from portal.queries.statistics_page import Line, lines
from portal.store.facts import load_tree
from portal.web.figure_charts import courses, months_shown
from portal.web.figure_text import FigureText
from portal.web.public.blueprint import blueprint
from portal.web.statistics_query import EARLIEST, period_parameters, read_period, usual_periods
from portal.web.workings import reader, today, workings

SHOWN = ("received", "finished", "on_time", "median_hours", "confirmed", "corrected", "published", "satisfied")
COMPARED = ("received", "finished", "on_time", "median_hours", "published")
DRAWN = ("received", "on_time", "median_hours")
MOST_UNITS = 10
WHOLE = Scope()


@dataclass(frozen=True)
class Openness:
    """Everything that the public is told of one period."""

    period: Period
    statistics: Statistics
    tree: UnitTree

    def lines(self, by: By, keys: Sequence[str] = COMPARED) -> list[Line]:
        """The figures of each group."""
        return lines(reader(), self.tree, self.statistics, self.period, WHOLE, by, _figures(keys))

    def ranked(self, *, last: bool) -> list[Line]:
        """The offices that finish at least as much in time as the whole province, or less; too few are not ranked."""
        found, whole = self.lines(By.OFFICE), self.statistics.totals(self.period, WHOLE)["on_time"]
        shares = [(line.values["on_time"].counted, line.values["on_time"].among) for line in found]
        best, worst = best_and_worst(shares, (whole.counted, whole.among), workings().settings.ranking_minimum)
        return [found[place] for place in (worst if last else best)[:MOST_UNITS]]


@blueprint.get("/statistics")
def statistics() -> ResponseReturnValue:
    """The figures of a year, or of the period that the address names."""
    told = _told(read_period(request.args) or Period.year(today().year))
    months = months_shown(told.period)
    drawn = courses(told.statistics, WHOLE, _figures(DRAWN), months)
    return render_template(
        "public/statistics.html", **_shown(told), usual=usual_periods(today()), courses=drawn.values()
    )


@blueprint.get("/statistics/<int:year>")
def yearly(year: int) -> ResponseReturnValue:
    """The report of a year that is over and in which something came in, or was still being handled."""
    if not EARLIEST <= year < today().year:
        abort(404)
    told = _told(Period.year(year))
    if year < _first_year(told):
        abort(404)
    before = told.statistics.totals(Period.year(year - 1), WHOLE)
    return render_template("public/yearly.html", **_shown(told), year=year, before=before)


@blueprint.get("/statistics/definitions")
def definitions() -> ResponseReturnValue:
    """Every figure as it is defined."""
    groups = [(group, [figure for figure in FIGURES if figure.group is group]) for group in Group]
    return render_template(
        "public/definitions.html",
        groups=groups,
        marks={figure.key: BY_KEY[figure.among].name for figure in FIGURES if figure.among in BY_KEY},
        bases=Basis,
        minimum=workings().settings.ranking_minimum,
    )


def _told(period: Period) -> Openness:
    sheet = workings().sheets.present(reader())
    return Openness(period, Statistics(sheet, today()), load_tree(reader()))


def _shown(told: Openness) -> dict[str, object]:
    settings = workings().settings
    return {
        "told": told,
        "totals": told.statistics.totals(told.period, WHOLE),
        "earlier": told.statistics.totals(told.period.comparable(today())[1], WHOLE),
        "shown": _figures(SHOWN),
        "compared": _figures(COMPARED),
        "withheld": _figures([f"withheld_{each}" for each in WithholdReason]),
        "refused": _figures([f"refused_{each}" for each in InvalidReason]),
        "by": By,
        "months": told.lines(By.MONTH),
        "period_parameters": period_parameters,
        "first_units": told.ranked(last=False),
        "last_units": told.ranked(last=True) if settings.publish_last_units else [],
        "minimum": settings.ranking_minimum,
        "words": FigureText,
        "complete": told.statistics.sheet.complete,
        "years": range(max(EARLIEST, _first_year(told)), today().year),
    }


def _first_year(told: Openness) -> int:
    months = told.statistics.sheet.months
    return min(months).year if months else today().year


def _figures(keys: Sequence[str]) -> list[Figure]:
    return [BY_KEY[key] for key in keys]
