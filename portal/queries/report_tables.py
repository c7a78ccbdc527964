"""Reports as a table to take home: what an officer may see, without how to reach the citizen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from portal.domain.deadlines import SHANGHAI, Calendar
from portal.domain.policy import Actor
from portal.queries.worklists import Line, ListQuery, whole_list
from portal.store import Database

HEAD = (
    "编号", "原编号", "留言类型", "办理状态", "承办单位", "网站标识码", "网站名称", "网页地址", "问题类型", "地区代码",
    "问题描述", "错误文字", "建议改为", "提交时间", "办理期限", "办结时间",
)  # fmt: skip


def report_table(
    database: Database, actor: Actor, query: ListQuery, now: datetime, calendar: Calendar, working_days: int
) -> Iterator[list[str]]:
    """The reports of the list with its filters, in its order, some at a time in memory."""
    with database.snapshot() as session:
        for line in whole_list(session, actor, query, now, calendar, working_days):
            yield _row(line)


def _row(line: Line) -> list[str]:
    report = line.report
    return [
        report.number,
        report.external_number or "",
        report.kind.label,
        report.state.label,
        line.holder_name,
        report.site_code or "",
        line.site_name,
        report.page_url or "",
        report.problem_type.label,
        report.region_code or "",
        report.description or "",
        report.wrong_text or "",
        report.suggested_text or "",
        _time(report.submitted_at),
        line.clock.due_on.isoformat() if line.clock else "",
        _time(report.finished_at),
    ]


def _time(instant: datetime | None) -> str:
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if instant else ""
