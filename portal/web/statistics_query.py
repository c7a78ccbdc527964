"""What an address asks of the statistics: period, scope, grouping and order; and the same written back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from portal.domain.figures import BY_KEY, FIGURES, Figure, Group
from portal.domain.periods import Period
from portal.domain.plain_text import clean
from portal.domain.vocabulary import ProblemType
from portal.queries.figures import By

OVERVIEW = "overview"
_OVERVIEW = (
    "received", "settled", "finished", "on_time", "median_hours", "overdue", "sent_back", "published", "satisfied",
)  # fmt: skip
VIEWS = {OVERVIEW: "概览"} | {group.value: group.label for group in Group}
"""The sets of figures that a table can show."""
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_YEAR = re.compile(r"\d{4}")
EARLIEST, LATEST = 2000, 2100
"""Years that an address may name."""


@dataclass(frozen=True, slots=True)
class StatisticsQuery:
    """One page of statistics. ``unit`` and ``site_code`` are codes; "" is all; ``sort`` is a figure's key."""

    period: Period
    unit: str = ""
    region: str = ""
    problem_type: ProblemType | None = None
    site_code: str = ""
    by: By = By.UNIT
    view: str = OVERVIEW
    sort: str = ""
    descending: bool = True

    @property
    def figures(self) -> list[Figure]:
        """The figures of the view."""
        return figures_of(self.view)

    def address(self, path: str, **changes: Any) -> str:
        """The address of a page with this query and some of it changed; None and "" leave a part out."""
        given = {
            **period_parameters(self.period),
            "unit": self.unit,
            "region": self.region,
            "problem_type": self.problem_type or "",
            "site_code": self.site_code,
            "by": self.by.value,
            "view": self.view if self.view != OVERVIEW else "",
            "sort": self.sort,
            "order": "" if self.descending else "up",
        }
        wanted = {name: value for name, value in (given | changes).items() if value not in (None, "")}
        return f"{path}?{urlencode(wanted)}"


def figures_of(view: str) -> list[Figure]:
    """The figures of a view, in order."""
    if view == OVERVIEW:
        return [BY_KEY[key] for key in _OVERVIEW]
    return [figure for figure in FIGURES if figure.group == view]


def read_query(given: Mapping[str, str], usual: Period) -> StatisticsQuery:
    """What the address asks; whatever makes no sense is left out, and without a period it is the ``usual`` one."""
    sort = given.get("sort", "")
    view = given.get("view", "")
    return StatisticsQuery(
        period=read_period(given) or usual,
        unit=clean(given.get("unit")),
        region=given.get("region", "") if re.fullmatch(r"\d{6}", given.get("region", ""), re.ASCII) else "",
        problem_type=ProblemType.lookup(given.get("problem_type")),
        site_code=clean(given.get("site_code")),
        by=By.lookup(given.get("by")) or By.UNIT,
        view=view if view in VIEWS else OVERVIEW,
        sort=sort if sort in BY_KEY else "",
        descending=given.get("order") != "up",
    )


def read_period(given: Mapping[str, str]) -> Period | None:
    """``period`` as 2026, 2026-Q3 or 2026-10, or days from ``from`` to ``to``, in whichever order."""
    named = given.get("period", "").strip()
    if match := _QUARTER.fullmatch(named):
        return Period.quarter(int(match[1]), int(match[2])) if _known(match[1]) else None
    if (match := _MONTH.fullmatch(named)) and 1 <= int(match[2]) <= 12 and _known(match[1]):
        return Period.month(int(match[1]), int(match[2]))
    if _YEAR.fullmatch(named) and _known(named):
        return Period.year(int(named))
    days = [_day(given.get("from", "")), _day(given.get("to", ""))]
    known = sorted(day for day in days if day is not None)
    return Period(known[0], known[-1]) if known else None


def period_parameters(period: Period) -> dict[str, str]:
    """The period as parameters of an address."""
    months, first = period.months_long, period.first
    if months == 12 and first.month == 1:
        return {"period": str(first.year)}
    if months == 3 and first.month % 3 == 1:
        return {"period": f"{first.year}-Q{first.month // 3 + 1}"}
    if months == 1:
        return {"period": f"{first:%Y-%m}"}
    return {"from": first.isoformat(), "to": period.last.isoformat()}


def usual_periods(today: date) -> list[Period]:
    """The periods offered: this month and the last one, this quarter and the last one, this year and the last one."""
    month = Period.month(today.year, today.month)
    quarter = Period.quarter(today.year, (today.month + 2) // 3)
    year = Period.year(today.year)
    return [month, month.before(), quarter, quarter.before(), year, year.before()]


def last_month(today: date) -> Period:
    """The latest month that is complete."""
    end = today.replace(day=1) - timedelta(days=1)
    return Period.month(end.year, end.month)


def _day(value: str) -> date | None:
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        return None
    return day if EARLIEST <= day.year <= LATEST else None


def _known(year: str) -> bool:
    return EARLIEST <= int(year) <= LATEST
