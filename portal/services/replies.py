"""Writing a reply: a new version each time, made of what the officer typed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.demands import ActionInput
from portal.domain.site_code import parse_site_code
from portal.domain.vocabulary import Finding, InvalidReason
from portal.services.attachments import keep_pictures
from portal.store import Reply, Report


def write_reply(
    session: Session, report: Report, given: ActionInput, author_id: int, unit_id: int, now: datetime
) -> Reply:
    """The next version of the report's reply, by ``author_id`` for ``unit_id``. A reply without finding refuses."""
    newest = session.scalar(select(func.max(Reply.version)).where(Reply.report_id == report.id)) or 0
    finding = given.finding or Finding.REFUSED
    duplicate = given.invalid_reason is InvalidReason.DUPLICATE
    new_site = finding is Finding.CONFIRMED and bool(given.new_site_code)
    reply = Reply(
        report_id=report.id,
        version=newest + 1,
        author_id=author_id,
        unit_id=unit_id,
        written_at=now,
        finding=finding,
        text=(given.reply or "").strip(),
        invalid_reason=given.invalid_reason,
        original_id=_report_id(session, given.original) if duplicate else None,
        corrected_on=given.corrected_on,
        correct_by=given.correct_by,
        public=bool(given.public),
        withhold_reason=given.withhold_reason,
        withhold_note=(given.withhold_note or "").strip() or None,
        new_site_code=parse_site_code(given.new_site_code or "") if new_site else None,
        new_site_name=(given.new_site_name or "").strip() if new_site else None,
        new_site_url=(given.new_site_url or "").strip() if new_site else None,
    )
    session.add(reply)
    session.flush()
    keep_pictures(session, report.id, given.attachments, now, reply.id)
    return reply


def original_problem(session: Session, number: str | None, report: Report) -> str | None:
    """Why the report ``number`` cannot be named as the original of ``report``, in Chinese; None if it can (§一)."""
    wanted = (number or "").strip()
    if not wanted:
        return None
    original = session.scalar(select(Report).where(Report.number == wanted))
    if original is None:
        return f"没有编号为 {wanted} 的留言，请核对"
    if original.id == report.id:
        return "不能把留言本身填为原留言"
    if (original.submitted_at, original.id) > (report.submitted_at, report.id):
        return f"{wanted} 比本留言提交得晚，原留言应是较早的一条"
    if original.retracted_at is not None:
        return f"{wanted} 已由网民撤回，没有答复，请填写另一条留言"
    itself_duplicate = session.scalar(
        select(Reply.original_id).where(Reply.report_id == original.id).order_by(Reply.version.desc()).limit(1)
    )
    if itself_duplicate is not None:
        first = session.get_one(Report, itself_duplicate)
        return f"{wanted} 本身是重复留言，请填写最早的一条：{first.number}"
    return None


def _report_id(session: Session, number: str | None) -> int | None:
    return session.scalar(select(Report.id).where(Report.number == (number or "").strip()))
