"""The words of the field: one identifier for code, tables and addresses, one Chinese label for the pages.

Every term is a string (its identifier) with a ``label``; nothing else in the portal translates between the two.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A word of the vocabulary: ``str(term)`` is the identifier, ``term.label`` what pages show."""

    label: str

    def __new__(cls, identifier: str, label: str) -> Self:
        term = str.__new__(cls, identifier)
        term._value_ = identifier
        term.label = label
        return term

    @classmethod
    def lookup(cls, identifier: str | None) -> Self | None:
        """The term with this identifier, None if the vocabulary has no such word here."""
        return next((term for term in cls if term.value == identifier), None)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Identifier and label of every term, in the order of definition, as form fields want them."""
        return [(term.value, term.label) for term in cls]


class ReportKind(Term):
    """What a citizen may send (§三(一))."""

    CORRECTION = "correction", "我要找错"
    UNLISTED = "unlisted", "漏报网站找错"


class UnitKind(Term):
    """The two kinds of account that the notice knows (§三(三), §三(四))."""

    ORGANIZING = "organizing", "组织单位"
    FILING = "filing", "填报单位"


class SiteStatus(Term):
    """Where a website stands in the register."""

    ACTIVE = "active", "正常"
    EXEMPT = "exempt", "例外"
    CLOSED = "closed", "关停"


class Role(Term):
    """What an account is for; three separate powers."""

    OFFICER = "officer", "经办人员"
    ADMIN = "admin", "系统管理员"
    AUDITOR = "auditor", "审计员"


class ProblemType(Term):
    """The platform's own list of problem types."""

    UNREACHABLE = "unreachable", "内容无法访问"
    OUTDATED = "outdated", "信息不更新"
    INACCURATE = "inaccurate", "内容不准确"
    UNANSWERED = "unanswered", "咨询留言不回复"
    TYPO = "typo", "错别字"
    FAKE = "fake", "虚假伪造内容"
    OTHER = "other", "其他"


class State(Term):
    """Where a report stands inside the offices; citizens see :class:`PublicStatus` instead."""

    RECEIVED = "received", "待分办"
    TRIAGE = "triage", "待转办"
    ANSWERING = "answering", "待答复"
    REVIEW = "review", "待审核"
    PUBLISHED = "published", "已公开"
    CLOSED = "closed", "办结不公开"


OPEN_STATES = frozenset({State.TRIAGE, State.ANSWERING, State.REVIEW})
FINISHED_STATES = frozenset({State.PUBLISHED, State.CLOSED})


class DayKind(Term):
    """What the clock takes a day for."""

    WORKING = "working", "工作日"
    MAKE_UP = "make_up", "调休上班"
    FREE = "free", "周末休息"
    HOLIDAY = "holiday", "放假"


class PublicStatus(Term):
    """The four words that the public sees."""

    RECEIVED = "received", "待受理"
    HANDLING = "handling", "办理中"
    FINISHED = "finished", "已办结"
    REFUSED = "refused", "不予受理"


class Finding(Term):
    """What a reply says of the problem (§三(二), §三(三))."""

    CONFIRMED = "confirmed", "问题属实"
    UNCONFIRMED = "unconfirmed", "问题不属实"
    REFUSED = "refused", "不予受理"


class InvalidReason(Term):
    """Why a report may be refused (§一); there is no other ground."""

    DUPLICATE = "duplicate", "重复留言"
    UNCLEAR = "unclear", "内容表述不清"
    ABUSIVE = "abusive", "攻击谩骂"
    UNRELATED = "unrelated", "与政府网站无关"
    ADVERTISING = "advertising", "广告推销"


class WithholdReason(Term):
    """Why a finished report may stay unpublished (§三(五)); everything else is published."""

    UNCONFIRMED = "unconfirmed", "反映情况不属实"
    IMAGE = "image", "有损党和政府形象"
    SOVEREIGNTY = "sovereignty", "涉及领土主权和国家安全"
    PRIVACY = "privacy", "涉及个人隐私"
    TRADE_SECRET = "trade_secret", "涉及商业秘密"
    OTHER = "other", "其他特殊情况"


class Rectification(Term):
    """How far the correction of a confirmed problem has come (§四 持续整改跟踪)."""

    DONE = "done", "已整改"
    PROMISED = "promised", "整改中"
    OVERDUE = "overdue", "整改逾期"


class Watch(Term):
    """Lists of open reports that somebody above keeps an eye on (督办, 通报)."""

    URGED = "urged", "督办中"
    UNEXPLAINED = "unexplained", "逾期未说明"
    UNANSWERED = "unanswered", "督办未回应"
    RETURNED = "returned", "多次退回"
    UNREGISTERED = "unregistered", "漏报未登记"


class Lateness(Term):
    """Where the running clock of an open report stands; addresses have long said ``late=yes`` for what is late."""

    OVERDUE = "yes", "已逾期"
    TODAY = "today", "今天到期"
    NEXT = "next", "下一工作日到期"


class Waiting(Term):
    """How many working days a report has lain on one desk in one state; 0 on the day on which it came there."""

    FRESH = "0-1", "0–1 天"
    SHORT = "2-3", "2–3 天"
    LONG = "4-7", "4–7 天"
    STUCK = "8-", "8 天以上"


class Action(Term):
    """Everything that can happen to a report; the rows of the workflow table."""

    SUBMIT = "submit", "提交"
    DISPATCH = "dispatch", "分办"
    SET_ASIDE = "set_aside", "转人工分办"
    REJECT = "reject", "不予受理"
    RETURN = "return", "退回"
    TRANSFER = "transfer", "转办"
    RECALL = "recall", "收回"
    HAND_BACK = "hand_back", "退回组织单位"
    ANSWER = "answer", "答复"
    APPROVE = "approve", "同意"
    SEND_BACK = "send_back", "驳回重办"
    URGE = "urge", "督办"
    RESPOND = "respond", "回应督办"
    JUSTIFY = "justify", "说明逾期理由"
    ASSIGN = "assign", "指定经办人"
    REOPEN = "reopen", "重新办理"
    WITHDRAW = "withdraw", "撤回公开"
    DISCLOSE = "disclose", "转为公开"
    AMEND = "amend", "更正公示"
    RECTIFY = "rectify", "报告整改完成"
    RETRACT = "retract", "撤回留言"
    DISPUTE = "dispute", "提出异议"
    REFUSE_DISPUTE = "refuse_dispute", "维持原答复"
    RECALCULATE = "recalculate", "重算时限"
