"""The fields of a case as other programs get them: the same names and meanings in every table, file and answer."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from portal.domain.deadlines import day_of
from portal.domain.vocabulary import Finding, ProblemType, PublicStatus, Rectification, Term
from portal.queries.places import Places, Tree
from portal.store import Case
from portal.store.facts import rectification


class Field(NamedTuple):
    """A line of the data dictionary: the name, what it means, and which values it takes."""

    name: str
    meaning: str
    values: str


def _terms(*terms: Term) -> str:
    return "；".join(f"{term} {term.label}" for term in terms)


_DAY = "日期，如 2018-06-04（北京时间）"
_DAY_OR_NONE = f"{_DAY}；没有时为空"
_YES = "true 是；false 否"

DICTIONARY: tuple[Field, ...] = (
    Field("number", "编号，永不更改；公示页的地址是 /board/编号", "如 2018-000220"),
    Field("title", "标题", "文字"),
    Field("problem_type", "问题类型", _terms(*ProblemType)),
    Field("site_code", "网站标识码", "10 个字符；未登记的网站为空"),
    Field("site_name", "网站名称（公示时的名称）", "文字"),
    Field("page_url", "问题页面的地址", "网址；没有时为空"),
    Field("region", "地区代码，与曝光台的地区筛选相同", "代码；没有时为空"),
    Field("unit", "答复单位代码，与曝光台的单位筛选相同；单位合并后为合并到的单位", "代码"),
    Field("finding", "核查结论", _terms(*Finding)),
    Field(
        "status", "办理结果；正在重新办理的仍为原结果，见 reopened", _terms(PublicStatus.FINISHED, PublicStatus.REFUSED)
    ),
    Field("description", "问题描述（公示文本，已隐去个人信息）", "文字，可以有多行"),
    Field("wrong_text", "错误的文字", "文字；没有时为空"),
    Field("suggested_text", "建议改为", "文字；没有时为空"),
    Field("reply", "答复", "文字，可以有多行"),
    Field("rectification", "整改状态，以生成当日为准", f"{_terms(*Rectification)}；无需整改时为空"),
    Field("corrected_on", "整改完成的日期", _DAY_OR_NONE),
    Field("correct_by", "承诺完成整改的日期", _DAY_OR_NONE),
    Field("received_on", "收到留言的日期", _DAY),
    Field("due_on", "办理期限的最后一天", _DAY),
    Field("finished_on", "办结的日期", _DAY),
    Field("published_on", "公示的日期", _DAY),
    Field("working_days", "办理所用的工作日，收到当日为 0", "整数"),
    Field("on_time", "是否按时办结", _YES),
    Field("reopened", "是否正在重新办理", _YES),
    Field("edited", "公示时除删减、隐去个人信息外，是否另有编辑", _YES),
)
FIELDS: tuple[str, ...] = tuple(field.name for field in DICTIONARY)
"""The names of the fields, in order."""

NAMES: tuple[Field, ...] = (
    Field("region_name", "地区名称", "文字；没有时为空"),
    Field("unit_name", "答复单位名称（公示时的名称）", "文字"),
)
"""What tables for people have at the end besides: names for the codes."""
TABLE_DICTIONARY: tuple[Field, ...] = DICTIONARY + NAMES
TABLE_FIELDS: tuple[str, ...] = FIELDS + tuple(field.name for field in NAMES)
"""The columns of every table and file that is taken home."""


def fields_of(case: Case, places: Places, today: date) -> dict[str, Any]:
    """Every one of FIELDS, in order: days as `date`, terms as their identifiers, None where there is nothing.

    ``today`` decides whether a promised correction is overdue.
    """
    status = PublicStatus.REFUSED if case.finding is Finding.REFUSED else PublicStatus.FINISHED
    state = rectification(case.finding, case.corrected_on, case.correct_by, today)
    return {
        "number": case.number,
        "title": case.title,
        "problem_type": case.problem_type.value,
        "site_code": case.site_code,
        "site_name": case.site_name,
        "page_url": case.page_url or None,
        "region": case.region_code,
        "unit": places.units.aliases.get(case.unit_id),
        "finding": case.finding.value,
        "status": status.value,
        "description": case.description,
        "wrong_text": case.wrong_text or None,
        "suggested_text": case.suggested_text or None,
        "reply": case.reply,
        "rectification": state.value if state else None,
        "corrected_on": case.corrected_on,
        "correct_by": case.correct_by,
        "received_on": case.received_on,
        "due_on": case.due_on,
        "finished_on": case.finished_on,
        "published_on": day_of(case.published_at),
        "working_days": case.working_days,
        "on_time": case.on_time,
        "reopened": case.reopened,
        "edited": case.edited,
    }


def table_row(case: Case, places: Places, today: date) -> dict[str, Any]:
    """Every one of TABLE_FIELDS, in order."""
    row = fields_of(case, places, today)
    row["region_name"] = _name(places.regions, case.region_code)
    row["unit_name"] = case.unit_name
    return row


def _name(tree: Tree, code: str | None) -> str | None:
    place = tree.places.get(code) if code else None
    return place.name if place else None
