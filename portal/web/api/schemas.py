"""The shapes of the interface: what may be asked and what is answered, in the names and meanings of every export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, pre_load, validate, validates_schema

from portal.domain.periods import Period
from portal.domain.vocabulary import Finding, ProblemType, PublicStatus, Rectification, Term
from portal.queries.board_paging import Cursor, order_of
from portal.queries.board_query import BoardQuery, Order
from portal.queries.case_fields import DICTIONARY
from portal.queries.figures import By
from portal.web.board_query import LAST_PAGE
from portal.web.forms import clean
from portal.web.statistics_query import read_period

USUAL, MOST = 20, 100
"""Entries of a list that are given at once."""
LONGEST_SITE_WORDS = 300
"""No name, code or host is longer, so that more could find nothing."""
TERMS: Mapping[str, tuple[Term, ...]] = {
    "problem_type": tuple(ProblemType),
    "finding": tuple(Finding),
    "status": (PublicStatus.FINISHED, PublicStatus.REFUSED),
    "rectification": tuple(Rectification),
}
BROKEN_CURSOR = "游标不完整或已损坏。请使用上一次回答中 next 给出的地址，不要自行改写。"
ONE_DAY = "请写成 2018-06-04 这样的日期。"
PERIOD = r"\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$"
WHOLE = "请写成 {min} 到 {max} 之间的整数。"


def _term(terms: tuple[Term, ...] | type[Term], meaning: str, **options: Any) -> fields.String:
    known = validate.OneOf([term.value for term in terms], error="没有“{input}”这个取值，可以用：{choices}。")
    return fields.String(validate=known, metadata={"description": meaning}, **options)


def _whole(least: int, most: int, meaning: str, usual: int) -> fields.Integer:
    wrong = WHOLE.format(min=least, max=most)
    between = validate.Range(least, most, error=wrong)
    messages: dict[str, Any] = {"invalid": wrong, "too_large": wrong}
    return fields.Integer(
        validate=between, load_default=usual, error_messages=messages, metadata={"description": meaning}
    )


def _text(meaning: str, **options: Any) -> fields.String:
    return fields.String(metadata={"description": meaning}, **options)


def _day(meaning: str, **options: Any) -> fields.Date:
    return fields.Date(error_messages={"invalid": ONE_DAY}, metadata={"description": meaning}, **options)


class CursorField(fields.String):
    """A cursor, read."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        cursor = Cursor.decode(super()._deserialize(value, *args, **kwargs) or "")
        if cursor is None:
            raise ValidationError(BROKEN_CURSOR)
        return cursor


@dataclass(frozen=True, slots=True)
class StatisticsWanted:
    """A question about figures, understood."""

    period: Period | None
    by: By | None


@dataclass(frozen=True, slots=True)
class CasesWanted:
    """A question about cases, understood."""

    board: BoardQuery
    limit: int
    cursor: Cursor | None


class Question(Schema):
    """Parameters of an address. An empty one says nothing, as in the forms of the board."""

    @pre_load
    def drop_empty(self, given: Mapping[str, str], **_: Any) -> dict[str, str]:
        """What was given with a value."""
        return {name: value for name, value in given.items() if value != ""}


class CasesQuestion(Question):
    """The board's own query, and which part of the answer is wanted."""

    q = _text('搜索词，与曝光台相同：空格表示“并且”，"…" 内的空格是词的一部分，-词 排除，| 表示“或者”', load_default="")
    problem_type = _term(ProblemType, "问题类型")
    region = _text("地区代码，包括下级地区")
    unit = _text("单位代码，包括下级单位")
    site_code = _text("网站标识码")
    finding = _term(Finding, "核查结论")
    rectification = _term(Rectification, "整改状态")
    from_day = _day("公示日期不早于", data_key="from")
    to_day = _day("公示日期不晚于", data_key="to")
    sort = _term(Order, "排序：最新公示、最早公示、相关程度", load_default=Order.NEWEST.value)
    page = _whole(1, LAST_PAGE, "第几页，每页 limit 条；与 cursor 只用一个", 1)
    cursor = CursorField(metadata={"description": "接着上一次的回答往下读，取自 next"})
    limit = _whole(1, MOST, "一次最多给出多少条", USUAL)

    @validates_schema
    def one_way_of_paging(self, given: dict[str, Any], **_: Any) -> None:
        """A cursor belongs to an order, and leaves nothing for a page to say."""
        cursor = given.get("cursor")
        if cursor and given["page"] != 1:
            raise ValidationError("cursor 和 page 只能使用一个。", "page")
        if cursor and cursor.order is not order_of(BoardQuery(q=given["q"], sort=Order(given["sort"]))):  # type: ignore[call-arg]
            raise ValidationError("这个游标属于另一种排序。请从第一页重新开始。", "cursor")

    @post_load
    def understand(self, given: dict[str, Any], **_: Any) -> CasesWanted:
        """The question in the words of the program."""
        limit, cursor = given.pop("limit"), given.pop("cursor", None)
        terms = {name: given.pop(name, None) for name in ("problem_type", "finding", "rectification", "sort")}
        board = BoardQuery(
            **given,
            problem_type=ProblemType.lookup(terms["problem_type"]),
            finding=Finding.lookup(terms["finding"]),
            rectification=Rectification.lookup(terms["rectification"]),
            sort=Order.lookup(terms["sort"]) or Order.NEWEST,
        )
        return CasesWanted(board, limit, cursor)


class SiteCursor(fields.String):
    """Where the list of websites was left: hex digits of the last code."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            code = bytes.fromhex(super()._deserialize(value, *args, **kwargs) or "").decode()
        except ValueError:
            raise ValidationError(BROKEN_CURSOR) from None
        if not code.isalnum():
            raise ValidationError(BROKEN_CURSOR)
        return code

    @staticmethod
    def after(code: str) -> str:
        """The cursor for what follows a code."""
        return code.encode().hex()


class SitesQuestion(Question):
    """Which websites are wanted."""

    q = _text("网站名称、标识码或域名中的任意一段", load_default="")
    cursor = SiteCursor(load_default="", metadata={"description": "接着上一次的回答往下读，取自 next"})
    limit = _whole(1, MOST, "一次最多给出多少条", USUAL)

    @post_load
    def without_controls(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The words as a database can be asked for them."""
        return given | {"q": clean(given["q"])[:LONGEST_SITE_WORDS]}


KINDS: Mapping[str, type[fields.Field[Any]]] = {
    **dict.fromkeys(
        ("corrected_on", "correct_by", "received_on", "due_on", "finished_on", "published_on"), fields.Date
    ),
    **dict.fromkeys(("on_time", "reopened", "edited"), fields.Boolean),
    "working_days": fields.Integer,
}
"""What is not text."""
MAY_LACK = {
    "site_code", "page_url", "region", "unit", "wrong_text", "suggested_text", "rectification", "corrected_on",
    "correct_by",
}  # fmt: skip


def _case_field(name: str, meaning: str) -> fields.Field[Any]:
    lacks = name in MAY_LACK
    values = [*(term.value for term in TERMS.get(name, ())), *([None] if lacks else [])]
    return KINDS.get(name, fields.String)(
        required=True,
        allow_none=lacks,
        validate=validate.OneOf(values) if name in TERMS else None,
        metadata={"description": meaning},
    )


CaseSchema = Schema.from_dict({line.name: _case_field(line.name, line.meaning) for line in DICTIONARY}, name="Case")


class CasesSchema(Schema):
    """A part of the cases found."""

    total = fields.Integer(required=True, metadata={"description": "一共找到多少条，准确数"})
    items = fields.List(fields.Nested(CaseSchema), required=True)
    next = fields.Url(required=True, allow_none=True, metadata={"description": "下一部分的地址；没有更多时为 null"})
    facets = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Integer()),
        required=True,
        metadata={"description": "每个筛选项的各个取值有多少条：其他条件不变，只换这一项"},
    )


class SiteSchema(Schema):
    """A registered website."""

    code = fields.String(required=True, metadata={"description": "网站标识码"})
    name = fields.String(required=True, metadata={"description": "网站名称"})
    url = fields.String(required=True, metadata={"description": "首页地址"})
    unit = fields.String(required=True, metadata={"description": "填报单位代码"})
    region = fields.String(required=True, allow_none=True, metadata={"description": "地区代码"})


class SitesSchema(Schema):
    """A part of the register."""

    total = fields.Integer(required=True, metadata={"description": "一共找到多少个"})
    items = fields.List(fields.Nested(SiteSchema), required=True)
    next = fields.Url(required=True, allow_none=True, metadata={"description": "下一部分的地址；没有更多时为 null"})


class StatisticsQuestion(Question):
    """Which period is wanted, and by what its figures are broken up."""

    period = fields.String(
        validate=validate.Regexp(PERIOD, error="请写成 2026、2026-Q3 或 2026-10 这样的统计期。"),
        metadata={"description": "统计期：年 2026、季度 2026-Q3 或月 2026-10；也可以用 from 和 to；都没有时为今年"},
    )
    from_day = _day("从哪一天", data_key="from")
    to_day = _day("到哪一天（含）", data_key="to")
    by = _term((By.REGION, By.TYPE, By.MONTH), "分组：地区、问题类型、月份")

    @post_load
    def understand(self, given: dict[str, Any], **_: Any) -> StatisticsWanted:
        """The question in the words of the program."""
        days = {name: given[f"{name}_day"].isoformat() for name in ("from", "to") if f"{name}_day" in given}
        period = read_period(days | ({"period": given["period"]} if "period" in given else {}))
        return StatisticsWanted(period, By.lookup(given.get("by")))


class FigureSchema(Schema):
    """One figure."""

    key = fields.String(required=True, metadata={"description": "指标，定义见 /statistics/definitions"})
    name = fields.String(required=True, metadata={"description": "指标名称"})
    basis = fields.String(required=True, metadata={"description": "按哪一天归入统计期"})
    counted = fields.Integer(required=True, metadata={"description": "件数，或分子"})
    among = fields.Integer(required=True, allow_none=True, metadata={"description": "分母，或依据的件数"})
    rate = fields.Float(required=True, allow_none=True, metadata={"description": "比率，0 到 1"})
    hours = fields.Float(required=True, allow_none=True, metadata={"description": "工作小时"})


class FigureGroupSchema(Schema):
    """The figures of one region, type or month."""

    key = fields.String(required=True, metadata={"description": "地区代码、问题类型或月份"})
    name = fields.String(required=True, metadata={"description": "名称"})
    figures = fields.List(fields.Nested(FigureSchema), required=True)


class StatisticsSchema(Schema):
    """The figures of a period."""

    first = fields.Date(required=True, data_key="from", metadata={"description": "统计期的第一天"})
    last = fields.Date(required=True, data_key="to", metadata={"description": "统计期的最后一天"})
    complete = fields.Boolean(required=True, metadata={"description": "否：正在重新计算，数字还不完整"})
    figures = fields.List(fields.Nested(FigureSchema), required=True)
    groups = fields.List(fields.Nested(FigureGroupSchema), required=True)


class ErrorSchema(Schema):
    """Why there is no answer."""

    code = fields.Integer(required=True, metadata={"description": "HTTP 状态码"})
    status = fields.String(required=True, metadata={"description": "状态码的英文名称"})
    message = fields.String(required=True, metadata={"description": "一句话的说明"})
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "哪个参数有什么问题"},
    )
