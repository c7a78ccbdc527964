"""漏报网站: websites that citizens found missing from the register (§三(二)), and how long they have waited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.deadlines import Calendar, day_of, working_days_taken
from portal.domain.policy import Actor
from portal.domain.units import UnitTree
from portal.domain.vocabulary import FINISHED_STATES, ReportKind
from portal.queries.site_register import SiteLine, sponsors_lost
from portal.queries.worklists import PAGE, seen_by
from portal.store import Region, Report
from portal.store.facts import load_tree


@dataclass(frozen=True, slots=True)
class Unlisted:
    """One report of a missing website; ``days`` and ``working_days`` count from the day on which it came in."""

    report: Report
    region: str
    holder: str
    days: int
    working_days: int


@dataclass(frozen=True, slots=True)
class UnlistedList:
    """One page of reports, the oldest first, or those whose website was registered, the newest first.

    ``sponsors_lost`` are the known websites that nobody sponsors any more.
    """

    lines: Sequence[Unlisted]
    page: int
    pages: int
    waiting: int
    registered: int
    sponsors_lost: Sequence[SiteLine]


def list_unlisted(
    session: Session, actor: Actor, registered: bool, page: int, today: date, calendar: Calendar
) -> UnlistedList:
    """What is still to be registered, or was, as far as the actor may see the reports; six queries."""
    tree = load_tree(session)
    seen = [Report.kind == ReportKind.UNLISTED, seen_by(actor, tree)]
    waiting, done = [*seen, *_WAITING], [*seen, Report.site_id.is_not(None)]
    counts = [_count(session, conditions) for conditions in (waiting, done)]
    pages = max(1, -(-counts[registered] // PAGE))
    page = min(max(1, page), pages)
    wanted = (
        select(Report, Region.name)
        .outerjoin(Region, Region.code == Report.region_code)
        .options(joinedload(Report.site))
        .where(*(done if registered else waiting))
        .order_by(Report.id.desc() if registered else Report.id)
    )
    rows = session.execute(wanted.offset((page - 1) * PAGE).limit(PAGE))
    lines = [_line(report, region or "", tree, today, calendar) for report, region in rows]
    return UnlistedList(lines, page, pages, counts[0], counts[1], sponsors_lost(session, actor, tree))


_WAITING: list[ColumnElement[bool]] = [Report.site_id.is_(None), Report.state.not_in(FINISHED_STATES)]


def _count(session: Session, conditions: Sequence[ColumnElement[bool]]) -> int:
    return session.scalar(select(func.count()).select_from(Report).where(*conditions)) or 0


def _line(report: Report, region: str, tree: UnitTree, today: date, calendar: Calendar) -> Unlisted:
    received = day_of(report.submitted_at)
    until = day_of(report.finished_at) if report.finished_at is not None else today
    return Unlisted(
        report=report,
        region=region,
        holder=tree[tree.resolve(report.holder_id)].name if report.holder_id is not None else "",
        days=(until - received).days,
        working_days=working_days_taken(received, until, calendar),
    )
