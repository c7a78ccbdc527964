"""The figures that a bulletin is drafted from."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from portal.domain.bulletin_draft import Counted, Numbers, Reckoning
from portal.domain.figures import BY_KEY, FIGURES
from portal.domain.periods import Period
from portal.domain.units import UnitTree
from portal.queries.figures import By, Scope, Statistics, Values
from portal.queries.statistics_page import Line, lines

PROVINCE = Scope()
OF_UNITS = [BY_KEY[key] for key in ("received", "finished", "on_time", "median_hours", "published")]


def reckoning(
    session: Session, tree: UnitTree, statistics: Statistics, period: Period, minimum: int, *, tells_last: bool
) -> Reckoning:
    """The province's figures beside those of the period before and of the year before, and those of its units."""
    now, before, year_before = (
        _numbers(statistics.totals(each, PROVINCE, FIGURES)) for each in (period, period.before(), period.year_before())
    )
    by_group, by_office = (
        _counted(lines(session, tree, statistics, period, PROVINCE, by, OF_UNITS)) for by in (By.UNIT, By.OFFICE)
    )
    return Reckoning(period, now, before, year_before, by_group, by_office, minimum, tells_last=tells_last)


def _counted(found: Iterable[Line]) -> list[Counted]:
    return [Counted(line.name, _numbers(line.values)) for line in found]


def _numbers(values: Values) -> dict[str, Numbers]:
    return {key: (value.counted, value.among, value.minutes) for key, value in values.items()}
