"""The audit log in Chinese: what the details of an entry are called, and how their values read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SUBJECTS = {
    "report": "留言",
    "account": "账号",
    "unit": "单位",
    "site": "网站",
    "template": "答复模板",
    "day": "日期",
    "picture": "图片",
    "audit": "审计日志",
    "units": "单位名录",
    "sites": "网站名录",
    "reports": "留言",
    "calendar": "工作日历",
    "period": "统计期",
    "retention": "保存期满的",
    "bulletin": "通报",
    "assessment": "监督考评",
}
"""What the kinds of subjects are called; ``report:17`` is one of kind ``report``."""

DELETED = {
    "audit": "登录会话",
    "contacts": "联系方式",
    "drafts": "草稿",
    "files": "图片文件",
    "letters": "发送记录",
    "originals": "网民原文",
    "pictures": "未公开图片",
    "senders": "网络地址",
}
"""What the subjects of kind ``retention`` are called: the settings of Retention, and files that nothing refers to."""

DETAILS = {
    "deleted": "删除项数",
    "address": "来源地址",
    "successor": "接替账号",
    "account": "账号",
    "role": "角色",
    "unit": "单位",
    "parent": "上级单位",
    "into": "并入",
    "absorbed": "接收",
    "responsible": "专人",
    "region": "地区代码",
    "kind": "类型",
    "name": "名称",
    "code": "代码",
    "url": "网址",
    "hosts": "域名",
    "status": "状态",
    "sponsor_lost": "失去主办单位",
    "title": "名称",
    "working": "上班",
    "document": "依据",
    "moved": "重算期限的留言",
    "report": "留言",
    "reports": "留言",
    "sites": "网站",
    "accounts": "账号",
    "children": "下级单位",
    "position": "办理记录序号",
    "reason": "原因",
    "before": "原为",
    "after": "改为",
    "rows": "行数",
    "format": "格式",
    "file": "文件",
    "deed": "行为",
    "first_day": "第一天",
    "last_day": "最后一天",
    "ground": "依据",
    "decision": "决定",
    "criticised": "拟通报批评",
    "recipients": "印发单位",
    "scheme": "方案",
    "results": "结果数",
    "adjustment": "更正分值",
    "who": "谁",
    "what": "对象",
    "from": "从",
    "to": "到",
    "q": "包含",
    "until": "清除至第几条",
    "entries": "条数",
    "days": "留存天数",
    "flaws": "异常数",
    "picture": "图片",
    "version": "版本",
    "username": "用户名",
    "display_name": "姓名",
    "seconds": "等待秒数",
    "session": "会话",
    "sessions": "会话数",
    "browser": "浏览器",
    "factor": "凭据",
}

UNTOLD = frozenset({"action", "event", "events", "digest", "hash", "sum", "version"})
"""Details for the machine, or told elsewhere on the page."""


def told(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The details as pairs of label and words, in their order; an unknown name stands as it is."""
    return [
        (DETAILS.get(name, name), words(value))
        for name, value in details.items()
        if name not in UNTOLD and value not in (None, "", [], {})
    ]


def words(value: Any) -> str:
    """One value as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "，".join(f"{label} {said}" for label, said in told(value))
    if isinstance(value, list | tuple):
        return "、".join(words(each) for each in value)
    return str(value)
