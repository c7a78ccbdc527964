"""The reports behind a figure, by their ids: where each is, when it came and ended; never a citizen's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.deadlines import day_of
from portal.domain.units import UnitTree
from portal.domain.vocabulary import ProblemType, State
from portal.store import Database, Reply, Report, Site

PAGE = 50
COLUMNS = ("编号", "网站", "问题类型", "收到日期", "办结日期", "办理状态", "承办单位")
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class CountedReport:
    """One of them. ``unit`` holds it, or answered it last."""

    number: str
    site_name: str
    problem_type: ProblemType
    received_on: date
    finished_on: date | None
    state: State
    unit: str


@dataclass(frozen=True, slots=True)
class CountedPage:
    """One page of them."""

    reports: Sequence[CountedReport]
    total: int
    page: int
    pages: int


def counted_page(session: Session, tree: UnitTree, ids: Sequence[int], page: int) -> CountedPage:
    """One page of these reports, the newest first."""
    pages = max(1, -(-len(ids) // PAGE))
    page = min(max(1, page), pages)
    newest = list(reversed(ids))[(page - 1) * PAGE : page * PAGE]
    return CountedPage(_read(session, tree, newest), len(ids), page, pages)


def counted_rows(database: Database, tree: UnitTree, ids: Sequence[int]) -> Iterator[list[str]]:
    """All of them as lines of a table, the newest first, some at a time in memory."""
    newest = list(reversed(ids))
    with database.snapshot() as session:
        for start in range(0, len(newest), _CHUNK):
            for each in _read(session, tree, newest[start : start + _CHUNK]):
                finished = each.finished_on.isoformat() if each.finished_on else ""
                yield [
                    each.number, each.site_name, each.problem_type.label, each.received_on.isoformat(), finished,
                    each.state.label, each.unit,
                ]  # fmt: skip


def _read(session: Session, tree: UnitTree, ids: Sequence[int]) -> list[CountedReport]:
    columns = (
        Report.id, Report.number, Report.problem_type, Report.submitted_at, Report.finished_at, Report.state,
        Report.holder_id, Report.site_name, Site.name.label("registered"),
    )  # fmt: skip
    rows = session.execute(
        select(*columns).outerjoin(Site, Site.id == Report.site_id).where(Report.id.in_(ids)).order_by(Report.id.desc())
    ).all()
    replies = select(Reply.report_id, Reply.unit_id).where(Reply.report_id.in_(ids)).order_by(Reply.version)
    writers = {row.report_id: row.unit_id for row in session.execute(replies)}
    return [_line(row, tree, writers) for row in rows]


def _line(row: Any, tree: UnitTree, writers: dict[int, int]) -> CountedReport:
    unit = row.holder_id if row.holder_id is not None else writers.get(row.id)
    return CountedReport(
        row.number,
        row.registered or row.site_name or "未登记的网站",
        row.problem_type,
        day_of(row.submitted_at),
        day_of(row.finished_at) if row.finished_at else None,
        row.state,
        tree[unit].name if unit is not None else "",
    )
