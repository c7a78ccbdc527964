"""What a step's form is filled with at one press: the original of a duplicate with its reason, or a reply template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_login import current_user

from portal.domain.placeholders import fill
from portal.domain.vocabulary import Action, InvalidReason
from portal.queries.report_page import ReportPage
from portal.queries.similar import Similar, find_similar
from portal.queries.similar_sites import SimilarSite, find_similar_sites
from portal.queries.templates import KeptTemplate, templates_of
from portal.web.desk.forms import ActionForm
from portal.web.pages import chinese_date
from portal.web.sessions import actor
from portal.web.workings import reader, today

WRITING = frozenset({Action.ANSWER, Action.REJECT})
"""The steps that write a reply."""
NUMBER = re.compile(r"[0-9]{4}-[0-9]{6}", re.ASCII)


def original_chosen() -> str:
    """The number that the address names as the original; nothing if it names none."""
    given = request.args.get("original", "")
    return given if NUMBER.fullmatch(given) else ""


def marking_step(page: ReportPage) -> Action | None:
    """The step by which this person may mark the report as a duplicate now, None if there is none (§一)."""
    may_take = {row.action for row in page.allowed}
    return next((action for action in (Action.REJECT, Action.HAND_BACK) if action in may_take), None)


def original_named(page: ReportPage) -> str:
    """The original that the filing unit named when it handed the report back, while that is the last that happened."""
    last = page.history[0].event if page.history else None
    handed_back = last is not None and last.action is Action.HAND_BACK
    return str(last.details.get("original") or "") if last is not None and handed_back else ""


def duplicate_values(action: Action, number: str, similar: Sequence[Similar]) -> dict[str, Any]:
    """What the form of ``action`` starts with once the report ``number`` was chosen as the original."""
    if action is Action.HAND_BACK:
        return {"original": number, "reason": f"与留言 {number} 反映同一问题，属于重复留言，建议不予受理。"}
    if action is not Action.REJECT:
        return {}
    published = any(each.number == number and each.published for each in similar)
    return {"invalid_reason": InvalidReason.DUPLICATE.value, "original": number, "reply": _reply(number, published)}


def _reply(number: str, published: bool) -> str:
    """A reply to start from; it names the original only where the citizen can read it."""
    known = (
        f"与此前公示的留言 {number} 相同，该留言的办理结果可在曝光台查看"
        if published
        else "此前已有网民反映，有关单位已经受理"
    )
    return f"网民您好！您反映的问题{known}，本条按重复留言处理，不再另行办理。感谢您对政府网站的关心和监督！"


@dataclass(frozen=True, slots=True)
class Aids:
    """What helps with the steps on one report: likely originals and how to mark one, known websites that a missing one
    may be, and the unit's templates."""

    step: Action | None
    similar: Sequence[Similar]
    named: str
    sites: Sequence[SimilarSite] | None
    templates: Sequence[KeptTemplate]
    chosen: str

    def values(self, action: Action) -> dict[str, Any]:
        """What the form of ``action`` starts with because an original was chosen."""
        return duplicate_values(action, self.chosen, self.similar) if self.chosen and action is self.step else {}

    @property
    def opened(self) -> set[Action]:
        """The step whose form was filled at one press."""
        return {self.step} if self.chosen and self.step is not None else set()


def aids(page: ReportPage) -> Aids:
    """What helps this person with this report; a query or two for each part that is of use now."""
    step = marking_step(page)
    return Aids(
        step=step,
        similar=find_similar(reader(), actor(), page.report, page.tree) if step else (),
        named=original_named(page) if step else "",
        sites=find_similar_sites(reader(), page.report, page.tree),
        templates=unit_templates(page) if any(row.action in WRITING for row in page.allowed) else (),
        chosen=original_chosen(),
    )


def unit_templates(page: ReportPage) -> Sequence[KeptTemplate]:
    """The templates of the signed-in officer's unit."""
    return templates_of(reader(), page.tree, current_user.unit_id)


def put_template(form: ActionForm, page: ReportPage) -> bool:
    """Put the chosen template into an empty reply, or where the officer said so; False, with a sentence, if not."""
    wanted = request.form.get("template", "")
    kept = next((each.template for each in unit_templates(page) if str(each.template.id) == wanted), None)
    if kept is None:
        form.reply.errors = ["请先选择要套用的模板；要提交，请按表单最下面的按钮"]
        return False
    if form.reply.data and request.form.get("replace") != "yes":
        form.reply.errors = ["已经填写了答复；要换成模板的内容，请勾选“替换已经填写的答复”后再套用"]
        return False
    report = page.report
    form.reply.data = fill(
        kept.text,
        {
            "编号": report.number,
            "网站": page.site.name if page.site else report.site_name or "",
            "日期": chinese_date(today()),
            "问题类型": report.problem_type.label,
        },
    )
    return True
