"""Every figure of the statistics, defined once: what is counted, among what, and to which period it belongs.

A figure rests on marks. A mark is a sentence that is true or false of a round (see :mod:`portal.domain.rounds`), and
every page, file and letter counts rounds by their marks and by nothing else. Rates are always shown with numerator and
denominator, times as medians and 90th percentiles, never as means (§二, §五.4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from portal.domain.deadlines import day_of
from portal.domain.rounds import Part, Round
from portal.domain.vocabulary import Action, Finding, InvalidReason, Term, WithholdReason

Test = Callable[[Round], bool]


class Basis(Term):
    """By which day something belongs to a period: a round, or, for the last one, one unit's part in a round."""

    RECEIPT = "receipt", "按收到日期"
    FINISH = "finish", "按办结日期"
    HANDLING = "handling", "按移交或到期日期"


class Kind(Term):
    """What is made of the rounds counted."""

    COUNT = "count", "件数"
    RATE = "rate", "比率"
    MEDIAN = "median", "中位数"
    NINETIETH = "ninetieth", "90% 分位数"


class Group(Term):
    """The headings under which figures stand."""

    RECEIPT = "receipt", "收件"
    FINISH = "finish", "办结"
    TIME = "time", "时效"
    QUALITY = "quality", "质量"
    OUTCOME = "outcome", "属实与整改"
    OPENNESS = "openness", "公开"
    RESPONSE = "response", "社会反响"


def _refused_as(reason: InvalidReason) -> Test:
    return lambda told: told.answer is not None and told.answer.invalid_reason is reason


def _withheld_as(reason: WithholdReason) -> Test:
    return lambda told: told.answer is not None and not told.published and told.answer.withhold_reason is reason


def _found(finding: Finding) -> Test:
    return lambda told: told.answer is not None and told.answer.finding is finding


def _done(action: Action) -> Test:
    return lambda told: told.finished and told.count(action) > 0


def _first(told: Round) -> bool:
    return told.number == 1


MONTH = timedelta(days=30)
"""Days after a time limit from which on a report counts as finished more than a month late **[choice]**."""


def _month_late(told: Round) -> bool:
    if not told.finished or told.ended_at is None or not told.clocks:
        return False
    return day_of(told.ended_at) > told.clocks[-1].due_on + MONTH


def _running(told: Round) -> bool:
    return told.ended_at is None and bool(told.clocks) and told.clocks[-1].ended_at is None


MARKS: Mapping[str, Test] = {
    "received": _first,
    "unlisted": lambda told: _first(told) and told.dossier.kind == "unlisted",
    "transferred": lambda told: _first(told) and told.count(Action.TRANSFER) > 0,
    "retracted": lambda told: _first(told) and told.retracted,
    "kept": lambda told: _first(told) and not told.retracted,
    "settled": lambda told: _first(told) and told.finished,
    "waiting": lambda told: _first(told) and told.ended_at is None,
    "finished": lambda told: told.finished,
    "valid": lambda told: told.answer is not None and told.answer.finding is not Finding.REFUSED,
    "refused": _found(Finding.REFUSED),
    **{f"refused_{reason}": _refused_as(reason) for reason in InvalidReason},
    "timed": lambda told: told.finished and bool(told.clocks),
    "on_time": lambda told: told.finished and bool(told.clocks) and not told.late,
    "late": lambda told: told.finished and told.late,
    "sent_back": _done(Action.SEND_BACK),
    "returned": lambda told: told.finished and told.count(Action.RETURN) + told.count(Action.HAND_BACK) > 0,
    "urged": _done(Action.URGE),
    "confirmed": _found(Finding.CONFIRMED),
    "unconfirmed": _found(Finding.UNCONFIRMED),
    "corrected": lambda told: _found(Finding.CONFIRMED)(told) and told.corrected_on is not None,
    "published": lambda told: told.finished and told.published,
    "withheld": lambda told: told.finished and not told.published,
    **{f"withheld_{reason}": _withheld_as(reason) for reason in WithholdReason},
    "withdrawn": lambda told: told.finished and told.withdrawn is not None,
    "disputed": lambda told: told.finished and told.disputed,
    "upheld": lambda told: told.finished and told.upheld,
    "reopened": lambda told: told.finished and told.reopened,
    "rated": lambda told: told.finished and told.rating is not None,
    "satisfied": lambda told: told.finished and told.rating is not None and told.rating >= 4,
    "unfinished": _running,
    "month_late": _month_late,
}
"""The marks in their order, which is kept for ever: each is one bit of a round where figures are stored."""


def marks_of(told: Round) -> int:
    """The marks of a round as a number: bit n is set where the n-th of MARKS is true."""
    return sum(1 << bit for bit, test in enumerate(MARKS.values()) if test(told))


UNFINISHED = "unfinished"
"""The mark of rounds whose time limit runs; as with charges, whoever counts leaves out what is not overdue yet."""

BIT = {mark: bit for bit, mark in enumerate(MARKS)}

PART_MARKS: Mapping[str, Callable[[Part], bool]] = {
    "handled": lambda part: True,
    "charged": lambda part: part.charged,
    "passed": lambda part: part.left_at is not None,
}
"""The marks of a unit's part in a round."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``counts`` and ``among`` are marks: numerator and denominator; a plain count has no denominator.

    ``meaning`` is the definition as the help page gives it; ``better``: 1 where more is better, -1 where less is, 0
    where neither is, and the figure ranks nobody.
    """

    key: str
    name: str
    group: Group
    basis: Basis
    kind: Kind
    counts: str
    meaning: str
    among: str | None = None
    better: int = 0

    @property
    def is_time(self) -> bool:
        """True for a length of working time, which is no count and no rate."""
        return self.kind in (Kind.MEDIAN, Kind.NINETIETH)


def _count(key: str, name: str, group: Group, basis: Basis, meaning: str) -> Figure:
    return Figure(key, name, group, basis, Kind.COUNT, key, meaning)


def _rate(key: str, name: str, group: Group, basis: Basis, among: str, meaning: str, better: int = 0) -> Figure:
    return Figure(key, name, group, basis, Kind.RATE, key, meaning, among, better)


_ENDED = "办结：省政府办公厅终审同意，或者终审同意不予受理；网民自行撤回的不算办结"

FIGURES: tuple[Figure, ...] = (
    _count("received", "收到", Group.RECEIPT, Basis.RECEIPT, "网民提交的留言件数，一件只算一次，重新办理的不再算收到"),
    _rate("unlisted", "漏报网站", Group.RECEIPT, Basis.RECEIPT, "received", "收到的留言中“漏报网站找错”的件数"),
    _rate("transferred", "转办", Group.RECEIPT, Basis.RECEIPT, "received", "收到的留言中已经转办给填报单位的件数"),
    _rate("retracted", "网民撤回", Group.RECEIPT, Basis.RECEIPT, "received", "收到的留言中网民在办结前自行撤回的件数"),
    _rate("settled", "办结率", Group.RECEIPT, Basis.RECEIPT, "kept",
          "收到（不含网民撤回）的留言中，至今已经办结的件数", 1),
    _rate("waiting", "在办", Group.RECEIPT, Basis.RECEIPT, "received", "收到的留言中至今没有办结也没有撤回的件数"),
    _count("finished", "办结", Group.FINISH, Basis.FINISH, f"{_ENDED}。重新办理的留言再次办结时再算一次"),
    _rate("valid", "受理", Group.FINISH, Basis.FINISH, "finished", "办结的留言中作了答复、不属于不予受理的件数"),
    _rate("refused", "不予受理", Group.FINISH, Basis.FINISH, "finished", "办结的留言中按《通知》第一条不予受理的件数"),
    *(
        _rate(f"refused_{reason}", f"不予受理：{reason.label}", Group.FINISH, Basis.FINISH, "refused",
              f"不予受理的留言中原因是“{reason.label}”的件数")
        for reason in InvalidReason
    ),
    _rate("on_time", "按时办结率", Group.TIME, Basis.FINISH, "timed",
          "有办理时限的办结留言中，终审不晚于时限最后一天 24:00 的件数；重新分办的按最后一次时限计算", 1),
    _rate("late", "逾期办结", Group.TIME, Basis.FINISH, "timed", "有办理时限的办结留言中，终审晚于时限的件数", -1),
    _rate("month_late", "逾期一个月以上办结", Group.TIME, Basis.FINISH, "timed",
          f"有办理时限的办结留言中，终审晚于时限最后一天超过 {MONTH.days} 天的件数", -1),
    Figure(UNFINISHED, "逾期未办结", Group.TIME, Basis.RECEIPT, Kind.COUNT, UNFINISHED,
           "收到或者重新办理的留言中，时限已过、至今没有办结的件数；按收到或者重新办理的日期归入统计期", better=-1),
    Figure("median_hours", "办理用时中位数", Group.TIME, Basis.FINISH, Kind.MEDIAN, "timed",
           "从单位收到（时限起算）到终审的工作时间，只计工作日，每个工作日按 24 小时计；一半留言不超过这个数",
           "timed", -1),
    Figure("ninetieth_hours", "办理用时九成线", Group.TIME, Basis.FINISH, Kind.NINETIETH, "timed",
           "同样的工作时间，十件留言中有九件不超过这个数", "timed", -1),
    _rate("sent_back", "驳回重办", Group.QUALITY, Basis.FINISH, "finished", "办结的留言中答复曾被审核驳回的件数", -1),
    _rate("returned", "退回", Group.QUALITY, Basis.FINISH, "finished",
          "办结的留言中曾被组织单位或填报单位退回的件数", -1),
    _rate("urged", "督办", Group.QUALITY, Basis.FINISH, "finished", "办结的留言中曾被上级督办的件数", -1),
    _rate("confirmed", "问题属实", Group.OUTCOME, Basis.FINISH, "valid", "受理并办结的留言中查明属实的件数"),
    _rate("unconfirmed", "问题不属实", Group.OUTCOME, Basis.FINISH, "valid", "受理并办结的留言中查明不属实的件数"),
    _rate("corrected", "已整改", Group.OUTCOME, Basis.FINISH, "confirmed",
          "属实的留言中答复时已经改正，或者承诺后报告整改完成的件数", 1),
    _rate("published", "公开", Group.OPENNESS, Basis.FINISH, "finished", "办结的留言中办结时或此后转为公开的件数", 1),
    _rate("withheld", "不公开", Group.OPENNESS, Basis.FINISH, "finished", "办结的留言中从未公开的件数"),
    *(
        _rate(f"withheld_{reason}", f"不公开：{reason.label}", Group.OPENNESS, Basis.FINISH, "withheld",
              f"不公开的留言中原因是“{reason.label}”的件数")
        for reason in WithholdReason
    ),
    _rate("withdrawn", "撤回公开", Group.OPENNESS, Basis.FINISH, "published", "公开过的留言中后来撤回公开的件数"),
    _rate("disputed", "提出异议", Group.RESPONSE, Basis.FINISH, "finished", "办结的留言中网民提出异议的件数", -1),
    _rate("upheld", "异议成立", Group.RESPONSE, Basis.FINISH, "disputed", "提出异议的留言中因此重新办理的件数", -1),
    _rate("reopened", "重新办理", Group.RESPONSE, Basis.FINISH, "finished", "办结的留言中后来重新办理的件数", -1),
    _rate("rated", "网民评价", Group.RESPONSE, Basis.FINISH, "finished", "办结的留言中网民作了评价的件数"),
    _rate("satisfied", "满意率", Group.RESPONSE, Basis.FINISH, "rated", "作了评价的留言中给 4 分或 5 分的件数", 1),
    Figure("overdue", "逾期责任", Group.TIME, Basis.HANDLING, Kind.RATE, "charged",
           "时限到期时留言还没有办结的，记在到期那一刻持有留言的单位名下，不记在别的单位名下；"
           "分母是经手件数：期内移交出去的，以及期内到期时仍未移交的", "handled", -1),
    Figure("held_hours", "经手用时中位数", Group.TIME, Basis.HANDLING, Kind.MEDIAN, "passed",
           "单位经手一件留言的工作时间，一轮办理中多次经手的合计；到目前仍未移交的不计", "passed", -1),
)  # fmt: skip
"""All figures, in the order in which pages show them."""

BY_KEY = {figure.key: figure for figure in FIGURES}
