"""The filters of the lists of reports beyond state and type: deadlines, desks, waiting, sites, days and rising words.

Each turns what an address says into conditions on reports joined with their running clocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from portal.domain.deadlines import start_of
from portal.domain.supervision import Horizon
from portal.domain.units import UnitTree
from portal.domain.vocabulary import OPEN_STATES, Lateness, Waiting
from portal.store import Clock, Holding, Report, RisingReport, RisingWord, Site

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What narrows a list. ``unit``: open reports held by the unit with this code or one below it, ``charged``: those
    that such a unit held when they fell due; ``only``: by that unit itself, without those below it.

    ``since`` and ``until`` are days of submission in Asia/Shanghai, both included. ``word`` is one of the rising words
    that were counted for the reader's own unit.
    """

    late: Lateness | None = None
    unit: str = ""
    charged: str = ""
    only: bool = False
    waiting: Waiting | None = None
    site: str = ""
    since: date | None = None
    until: date | None = None
    word: str = ""

    @property
    def finds_few(self) -> bool:
        """True if what is left is found by what is open, by a website or by days, and not among all of the past."""
        return bool(self.late or self.unit or self.charged or self.waiting or self.site or self.since or self.word)


def narrowed(by: Narrowing, tree: UnitTree, reader: int | None, horizon: Horizon) -> list[Condition]:
    """The conditions; ``reader`` is the unit of whoever looks."""
    found: list[Condition] = []
    if by.late is not None:
        found += [Report.state.in_(OPEN_STATES), is_late(by.late, horizon)]
    if by.unit:
        found += [Report.state.in_(OPEN_STATES), Report.holder_id.in_(units_named(by.unit, by.only, tree))]
    if by.charged:
        when_due = exists().where(*held_when_due(), Holding.unit_id.in_(units_named(by.charged, by.only, tree)))
        found += [Report.state.in_(OPEN_STATES), when_due.correlate(Report, Clock)]
    if by.waiting is not None:
        waits = (Holding.report_id == Report.id, Holding.until.is_(None), waits_so_long(by.waiting, horizon))
        found += [Report.state.in_(OPEN_STATES), exists().where(*waits).correlate(Report)]
    if by.site:
        found.append(Report.site_id == select(Site.id).where(Site.code == by.site).scalar_subquery())
    if by.word:
        found.append(Report.id.in_(_with_word(by.word, tree, reader)))
    return [*found, *submitted(by.since, by.until)]


def units_named(code: str, only: bool, tree: UnitTree) -> list[int]:
    """The unit with this code, those that merged into it and, unless ``only``, all below; none for an unknown code."""
    unit = tree.find(code)
    if unit is None:
        return []
    return sorted(tree.same(unit.id) if only else tree.subtree(unit.id))


def is_late(late: Lateness, horizon: Horizon) -> Condition:
    """Where the running clock stands."""
    if late is Lateness.OVERDUE:
        return Clock.due_at <= horizon.now
    if late is Lateness.TODAY:
        return and_(Clock.due_at > horizon.now, Clock.due_on < horizon.next_day)
    return and_(Clock.due_at > horizon.now, Clock.due_on >= horizon.next_day, Clock.due_on < horizon.after_next)


def held_when_due(holding: type[Holding] = Holding) -> list[Condition]:
    """The stretch of holding in which the running clock of a report fell due: lateness is charged to its unit."""
    return [
        holding.report_id == Report.id,
        holding.since < Clock.due_at,
        or_(holding.until.is_(None), holding.until >= Clock.due_at),
    ]


def waits_so_long(waiting: Waiting, horizon: Horizon, holding: type[Holding] = Holding) -> Condition:
    """The condition on the present holding of a report."""
    since, until = horizon.came(waiting)
    began = holding.since >= since if since is not None else holding.since.is_not(None)
    return and_(began, holding.since < until) if until is not None else began


def submitted(since: date | None, until: date | None) -> list[Condition]:
    """The condition that a report came on one of these days."""
    first = [Report.submitted_at >= start_of(since)] if since is not None else []
    return [*first, *([Report.submitted_at < start_of(until + timedelta(days=1))] if until is not None else [])]


def _with_word(word: str, tree: UnitTree, reader: int | None) -> Select[Any]:
    """The reports that were counted for this word, for the unit of whoever looks."""
    here = tree.resolve(reader) if reader is not None else None
    counted = select(RisingReport.report_id).join(RisingWord, RisingWord.id == RisingReport.word_id)
    return counted.where(RisingWord.unit_id == here, RisingWord.word == word)
