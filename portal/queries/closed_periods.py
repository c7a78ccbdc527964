"""Closed periods: what their figures were, and what of it has changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.figures import BY_KEY, Figure
from portal.domain.periods import Period
from portal.domain.units import UnitTree
from portal.queries.figures import Scope, Statistics, Value, Values
from portal.store import Account, ClosedPeriod

PROVINCE = ""
"""Stands for the whole province among the codes of units."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that is no longer what it was when its period was closed."""

    unit: str
    figure: Figure
    then: Value
    now: Value


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed period, and who closed it."""

    period: Period
    closed_at: datetime
    by: str
    figures: Mapping[str, Mapping[str, Sequence[int | None]]]

    def value(self, unit: str, key: str) -> Value | None:
        """What a figure of a unit was; None where the unit had nothing to count."""
        told = self.figures.get(unit, {}).get(key)
        return Value(told[0] or 0, told[1], told[2]) if told is not None else None

    def corrections(self, tree: UnitTree, statistics: Statistics, top: int | None) -> list[Correction]:
        """Every figure of ``top`` (None: the province) and of the units below it that has changed since.

        A figure that was defined only after the period was closed has nothing to be compared with.
        """
        known = {key for told in self.figures.values() for key in told} or BY_KEY.keys()
        compared = {key: figure for key, figure in BY_KEY.items() if key in known}
        present = figures_by_unit(tree, statistics, self.period, top)
        changed = []
        for unit in dict.fromkeys([*present, *(code for code in self.figures if _below(tree, code, top))]):
            for key, figure in compared.items():
                then = self.value(unit, key) or Value(0, 0 if figure.among else None)
                now = present[unit][key] if unit in present else Value(0, 0 if figure.among else None)
                if then != now:
                    changed.append(Correction(_name(tree, unit), figure, then, now))
        return changed


def find_closed(session: Session, period: Period) -> Closed | None:
    """The period as it was closed, or None if it is open."""
    wanted = (ClosedPeriod.first_day == period.first) & (ClosedPeriod.last_day == period.last)
    row = session.execute(
        select(ClosedPeriod, Account.display_name).join(Account, Account.id == ClosedPeriod.account_id).where(wanted)
    ).one_or_none()
    if row is None:
        return None
    closed, name = row
    return Closed(period, closed.closed_at, name, closed.figures)


def figures_to_keep(tree: UnitTree, statistics: Statistics, period: Period) -> dict[str, Any]:
    """The figures of the province and of every unit with something to count, as a closed period keeps them."""
    return {
        unit: {key: [value.counted, value.among, value.minutes] for key, value in values.items()}
        for unit, values in figures_by_unit(tree, statistics, period, None).items()
    }


def figures_by_unit(tree: UnitTree, statistics: Statistics, period: Period, top: int | None) -> dict[str, Values]:
    """The figures of every unit that has any, each with all that lay below it then."""
    paths = statistics.sheet.paths.values()
    ids = dict.fromkeys(unit for path in paths if top is None or top in path for unit in path)
    above = set() if top is None else {unit for path in paths if top in path for unit in path[: path.index(top)]}
    scopes = {tree[unit].code: Scope(unit) for unit in ids if unit not in above}
    if top is None:
        scopes = {PROVINCE: Scope(), **scopes}
    found = {code: statistics.totals(period, scope) for code, scope in scopes.items()}
    return {
        code: values for code, values in found.items() if any(value.n or value.counted for value in values.values())
    }


def _below(tree: UnitTree, code: str, top: int | None) -> bool:
    unit = tree.find(code)
    return top is None or (unit is not None and tree.within(unit.id, top))


def _name(tree: UnitTree, code: str) -> str:
    unit = tree.find(code)
    return unit.name if unit is not None else "全省"
