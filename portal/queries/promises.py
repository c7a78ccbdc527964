"""Promised corrections (§四 持续整改跟踪): which are open, which are overdue, and which were kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from portal.domain.policy import Actor
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Rectification, Role
from portal.queries.list_filters import units_named
from portal.queries.steering import unindexed
from portal.queries.worklists import PAGE, find_text
from portal.store import Reply, Report, Site
from portal.store.facts import load_tree, rectification


@dataclass(frozen=True, slots=True)
class Promise:
    """One promised correction; ``mine``: the actor's unit made it, and reports it done."""

    report: Report
    site_name: str
    unit_name: str
    correct_by: date
    state: Rectification
    days_left: int
    mine: bool

    @property
    def words(self) -> str:
        """How much time is left, in words; days of the calendar, for the promise names a day."""
        if self.state is Rectification.DONE:
            return "已报告整改完成"
        if self.days_left < 0:
            return f"逾期 {-self.days_left} 天"
        return "今天到期" if self.days_left == 0 else f"还有 {self.days_left} 天"

    @property
    def tone(self) -> str:
        """How a tag shows it."""
        if self.state is Rectification.DONE:
            return "ok"
        if self.days_left < 0:
            return "bad"
        return "warn" if self.days_left <= 3 else "neutral"


@dataclass(frozen=True, slots=True)
class PromiseQuery:
    """Which promises: ``state`` None means all that are not yet kept; ``text`` looks in number, site and address.

    ``unit``: those that the unit with this code made or one below it, with ``only`` those of that unit itself.
    """

    state: Rectification | None = None
    text: str = ""
    unit: str = ""
    only: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class PromiseList:
    """One page of promises; ``counts`` tells how many of the whole list are in each state."""

    lines: Sequence[Promise]
    page: int
    pages: int
    counts: dict[Rectification, int]
    tree: UnitTree


def list_promises(session: Session, actor: Actor, query: PromiseQuery, today: date) -> PromiseList:
    """The promises of the actor's unit and of all below it, what is due first on top; five queries."""
    tree = load_tree(session)
    narrowed = _narrowed(actor, tree, query)
    counts = _counted(session, narrowed, today)
    done = _joined(select(func.count())).where(*narrowed, _in_state(DONE, today))
    counts[DONE] = session.scalar(done) or 0
    total = sum(counts[state] for state in _wanted(query.state))
    pages = max(1, -(-total // PAGE))
    page = min(max(1, query.page), pages)
    wanted = _chosen(actor, tree, query, today).offset((page - 1) * PAGE).limit(PAGE)
    here = tree.resolve(actor.unit) if actor.unit is not None else None
    lines = [
        Promise(
            report=report,
            site_name=site or report.site_name or "",
            unit_name=tree[tree.resolve(reply.unit_id)].name,
            correct_by=reply.correct_by,
            state=state,
            days_left=(reply.correct_by - today).days,
            mine=tree.resolve(reply.unit_id) == here,
        )
        for report, reply, site in session.execute(wanted)
        if reply.correct_by is not None
        and (state := rectification(reply.finding, report.rectified_on, reply.correct_by, today)) is not None
    ]
    return PromiseList(lines, page, pages, counts, tree)


def count_open(session: Session, actor: Actor, tree: UnitTree, today: date) -> dict[Rectification, int]:
    """How many promises of the actor's unit, and of all below it, are overdue and how many are not yet due; one
    query."""
    return _counted(session, _conditions(actor, tree), today)


def late_promises(session: Session, tree: UnitTree, today: date) -> dict[int, int]:
    """For each unit how many of its promises have passed their day without a report of completion; one query."""
    late = _joined(select(Reply.unit_id, func.count())).where(_in_state(OVERDUE, today))
    found: dict[int, int] = {}
    for unit_id, count in session.execute(late.group_by(Reply.unit_id)):
        unit = tree.resolve(unit_id)
        found[unit] = found.get(unit, 0) + count
    return found


def promised_numbers(session: Session, actor: Actor, query: PromiseQuery, today: date) -> list[str]:
    """The numbers of the whole list, at most a thousand, so that the next one can be opened after a step."""
    wanted = _chosen(actor, load_tree(session), query, today).with_only_columns(
        Report.number, maintain_column_froms=True
    )
    return list(session.scalars(wanted.limit(1000)))


OVERDUE, PROMISED, DONE = Rectification.OVERDUE, Rectification.PROMISED, Rectification.DONE
_NEWEST = select(func.max(Reply.version)).where(Reply.report_id == Report.id).correlate(Report).scalar_subquery()


def _wanted(state: Rectification | None) -> tuple[Rectification, ...]:
    return (OVERDUE, PROMISED) if state is None else (state,)


def _joined(wanted: Any) -> Any:
    return (
        wanted.select_from(Report)
        .join(Reply, (Reply.report_id == Report.id) & (Reply.version == _NEWEST))
        .outerjoin(Site, Site.id == Report.site_id)
    )


def _chosen(actor: Actor, tree: UnitTree, query: PromiseQuery, today: date) -> Select[Any]:
    conditions = [*_narrowed(actor, tree, query), _in_state(query.state, today)]
    rows: Select[Any] = _joined(select(Report, Reply, Site.name)).where(*conditions)
    if query.state is DONE:
        return rows.order_by(Report.rectified_on.desc(), Report.id.desc())
    return rows.order_by(Reply.correct_by, Report.id)


def _narrowed(actor: Actor, tree: UnitTree, query: PromiseQuery) -> list[ColumnElement[bool]]:
    made_by = [unindexed(Reply.unit_id).in_(units_named(query.unit, query.only, tree))] if query.unit else []
    return [*_conditions(actor, tree), *find_text(query.text), *made_by]


def _conditions(actor: Actor, tree: UnitTree) -> list[ColumnElement[bool]]:
    """Promises that a unit within the actor's reach made, published or not.

    A merged unit's promises are its successor's.
    """
    if actor.role is not Role.OFFICER or actor.unit is None:
        return [Report.id.is_(None)]
    if tree.resolve(actor.unit) == tree.root:
        return []
    return [unindexed(Reply.unit_id).in_(tree.subtree(actor.unit))]


def _in_state(state: Rectification | None, today: date) -> ColumnElement[bool]:
    """Only finished reports have an open promise, or one that was kept and is not being handled anew."""
    if state is DONE:
        return and_(Report.rectified_on.is_not(None), Report.finished_at.is_not(None))
    if state is None:
        return Report.promised_for.is_not(None)
    return Report.promised_for < today if state is OVERDUE else Report.promised_for >= today


def _counted(session: Session, conditions: Sequence[ColumnElement[bool]], today: date) -> dict[Rectification, int]:
    """Those that are open, which an index finds among all that is finished."""
    sums = [func.coalesce(func.sum(case((_in_state(state, today), 1), else_=0)), 0) for state in (OVERDUE, PROMISED)]
    row = session.execute(_joined(select(*sums)).where(*conditions, _in_state(None, today))).one()
    return dict(zip((OVERDUE, PROMISED), map(int, row), strict=True))
