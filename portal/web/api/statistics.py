"""The public statistics as JSON."""

from __future__ import annotations

from typing import Any

from portal.domain.figures import BY_KEY, FIGURES, Figure
from portal.domain.periods import Period
from portal.queries.figures import Scope, Statistics, Value, Values
from portal.queries.statistics_page import lines
from portal.store.facts import load_tree
from portal.web.api.blueprint import blueprint
from portal.web.api.schemas import StatisticsQuestion, StatisticsSchema, StatisticsWanted
from portal.web.workings import reader, today, workings


@blueprint.route("/statistics")
@blueprint.doc(summary="办理统计", operationId="statistics")
@blueprint.arguments(StatisticsQuestion, location="query")
@blueprint.response(200, StatisticsSchema, description="这个统计期的全部指标")
@blueprint.alt_response(304, description="与您已有的相同")
def statistics(wanted: StatisticsWanted) -> dict[str, Any]:
    """Every figure of a period with numerator and denominator, in all and by region, type or month."""
    period, by = wanted.period or Period.year(today().year), wanted.by
    counted = Statistics(workings().sheets.present(reader()), today())
    return {
        "first": period.first,
        "last": period.last,
        "complete": counted.sheet.complete,
        "figures": _told(counted.totals(period)),
        "groups": [
            {"key": line.key, "name": line.name, "figures": _told(line.values)}
            for line in (lines(reader(), load_tree(reader()), counted, period, Scope(), by, FIGURES) if by else ())
        ],
    }


def _told(values: Values) -> list[dict[str, Any]]:
    return [_figure(BY_KEY[key], value) for key, value in values.items()]


def _figure(figure: Figure, value: Value) -> dict[str, Any]:
    return {
        "key": figure.key,
        "name": figure.name,
        "basis": figure.basis.value,
        "counted": value.counted,
        "among": value.among,
        # Cut off like the rates on pages, or the two would differ in their last digit.
        "rate": value.counted * 10_000 // value.among / 10_000 if value.among and value.minutes is None else None,
        "hours": round(value.minutes / 60, 2) if value.minutes is not None else None,
    }
