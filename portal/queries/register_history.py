"""The history of a unit or a website, as the audit log tells it to those who keep it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.store import Account, AuditEntry

SHOWN = 100
FIELDS = {
    "name": "名称",
    "kind": "类型",
    "parent": "上级单位",
    "region": "地区代码",
    "responsible": "专人",
    "into": "并入",
    "absorbed": "接收",
    "url": "网址",
    "hosts": "域名",
    "unit": "填报单位",
    "status": "状态",
    "sponsor_lost": "失去主办单位",
}
COUNTS = {
    "reports": "在办留言 {} 件",
    "sites": "网站 {} 个",
    "children": "下级单位 {} 个",
    "accounts": "同时停用账号 {} 个",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a deed changed; empty for what was not there."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PastDeed:
    """One deed with who did it; ``further`` are counts and the report that led to it, in words."""

    at: datetime
    who: str
    label: str
    differences: Sequence[Difference]
    further: str
    report: str


def history_of(session: Session, subject: str) -> list[PastDeed]:
    """What was done to the subject (``unit:7``), newest first, at most a hundred deeds."""
    entries = (
        select(AuditEntry, Account.display_name)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .where(AuditEntry.subject == subject)
        .order_by(AuditEntry.id.desc())
        .limit(SHOWN)
    )
    return [_past(entry, name or "系统") for entry, name in session.execute(entries)]


def _past(entry: AuditEntry, who: str) -> PastDeed:
    deed, told = Deed.lookup(entry.deed), entry.details
    before, after = told.get("before") or {}, told.get("after") or {}
    counts = [words.format(told[name]) for name, words in COUNTS.items() if told.get(name)]
    return PastDeed(
        at=entry.at,
        who=who,
        label=deed.label if deed else entry.deed,
        differences=[
            Difference(label, _words(before, name), _words(after, name))
            for name, label in FIELDS.items()
            if name in before or name in after
        ],
        further="，".join(counts),
        report=str(told.get("report") or ""),
    )


def _words(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else str(value)
