"""应公开未公开: closed reports whose reason for not being published lacks grounds (§三(五), §五.4).

Except for the listed reasons everything is to be published; so each entry says why its reason does not convince. To
decide stays with the provincial office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.domain.privacy import find
from portal.domain.vocabulary import Finding, State, WithholdReason
from portal.store import Case, Reply, Report, Site, Unit

LATEST = 500
"""Closed reports that are looked at, the latest first; older ones were looked at when they were new."""
PAGE = 30
FEW = 10
"""Fewer characters than this explain nothing **[choice]**."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """One report that is not published: by whom, why, and why that lacks grounds."""

    report: Report
    site_name: str
    unit: int
    unit_name: str
    reason: WithholdReason
    note: str
    doubt: str


@dataclass(frozen=True, slots=True)
class WithheldList:
    """One page of them."""

    lines: Sequence[Withheld]
    total: int
    page: int
    pages: int


def list_withheld(session: Session, page: int) -> WithheldList:
    """One page of the reports withheld without grounds, the latest first; one query."""
    doubtful = [line for line in _withheld(session, _closed().limit(LATEST)) if line.doubt]
    pages = max(1, -(-len(doubtful) // PAGE))
    page = min(max(1, page), pages)
    return WithheldList(doubtful[(page - 1) * PAGE : page * PAGE], len(doubtful), page, pages)


def withheld_between(session: Session, first: datetime, end: datetime) -> list[Withheld]:
    """Those that ended from ``first`` until before ``end``, and are not published even now; one query."""
    ended = _closed().where(Report.finished_at >= first, Report.finished_at < end)
    return [line for line in _withheld(session, ended) if line.doubt]


def _closed() -> Select[Any]:
    """Every closed report with its valid reply and what became of its case, the latest first."""
    newest = (
        select(func.max(Reply.version))
        .where(Reply.report_id == Report.id, Reply.approved_at.is_not(None))
        .correlate(Report)
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (Report, Reply, Case.withhold_reason, Case.withhold_note, Site.name, Unit.name)
    return (
        select(*columns)
        .join(Reply, (Reply.report_id == Report.id) & (Reply.version == newest))
        .join(Unit, Unit.id == Reply.unit_id)
        .outerjoin(Case, Case.report_id == Report.id)
        .outerjoin(Site, Site.id == Report.site_id)
        .where(Report.state == State.CLOSED)
        .order_by(Report.finished_at.desc(), Report.id.desc())
    )


def _withheld(session: Session, closed: Select[Any]) -> list[Withheld]:
    found = []
    for report, reply, taken_off, taken_off_note, site, unit in session.execute(closed):
        # A case that was taken off the board says why itself; otherwise the reply did.
        reason = taken_off or reply.withhold_reason
        note = (taken_off_note if taken_off else reply.withhold_note) or ""
        if reason is not None:
            doubt = doubt_about(report, reply, reason, note)
            found.append(Withheld(report, site or report.site_name or "", reply.unit_id, unit, reason, note, doubt))
    return found


def doubt_about(report: Report, reply: Reply, reason: WithholdReason, note: str) -> str:
    """Why this reason lacks grounds, as a sentence; empty where it has some."""
    explained = len("".join(note.split()))
    if reason is WithholdReason.UNCONFIRMED:
        return "" if reply.finding is Finding.UNCONFIRMED else f"核查结论是“{reply.finding.label}”，不是“问题不属实”"
    if reason is WithholdReason.PRIVACY:
        return _doubt_about_privacy(report, reply, explained)
    if explained == 0:
        return f"只选了“{reason.label}”，没有说明具体情况"
    return f"具体情况只写了 {explained} 个字，看不出理由" if explained < FEW else ""


def _doubt_about_privacy(report: Report, reply: Reply, explained: int) -> str:
    texts = (report.description, report.wrong_text, report.suggested_text, reply.text)
    kinds = dict.fromkeys(datum.kind.label for text in texts for datum in find(text or ""))
    if not kinds:
        return "留言和答复中没有发现个人信息" + ("，请核对所写情况是否成立" if explained >= FEW else "")
    return f"其中的{'、'.join(kinds)}遮盖后即可公开" if explained < FEW else ""
