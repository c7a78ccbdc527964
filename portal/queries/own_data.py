"""What is held about a citizen with one report, for them to take home: no officer's name, no draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.queries.tracking import TrackedReport
from portal.store import Attachment, Sender

EXPLAINED = {
    "number": "编号",
    "kind": "留言种类：correction 我要找错，unlisted 漏报网站找错",
    "status": "办理状态",
    "retracted_at": "您撤回留言的时间",
    "submitted_at": "提交时间（所有时间为世界协调时，北京时间减 8 小时）",
    "finished_at": "办结时间",
    "site_name": "网站名称",
    "site_code": "网站标识码",
    "site_url": "网站网址",
    "page_url": "有问题的网页地址",
    "region": "所在地区代码",
    "problem_type": "问题类型",
    "description": "问题描述（保存期满后删除，为 null）",
    "wrong_text": "网页上错误的文字",
    "suggested_text": "建议改为",
    "contact": "您留的姓名、电话、邮箱，以及停止通知邮件的时间；没有留或已删除时为 null",
    "sender_address": "提交时的网络地址；保存期满后删除，为 null",
    "pictures": "您提交的图片，文件在同一压缩包内",
    "progress": "办理经过",
    "replies": "办结的答复；former 为 true 的是原答复",
    "rating": "您的评价",
    "dispute": "您的异议及处理结果",
}
"""Every key of the data with what it means, which is part of the data."""


def picture_names(pictures: Sequence[Attachment]) -> list[tuple[str, Attachment]]:
    """The citizen's own pictures with the names that they have in the archive."""
    endings = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
    return [
        (f"picture-{place}.{endings.get(picture.media_type, 'bin')}", picture)
        for place, picture in enumerate(pictures, 1)
    ]


def own_data(session: Session, found: TrackedReport, pictures: Sequence[Attachment]) -> dict[str, Any]:
    """Everything, in the order of EXPLAINED, ready for JSON; ``pictures`` are the citizen's own."""
    report, contact = found.report, found.report.contact
    sender = session.get(Sender, report.id)
    columns = ("site_code", "site_url", "page_url", "problem_type", "description", "wrong_text", "suggested_text")
    told: dict[str, Any] = {name: getattr(report, name) for name in columns}
    told |= {
        "number": report.number,
        "kind": report.kind.value,
        "status": found.status.label,
        "problem_type": report.problem_type.label,
        "region": report.region_code,
        "site_name": found.site_name or None,
        **{name: _time(getattr(report, name)) for name in ("retracted_at", "submitted_at", "finished_at")},
        "contact": {
            "name": contact.name,
            "phone": contact.phone,
            "email": contact.email,
            "letters_stopped_at": _time(contact.mail_stopped_at),
        }
        if contact
        else None,
        "sender_address": sender.address if sender else None,
        "pictures": [{"file": name, "type": picture.media_type} for name, picture in picture_names(pictures)],
        "progress": [
            {"what": step.title, "when": _time(step.when), "unit": step.text or None}
            for step in found.story
            if step.when is not None
        ],
        "replies": _replies(found),
        **_last_word(found),
    }
    return {"说明": EXPLAINED, **{name: told[name] for name in EXPLAINED}}


def _replies(found: TrackedReport) -> Sequence[dict[str, Any]]:
    return [
        {
            "finding": final.reply.finding.label,
            "text": final.reply.text,
            "unit": final.unit_name,
            "finished_at": _time(final.reply.approved_at),
            "public": final.reply.public,
            "withhold_reason": final.reply.withhold_reason.label if final.reply.withhold_reason else None,
            "former": final.former,
        }
        for final in found.replies
    ]


def _last_word(found: TrackedReport) -> dict[str, Any]:
    rating, dispute = found.rating, found.dispute
    outcomes = {None: "处理中", True: "已采纳，重新办理", False: "维持原答复"}
    return {
        "rating": {"score": rating.score, "comment": rating.comment, "rated_at": _time(rating.rated_at)}
        if rating
        else None,
        "dispute": {
            "reason": dispute.reason,
            "raised_at": _time(dispute.raised_at),
            "outcome": outcomes[dispute.upheld],
            "decided_at": _time(dispute.decided_at),
            "comment": dispute.comment,
        }
        if dispute
        else None,
    }


def _time(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="seconds") if instant else None
