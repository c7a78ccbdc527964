"""Lists of reports: what lies on a unit's desk, and all that it may see; what is due first stands on top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.deadlines import Calendar
from portal.domain.policy import Actor
from portal.domain.supervision import horizon
from portal.domain.units import UnitTree
from portal.domain.vocabulary import FINISHED_STATES, ProblemType, State, Watch
from portal.queries.clock_view import ClockView, clock_view
from portal.queries.duties import UrgedReport, counting, urged_on, watched
from portal.queries.list_filters import Narrowing, narrowed
from portal.queries.steering import unindexed
from portal.store import Clock, Holding, Report, Site
from portal.store.facts import load_tree

PAGE = 30
"""Reports on one page of a list."""


@dataclass(frozen=True, slots=True)
class Line:
    """One report in a list."""

    report: Report
    site_name: str
    holder_name: str
    clock: ClockView | None


@dataclass(frozen=True, slots=True)
class ReportList:
    """One page of reports; ``counts`` tells how many of the whole list are in each state, ``watches`` how many are
    watched (督办中, 逾期未说明)."""

    lines: Sequence[Line]
    total: int
    page: int
    pages: int
    counts: dict[State, int]
    tree: UnitTree
    watches: dict[Watch, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which list, and its filters. ``mine``: only what lies on the actor's own desk; ``text`` looks in number, site
    and page address."""

    mine: bool = True
    state: State | None = None
    problem_type: ProblemType | None = None
    watch: Watch | None = None
    text: str = ""
    by: Narrowing = field(default_factory=Narrowing)
    page: int = 1


def list_reports(
    session: Session, actor: Actor, query: ListQuery, now: datetime, calendar: Calendar, working_days: int
) -> ReportList:
    """One page of the list, with how many there are in each state before the state filter; seven queries."""
    tree = load_tree(session)
    conditions = _conditions(actor, query, tree, now, calendar)
    counts, watches = _counted(session, conditions, actor, query, tree, now)
    by_state = watches[query.watch] if query.watch is not None else counts
    total = sum(by_state.values()) if query.state is None else by_state.get(query.state, 0)
    conditions += _chosen_tab(actor, query, tree, now)
    pages = max(1, -(-total // PAGE))
    page = min(max(1, query.page), pages)
    wanted = _in_order(_lines().where(*conditions)).offset((page - 1) * PAGE).limit(PAGE)
    lines = [_line(row, tree, now, calendar, working_days) for row in session.execute(wanted)]
    in_all = {watch: sum(each.values()) for watch, each in watches.items()}
    return ReportList(lines, total, page, pages, counts, tree, in_all)


def _counted(
    session: Session,
    conditions: Sequence[ColumnElement[bool]],
    actor: Actor,
    query: ListQuery,
    tree: UnitTree,
    now: datetime,
) -> tuple[dict[State, int], dict[Watch, dict[State, int]]]:
    """How many reports are in each state, and for each watch the same.

    Nothing that is finished is watched, so that a province's past is counted by state alone.
    """
    by_state = select(Report.state, func.count()).select_from(Report).outerjoin(*RUNNING).where(*conditions)
    counts = {row[0]: row[1] for row in session.execute(by_state.group_by(Report.state))}
    sums = [counting(watched(watch, actor, query.mine, tree, now)) for watch in Watch]
    unfinished = select(Report.state, *sums).select_from(Report).outerjoin(*RUNNING)
    unfinished = unfinished.where(*conditions, Report.state.in_(set(State) - FINISHED_STATES)).group_by(Report.state)
    rows: Sequence[Any] = session.execute(unfinished).all()
    return counts, {watch: {row[0]: row[place] for row in rows} for place, watch in enumerate(Watch, start=1)}


def chosen_reports(
    session: Session, actor: Actor, numbers: Sequence[str], now: datetime, calendar: Calendar, working_days: int
) -> ReportList:
    """Exactly these reports as a list of one page, without those that the actor may not see; three queries."""
    tree = load_tree(session)
    wanted = _in_order(_lines().where(seen_by(actor, tree), Report.number.in_(numbers)))
    lines = [_line(row, tree, now, calendar, working_days) for row in session.execute(wanted)]
    return ReportList(lines, len(lines), 1, 1, {}, tree)


def numbers_in_order(session: Session, actor: Actor, query: ListQuery, now: datetime, calendar: Calendar) -> list[str]:
    """The numbers of the whole list, at most a thousand, so that the next report can be opened after a step."""
    tree = load_tree(session)
    conditions = _conditions(actor, query, tree, now, calendar) + _chosen_tab(actor, query, tree, now)
    wanted = _in_order(select(Report.number).outerjoin(*RUNNING).where(*conditions))
    return list(session.scalars(wanted.limit(1000)))


def following(number: str, before: Sequence[str], after: Sequence[str]) -> str | None:
    """The report to open once ``number`` was dealt with: the first behind it in ``before`` that is still in
    ``after``, else the first of what is left; None when nothing is."""
    place = before.index(number) if number in before else -1
    remaining = set(after) - {number}
    behind = (each for each in before[place + 1 :] if each in remaining)
    return next(behind, None) or next((each for each in after if each in remaining), None)


def whole_list(
    session: Session, actor: Actor, query: ListQuery, now: datetime, calendar: Calendar, working_days: int
) -> Iterator[Line]:
    """Every report of the list with its filters, in its order, some at a time in memory."""
    tree = load_tree(session)
    conditions = _conditions(actor, query, tree, now, calendar) + _chosen_tab(actor, query, tree, now)
    wanted = _in_order(_lines().where(*conditions)).execution_options(yield_per=200)
    for row in session.execute(wanted):
        yield _line(row, tree, now, calendar, working_days)


def count_whole(session: Session, actor: Actor, query: ListQuery, now: datetime, calendar: Calendar) -> int:
    """How many reports that list has."""
    tree = load_tree(session)
    conditions = _conditions(actor, query, tree, now, calendar) + _chosen_tab(actor, query, tree, now)
    wanted = select(func.count()).select_from(Report).outerjoin(*RUNNING).where(*conditions)
    return session.scalar(wanted) or 0


RUNNING = (Clock, (Clock.report_id == Report.id) & Clock.ended_at.is_(None))
"""Each report with the clock that runs for it."""


def _in_order(wanted: Any) -> Any:
    return wanted.order_by(Clock.due_at.is_(None), Clock.due_at, Report.id.desc())


def _line(row: Any, tree: UnitTree, now: datetime, calendar: Calendar, working_days: int) -> Line:
    report, site, clock = row
    return Line(
        report=report,
        site_name=site or report.site_name or "",
        holder_name=tree[report.holder_id].name if report.holder_id is not None else "",
        clock=clock_view(clock, now, calendar, working_days) if clock else None,
    )


def _conditions(
    actor: Actor, query: ListQuery, tree: UnitTree, now: datetime, calendar: Calendar
) -> list[ColumnElement[bool]]:
    seen = seen_by(actor, tree, among_few=query.by.finds_few)
    conditions = [_on_desk_of(actor, tree) if query.mine else seen, *find_text(query.text)]
    if query.problem_type is not None:
        conditions.append(Report.problem_type == query.problem_type)
    return [*conditions, *narrowed(query.by, tree, actor.unit, horizon(now, calendar))]


def _chosen_tab(actor: Actor, query: ListQuery, tree: UnitTree, now: datetime) -> list[ColumnElement[bool]]:
    """The tab that was chosen; tabs count the whole list."""
    chosen: list[ColumnElement[bool]] = [Report.state == query.state] if query.state is not None else []
    return [*chosen, watched(query.watch, actor, query.mine, tree, now)] if query.watch is not None else chosen


def urged_here(session: Session, actor: Actor, tree: UnitTree) -> list[UrgedReport]:
    """The oldest reports on the actor's own desk whose urging is not answered; one query."""
    return urged_on(session, _same_unit(tree, tree.resolve(actor.unit) if actor.unit is not None else None))


def _on_desk_of(actor: Actor, tree: UnitTree) -> ColumnElement[bool]:
    """What the unit holds; for the root also what waits for dispatch on nobody's desk."""
    here = tree.resolve(actor.unit) if actor.unit is not None else None
    held = Report.holder_id.in_(_same_unit(tree, here))
    if here == tree.root:
        return or_(held, (Report.state == State.RECEIVED) & Report.holder_id.is_(None))
    return held


def _same_unit(tree: UnitTree, unit: int | None) -> list[int]:
    """The unit and those that merged into it: their holdings are its own."""
    return sorted(tree.same(unit)) if unit is not None else []


def seen_by(actor: Actor, tree: UnitTree, *, among_few: bool = False) -> ColumnElement[bool]:
    """The condition that the actor may see a report, as `policy.may_see` decides it.

    ``among_few``: other conditions leave so few reports that each is looked at, instead of all that the unit ever held.
    """
    if actor.unit is None:
        return Report.id.is_(None)
    if tree.resolve(actor.unit) == tree.root:
        return Report.id.is_not(None)
    below = tree.subtree(actor.unit)
    if among_few:
        held_once = exists().where(Holding.report_id == Report.id, unindexed(Holding.unit_id).in_(below))
        return held_once.correlate(Report)
    return Report.id.in_(select(Holding.report_id).where(Holding.unit_id.in_(below)))


def _lines() -> Any:
    return select(Report, Site.name, Clock).outerjoin(Site, Site.id == Report.site_id).outerjoin(*RUNNING)


def find_text(text: str) -> list[ColumnElement[bool]]:
    """The condition that number, site or page address contain ``text``; none where nothing was typed."""
    wanted = text.strip()
    if not wanted:
        return []
    return [
        or_(
            Report.number.contains(wanted, autoescape=True),
            Report.page_url.contains(wanted, autoescape=True),
            Report.site_name.contains(wanted, autoescape=True),
            Report.site_id.in_(select(Site.id).where(Site.name.contains(wanted, autoescape=True))),
        )
    ]
