"""The supervisor's cockpit (§二 督促办理, §五.4): what is late, lies still, goes round in circles or is on the rise.

Everything is counted for one organizing unit and what lies below it. Each number has a list of reports behind it, and
is counted with the conditions of that list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, select
from sqlalchemy.orm import Session, aliased

from portal.domain.supervision import Horizon, Span, rises, span_until
from portal.domain.units import Unit, UnitTree
from portal.domain.vocabulary import OPEN_STATES, Lateness, State, Waiting
from portal.queries.duties import counting, is_unregistered, went_back_often
from portal.queries.list_filters import held_when_due, is_late, submitted, waits_so_long
from portal.queries.promises import late_promises
from portal.queries.steering import unindexed
from portal.queries.worklists import RUNNING
from portal.store import Clock, Fact, Holding, Report, RisingWord, Site
from portal.store.base import TermType
from portal.store.facts import RISING_UNTIL

MOST_SITES = 8
"""Websites on the rise that are shown."""


@dataclass
class UnitLine:
    """What a unit answers for, with everything below it unless it is the supervisor's ``own`` desk alone.

    ``late`` counts what its desks hold, ``charged`` what they held when it fell due; ``promises`` are corrections
    whose day has passed.
    """

    unit: Unit
    own: bool
    late: dict[Lateness, int] = field(default_factory=lambda: dict.fromkeys(Lateness, 0))
    charged: int = 0
    promises: int = 0

    @property
    def pressing(self) -> bool:
        """True if there is anything to tell."""
        return bool(self.charged or self.promises or any(self.late.values()))


@dataclass
class DeskLine:
    """How long reports have lain on one desk in one state; ``unit`` is None for all desks together."""

    unit: Unit | None
    state: State
    waits: dict[Waiting, int] = field(default_factory=lambda: dict.fromkeys(Waiting, 0))

    @property
    def still(self) -> int:
        """Those that lie there for more than the one day that everything takes."""
        return sum(self.waits.values()) - self.waits[Waiting.FRESH]


@dataclass(frozen=True, slots=True)
class Rise:
    """A website or a word with what was counted lately and before; ``key`` is what its list is asked for by."""

    key: str
    name: str
    recent: int
    before: int


@dataclass
class Cockpit:
    """Everything on the page. ``waiting`` waits for dispatch or, below the provincial office, to be passed on.

    ``words_span`` is None until the words were first counted.
    """

    scope: Unit
    is_root: bool
    late: dict[Lateness, int] = field(default_factory=lambda: dict.fromkeys(Lateness, 0))
    waiting: int = 0
    returned: int = 0
    unanswered: int = 0
    unregistered: int = 0
    promises: int = 0
    units: Sequence[UnitLine] = ()
    states: Sequence[DeskLine] = ()
    desks: Sequence[DeskLine] = ()
    sites: Sequence[Rise] = ()
    words: Sequence[Rise] = ()
    span: Span | None = None
    words_span: Span | None = None


def look(session: Session, unit: int, tree: UnitTree, horizon: Horizon) -> Cockpit:
    """The cockpit of an organizing unit; seven queries."""
    here = tree.resolve(unit)
    below = tree.subtree(here)
    cockpit = Cockpit(tree[here], here == tree.root)
    groups = _open_reports(session, horizon)
    held = [row for row in groups if row.holder_id in below]
    for row in held:
        if row.late is not None:
            cockpit.late[row.late] += row.reports
        cockpit.waiting += row.reports if row.state is State.TRIAGE and not cockpit.is_root else 0
        cockpit.returned += row.returned
        cockpit.unanswered += row.urged
        cockpit.unregistered += row.unregistered
    if cockpit.is_root:
        received = _received(session)
        cockpit.waiting, cockpit.unregistered = received[0], cockpit.unregistered + received[1]
    promises = {each: count for each, count in late_promises(session, tree, horizon.today).items() if each in below}
    cockpit.promises = sum(promises.values())
    cockpit.units = _unit_lines(groups, promises, below, here, tree)
    cockpit.states, cockpit.desks = _desk_lines(held, tree)
    cockpit.span = span_until(horizon.today)
    cockpit.sites = rising_sites(session, cockpit.span, None if cockpit.is_root else below)
    cockpit.words, cockpit.words_span = _rising_words(session, here)
    return cockpit


def _open_reports(session: Session, horizon: Horizon) -> Sequence[Any]:
    """How many open reports there are by holder, state, deadline, waiting and the unit charged with their delay.

    Those of all units: whoever is charged may have passed a report on to a unit above the one that looks.
    """
    now_held, then_held = aliased(Holding, name="now_held"), aliased(Holding, name="then_held")
    keys = (
        Report.holder_id,
        Report.state,
        _first_of({late: is_late(late, horizon) for late in Lateness}).label("late"),
        _first_of({waiting: waits_so_long(waiting, horizon, now_held) for waiting in Waiting}).label("waiting"),
        then_held.unit_id.label("charged"),
    )
    counted = (
        func.count().label("reports"),
        counting(Report.urged_at.is_not(None)).label("urged"),
        counting(went_back_often()).label("returned"),
        counting(is_unregistered()).label("unregistered"),
    )
    wanted = select(*keys, *counted).select_from(Report).outerjoin(*RUNNING)
    wanted = wanted.outerjoin(now_held, and_(now_held.report_id == Report.id, now_held.until.is_(None)))
    wanted = wanted.outerjoin(then_held, and_(Clock.due_at <= horizon.now, *held_when_due(then_held)))
    grouped = wanted.where(Report.state.in_(OPEN_STATES)).group_by(*keys[:2], "late", "waiting", then_held.unit_id)
    return session.execute(grouped).all()


def _first_of(conditions: Mapping[Any, ColumnElement[bool]]) -> ColumnElement[Any]:
    """The first term whose condition is met, or none."""
    return case(*((condition, literal(term, TermType(type(term)))) for term, condition in conditions.items()))


def _received(session: Session) -> tuple[int, int]:
    """How many reports wait for dispatch, and how many of them are about missing websites."""
    counted = select(func.count(), func.coalesce(counting(is_unregistered()), 0))
    waiting, unregistered = session.execute(counted.where(Report.state == State.RECEIVED)).one()
    return waiting, int(unregistered)


def _unit_lines(
    groups: Iterable[Any], promises: dict[int, int], below: frozenset[int], here: int, tree: UnitTree
) -> list[UnitLine]:
    """A line for the own desk and for each unit directly below, with all that it stands above; the latest first."""
    lines: dict[int, UnitLine] = {}

    def line(unit: int) -> UnitLine:
        path = (tree.resolve(unit), *tree.above(unit))
        child = path[max(0, path.index(here) - 1)]
        return lines.setdefault(child, UnitLine(tree[child], child == here))

    for row in groups:
        if row.holder_id in below and row.late is not None:
            line(row.holder_id).late[row.late] += row.reports
        if row.charged in below:
            line(row.charged).charged += row.reports
    for unit, count in promises.items():
        line(unit).promises += count
    return sorted(
        (each for each in lines.values() if each.pressing),
        key=lambda each: (-each.late[Lateness.OVERDUE], -each.charged, -each.promises, each.unit.code),
    )


def _desk_lines(held: Iterable[Any], tree: UnitTree) -> tuple[list[DeskLine], list[DeskLine]]:
    """A line for each state, and one for each desk in each state where something lies still, the worst first."""
    states = {state: DeskLine(None, state) for state in State if state in OPEN_STATES}
    desks: dict[tuple[int, State], DeskLine] = {}
    for row in held:
        if row.waiting is None:
            continue
        unit = tree.resolve(row.holder_id)
        desk = desks.setdefault((unit, row.state), DeskLine(tree[unit], row.state))
        for line in (states[row.state], desk):
            line.waits[row.waiting] += row.reports
    worst = sorted(
        (each for each in desks.values() if each.still),
        key=lambda each: [-each.waits[waiting] for waiting in reversed(Waiting)],
    )
    return list(states.values()), worst


def rising_sites(session: Session, span: Span, within: frozenset[int] | None) -> list[Rise]:
    """The websites that more reports came about than before, the steepest first; None means all of the province."""
    lately, formerly = (
        func.sum(case((and_(*submitted(*days)), 1), else_=0))
        for days in ((span.since, span.until), (span.before_since, span.before_until))
    )
    counted = select(Report.site_id, lately.label("recent"), formerly.label("before")).where(
        *submitted(span.before_since, span.until), Report.site_id.is_not(None)
    )
    if within is not None:
        # The days are few and the websites' reports of all years many, so the days are looked up first.
        seen = exists().where(Holding.report_id == Report.id, unindexed(Holding.unit_id).in_(within))
        own = select(Site.id).where(Site.filing_unit_id.in_(within))
        counted = counted.where(unindexed(Report.site_id).in_(own), seen.correlate(Report))
    by_site = counted.group_by(Report.site_id).subquery()
    named = select(Site.code, Site.name, by_site.c.recent, by_site.c.before).join(Site, Site.id == by_site.c.site_id)
    risen = [Rise(*row) for row in session.execute(named) if rises(row.recent, row.before)]
    return sorted(risen, key=lambda each: (each.before - each.recent, each.key))[:MOST_SITES]


def _rising_words(session: Session, unit: int) -> tuple[list[Rise], Span | None]:
    """The words that were counted for the unit, and over which days."""
    counted = session.get(Fact, RISING_UNTIL)
    if counted is None:
        return [], None
    rows = session.scalars(select(RisingWord).where(RisingWord.unit_id == unit).order_by(RisingWord.id))
    return [Rise(row.word, row.word, row.recent, row.before) for row in rows], span_until(
        date.fromisoformat(counted.value)
    )
