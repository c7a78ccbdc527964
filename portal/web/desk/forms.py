"""The forms of the desk, one per action, made from the fields that the workflow table asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.domain.demands import ActionInput, fields_due
from portal.domain.public_copy import without_query
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Action, Finding, InvalidReason, Term, WithholdReason
from portal.domain.workflow import Transition, find_transition
from portal.queries.report_page import ReportPage, filing_units_below, organizing_units
from portal.queries.review_batch import ReviewItem
from portal.services.public_texts import PublicTexts
from portal.store import Report
from portal.web.desk.picture_addresses import public_pictures
from portal.web.forms import PICTURE_FIELD, PICTURE_HINT, PictureForm, chosen

LABELS: dict[str, str] = {
    "unit": "单位",
    "note": "转办说明",
    "comment": "说明",
    "reason": "理由",
    "invalid_reason": "不予受理原因",
    "original": "原留言编号",
    "reply": "答复口径",
    "finding": "核查结论",
    "corrected_on": "已纠正日期",
    "correct_by": "承诺纠正日期",
    "new_site_code": "补报网站标识码",
    "new_site_name": "补报网站名称",
    "new_site_url": "补报网站网址",
    "public": "公开意见",
    "withhold_reason": "不公开原因",
    "withhold_note": "不公开的具体情况",
    "public_title": "公示标题",
    "public_description": "公示的问题描述",
    "public_wrong_text": "公示的错误文字",
    "public_suggested_text": "公示的建议文字",
    "public_reply": "公示的答复",
    "public_attachments": "一并公示的图片",
    "kept": "个人信息",
    "mask_rest": "没有勾选保留的，提交时全部遮盖",
    "keep_address": "公示完整网页地址（保留问号和井号之后的部分）",
    "secrecy_checked": "已完成保密审查，内容可以公开",
    "privacy_checked": "已完成个人信息审查，内容不含个人信息",
    "account": "经办人",
    "attachments": "佐证图片",
}
HINTS: dict[str, str] = {
    "original": "仅“重复留言”填写，如 2026-000123",
    "reply": "面向网民，态度诚恳、表述清晰、有理有据；最终审核后原文告知网民",
    "corrected_on": "已经改正的填写此项",
    "correct_by": "尚未改正的，填写承诺完成的日期",
    "withhold_reason": "除所列特殊情况外，均应予以公开",
    "new_site_code": "10 位：6 位数字（或 bm 加 4 位数字）后接 4 位数字",
    "attachments": PICTURE_HINT,
    "kept": "下列内容可能是个人信息，公示文字中已用〔 〕遮盖；确需公开的（如办公电话），勾选后提交即恢复原文",
    "keep_address": "默认不公示这部分，其中可能含有个人信息；不保留就无法找到问题页面的，可以勾选",
}
OPTIONAL = frozenset(
    {"note", "original", "withhold_note", "corrected_on", "correct_by", "public_wrong_text", "public_suggested_text",
     "attachments", "public_attachments", "withhold_reason",
     "kept", "mask_rest", "keep_address"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person can choose from in the select fields of the present report."""

    organizing: list[tuple[str, str]]
    filing: list[tuple[str, str]]
    colleagues: list[tuple[str, str]]
    pictures: list[tuple[str, str]]
    person: str


class ActionForm(PictureForm):
    """Base of the forms below. ``version`` is what the report was at when the form was made."""

    version = HiddenField()

    def given(self, pictures: tuple[Any, ...]) -> ActionInput:
        """What was typed, in the words of the domain; a field that the form does not have was not given."""
        values: dict[str, Any] = {}
        for name in LABELS:
            if name in self and name not in ("attachments", "public_attachments", "kept"):
                values[name] = _typed(name, self[name].data)
        if "public_attachments" in self:
            values["public_attachments"] = tuple(map(_whole_number, self["public_attachments"].data or ()))
        if "kept" in self:
            values["kept"] = tuple(self["kept"].data or ())
        return ActionInput(**values, attachments=pictures)

    def expects(self) -> int:
        """The version of the report that the form was made for."""
        return read_version({"version": self.version.data or ""})

    def take(self, problems: Any) -> None:
        """Put the service's sentences beside the fields they belong to."""
        for problem in problems:
            self[problem.field].errors = [*self[problem.field].errors, problem.message]


def read_version(posted: Mapping[str, str]) -> int:
    """The version that a form was made for; a form without one is older than everything."""
    return _whole_number(posted.get("version", ""))


def _whole_number(text: str) -> int:
    """The version or id that a form sent back; -1, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


TERMS: dict[str, type[Term]] = {
    "invalid_reason": InvalidReason,
    "finding": Finding,
    "withhold_reason": WithholdReason,
}


def _typed(name: str, value: Any) -> Any:
    if name in TERMS:
        return TERMS[name].lookup(value)
    if name == "public":
        return {"yes": True, "no": False}.get(value or "")
    return value


def _select(label: str, options: list[tuple[str, str]], **extra: Any) -> Any:
    return SelectField(label, choices=chosen(options, "请选择"), validate_choice=False, **extra)


def _field(name: str, label: str, options: Choices, action: Action, identifier: str) -> Any:
    """One field; ids carry the action's name, for a page shows several forms."""
    extra = {"id": identifier}
    if name in ("secrecy_checked", "privacy_checked"):
        return BooleanField(f"{options.person}{label}", **extra)
    if name in ("mask_rest", "keep_address"):
        return BooleanField(label, **extra)
    if name == "kept":
        return SelectMultipleField(
            label, choices=[], validate_choice=False, widget=ListWidget(), option_widget=CheckboxInput(), **extra
        )
    if name == "unit":
        return _select(label, options.filing if action is Action.TRANSFER else options.organizing, **extra)
    if name == "account":
        return _select(label, options.colleagues, **extra)
    if name in ("invalid_reason", "withhold_reason"):
        return _select(label, TERMS[name].choices(), **extra)
    if name == "public":
        return RadioField(label, choices={"yes": "公开", "no": "不公开"}, validate_choice=False, **extra)
    if name == "finding":
        found = {term.value: term.label for term in (Finding.CONFIRMED, Finding.UNCONFIRMED)}
        return RadioField(label, choices=found, validate_choice=False, **extra)
    if name == "public_attachments":
        return SelectMultipleField(
            label, choices=dict(options.pictures), widget=ListWidget(), option_widget=CheckboxInput(), **extra
        )
    if name in SIMPLE:
        return SIMPLE[name](label, **extra)
    return TextAreaField(label, render_kw={"rows": 3 if name in SHORT else 6}, **extra)


SHORT = frozenset({"comment", "reason", "note", "withhold_note", "public_wrong_text", "public_suggested_text"})


def _date(label: str, **extra: Any) -> Any:
    """A date that was left empty was not given; whether it is due, the service says."""
    return DateField(label, validators=[Optional()], **extra)


def _pictures(label: str, **extra: Any) -> Any:
    return MultipleFileField(label, render_kw=PICTURE_FIELD, **extra)


SIMPLE: dict[str, Callable[..., Any]] = {
    "original": StringField,
    "corrected_on": _date,
    "correct_by": _date,
    "new_site_code": StringField,
    "new_site_name": StringField,
    "new_site_url": StringField,
    "public_title": StringField,
    "attachments": _pictures,
}


def action_form(row: Transition, page: ReportPage, options: Choices) -> type[ActionForm]:
    """The form for one step on this report, with exactly the fields that are due."""
    names = list(fields_due(row, page.situation, page.tree))
    if not options.pictures:
        names = [name for name in names if name != "public_attachments"]
    if "keep_address" in names and not public_texts(page).has_query:
        names.remove("keep_address")
    fields = {name: _field(name, LABELS[name], options, row.action, f"{row.action}-{name}") for name in names}
    if "attachments" not in row.fields:
        fields["attachments"] = None
    return type(f"{row.action}_form", (ActionForm,), fields)


def choices(page: ReportPage, unit: int, colleagues: list[tuple[str, str]], person: str) -> Choices:
    """What the signed-in officer's unit can choose from."""
    return Choices(
        organizing=organizing_units(page.tree),
        filing=filing_units_below(page.tree, unit),
        colleagues=colleagues,
        pictures=[(str(picture.id), picture.words) for picture in public_pictures(page.report.number, page.pictures)],
        person=person,
    )


def starting_values(row: Transition, page: ReportPage) -> dict[str, Any]:
    """What a form shows before anything is typed: the public copy as it is or would be, the site's own unit."""
    values: dict[str, Any] = {"version": str(page.report.version)}
    if row.action is Action.TRANSFER and page.site is not None:
        values["unit"] = page.tree[page.tree.resolve(page.site.filing_unit_id)].code
    if "public_title" in row.fields:
        values |= public_texts(page).proposed | _chosen_before(page)
    if row.action is Action.ANSWER and page.report.site_url:
        values |= {"new_site_name": page.report.site_name, "new_site_url": without_query(page.report.site_url)}
    return values


def public_texts(page: ReportPage) -> PublicTexts:
    """The public copy of the report as it would start now."""
    return PublicTexts(page.report, page.replies[0].reply if page.replies else None, page.case)


def _chosen_before(page: ReportPage) -> dict[str, Any]:
    """What an amendment starts with besides the texts: the pictures on the board, and whether the address is whole."""
    return {
        "public_attachments": [str(picture.id) for picture in page.pictures if picture.published],
        "keep_address": public_texts(page).keeps_address,
    }


def originals(page: ReportPage) -> dict[str, str]:
    """What was written, beside which the public copy is edited; by the copy's field."""
    report = page.report
    return {
        "public_description": report.description or "",
        "public_wrong_text": report.wrong_text or "",
        "public_suggested_text": report.suggested_text or "",
        "public_reply": page.replies[0].reply.text if page.replies else "",
    }


class ReviewForm(ActionForm):
    """One decision of several on a page; its fields carry the report's number in front."""

    attachments = None
    decision = RadioField(
        "审核意见",
        choices={"later": "暂不处理", "approve": "同意", "send_back": "驳回重办"},
        default="later",
        validate_choice=False,
    )


def _optional_texts(report: Report) -> dict[str, str | None]:
    return {"public_wrong_text": report.wrong_text, "public_suggested_text": report.suggested_text}


def review_form(item: ReviewItem, tree: UnitTree, person: str, *, posted: bool) -> ReviewForm:
    """The form for deciding on one item: an opinion, a comment, and at the root the public copy."""
    row = find_transition(item.situation, Action.APPROVE, tree)
    if row is None:
        raise ValueError(f"{item.report.number} is not in review")
    number = item.report.number
    options = Choices([], [], [], [], person)
    unneeded = {"public_attachments"}
    # A report without wrong and right words has nothing to publish in these two.
    unneeded |= {field for field, text in _optional_texts(item.report).items() if not text}
    if not PublicTexts(item.report, item.reply, None).has_query:
        unneeded.add("keep_address")
    names = [name for name in fields_due(row, item.situation, tree) if name not in unneeded]
    fields = {name: _field(name, LABELS[name], options, row.action, f"{number}-{name}") for name in names}
    made: type[ReviewForm] = type("review_form", (ReviewForm,), fields)
    if posted:
        return made(prefix=f"{number}-")
    proposal = PublicTexts(item.report, item.reply, None).proposed
    return made(formdata=None, prefix=f"{number}-", data={"version": str(item.report.version), **proposal})
