"""What each step demands of the person who takes it, and the sentence that says what is missing.

One check per :class:`~portal.domain.workflow.Need`; a form is complete when no check finds a :class:`Problem`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date

from portal.domain import scripts
from portal.domain.page_address import host_of
from portal.domain.picture import Picture
from portal.domain.placeholders import unfilled
from portal.domain.policy import Actor
from portal.domain.site_code import parse_site_code
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Finding, InvalidReason, ReportKind, State, UnitKind, WithholdReason
from portal.domain.workflow import Need, Situation, Transition

LONGEST = {
    "reply": 5000,
    "comment": 1000,
    "reason": 1000,
    "note": 1000,
    "withhold_note": 500,
    "new_site_name": 100,
    "new_site_url": 2000,
    "public_title": 100,
    "public_description": 4000,
    "public_wrong_text": 1000,
    "public_suggested_text": 1000,
    "public_reply": 5000,
}
"""Characters that a text field may hold at most **[choice]**."""
OF_ANY_WIDTH = frozenset({"reply", "public_description", "public_wrong_text", "public_suggested_text", "public_reply"})
"""Fields whose columns have room for Tibetan, which is measured in syllables; the others are as wide as they say."""


@dataclass(frozen=True, slots=True)
class ActionInput:
    """What an officer (or, for a dispute, the citizen) typed, each field under the name that forms use.

    None means not given. ``unit`` is a unit's code, ``account`` a user name, ``original`` a report's number,
    ``public_attachments`` are ids of pictures. ``kept`` names the personal data that stays in the public copy
    unmasked, ``mask_rest`` has everything else masked, ``keep_address`` keeps query and fragment of the page address.
    """

    unit: str | None = None
    account: str | None = None
    original: str | None = None
    comment: str | None = None
    reason: str | None = None
    note: str | None = None
    invalid_reason: InvalidReason | None = None
    finding: Finding | None = None
    reply: str | None = None
    corrected_on: date | None = None
    correct_by: date | None = None
    new_site_code: str | None = None
    new_site_name: str | None = None
    new_site_url: str | None = None
    public: bool | None = None
    withhold_reason: WithholdReason | None = None
    withhold_note: str | None = None
    public_title: str | None = None
    public_description: str | None = None
    public_wrong_text: str | None = None
    public_suggested_text: str | None = None
    public_reply: str | None = None
    secrecy_checked: bool = False
    privacy_checked: bool = False
    attachments: tuple[Picture, ...] = ()
    public_attachments: tuple[int, ...] = ()
    kept: tuple[str, ...] = ()
    mask_rest: bool = False
    keep_address: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the checks must know from outside the form.

    ``original``: what is wrong with the report named as the original, as a sentence; None if it may be named.
    ``holder_accounts``: user names of the active accounts of the holder; ``received_on``: day of submission.
    ``site_code_taken``: the new site's code is in the register already.
    """

    today: date
    received_on: date
    original_problem: str | None = None
    holder_accounts: frozenset[str] = frozenset()
    site_code_taken: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: the form field it belongs to and a sentence for the person."""

    field: str
    message: str


Check = Callable[[ActionInput, Situation, Actor, UnitTree, Surroundings], Iterator[Problem]]


def problems(
    row: Transition, given: ActionInput, report: Situation, actor: Actor, tree: UnitTree, around: Surroundings
) -> list[Problem]:
    """Everything that is missing or wrong in ``given`` for the step ``row``, in the order of the form."""
    found = list(_too_long(row, given))
    for need in row.needs:
        found += CHECKS[need](given, report, actor, tree, around)
    return found


def _too_long(row: Transition, given: ActionInput) -> Iterator[Problem]:
    for each in fields(given):
        text, limit = getattr(given, each.name), LONGEST.get(each.name)
        if each.name not in row.fields or limit is None or not isinstance(text, str):
            continue
        length = scripts.length(text) if each.name in OF_ANY_WIDTH else len(text)
        if length > limit:
            yield Problem(each.name, f"最多 {limit} 字，现在有 {length} 字，请精简")


def _blank(text: str | None) -> bool:
    return text is None or not text.strip()


def _text(field: str, message: str) -> Check:
    def check(given: ActionInput, *_: object) -> Iterator[Problem]:
        if _blank(getattr(given, field)):
            yield Problem(field, message)

    return check


def _reply(given: ActionInput, *_: object) -> Iterator[Problem]:
    if _blank(given.reply):
        yield Problem("reply", "请填写给网民的答复口径")
    elif left := unfilled(given.reply or ""):
        yield Problem("reply", f"答复中还有没填写的 {'、'.join(left)}，请改成实际内容")


def _nothing(*_: object) -> Iterator[Problem]:
    yield from ()


def _organizing_unit(
    given: ActionInput, _r: Situation, _a: Actor, tree: UnitTree, _s: Surroundings
) -> Iterator[Problem]:
    unit = tree.find(given.unit or "")
    if unit is None:
        yield Problem("unit", "请选择接收留言的组织单位")
    elif unit.kind is not UnitKind.ORGANIZING:
        yield Problem("unit", f"{unit.name}是填报单位，分办只能给组织单位")
    elif not tree.staffed(unit.id):
        yield Problem("unit", f"{unit.name}没有可用的账号，无法接收留言，请选择其他单位")


def _filing_unit(
    given: ActionInput, _r: Situation, actor: Actor, tree: UnitTree, _s: Surroundings
) -> Iterator[Problem]:
    unit = tree.find(given.unit or "")
    if unit is None:
        yield Problem("unit", "请选择负责办理的填报单位")
    elif unit.kind is not UnitKind.FILING:
        yield Problem("unit", f"{unit.name}是组织单位，转办只能给填报单位")
    elif not tree.within(unit.id, actor.unit):
        yield Problem("unit", f"{unit.name}不在本单位管辖范围内；如不属于本地区本部门，请用“退回”")
    elif not tree.staffed(unit.id):
        yield Problem("unit", f"{unit.name}没有可用的账号，请先联系系统管理员开通")


def _invalid_reason(
    given: ActionInput, _r: Situation, _a: Actor, _t: UnitTree, around: Surroundings
) -> Iterator[Problem]:
    if given.invalid_reason is None:
        yield Problem("invalid_reason", "请选择不予受理的原因（规范第一条所列五种）")
    elif given.invalid_reason is InvalidReason.DUPLICATE:
        if _blank(given.original):
            yield Problem("original", "重复留言须填写原留言的编号")
        elif around.original_problem:
            yield Problem("original", around.original_problem)
    elif not _blank(given.original):
        yield Problem("original", "只有“重复留言”才填写原留言编号，请清空或改选原因")


def _original(given: ActionInput, _r: Situation, _a: Actor, _t: UnitTree, around: Surroundings) -> Iterator[Problem]:
    if not _blank(given.original) and around.original_problem:
        yield Problem("original", around.original_problem)


def _opinion(given: ActionInput, *_: object) -> Iterator[Problem]:
    if given.public is None:
        yield Problem("public", "请选择公开意见：公开或不公开")
    elif given.public:
        if given.withhold_reason is not None:
            yield Problem("withhold_reason", "已选择公开，无需不公开原因，请清空或改选“不公开”")
    else:
        yield from _ground(given, given.finding)


def _withholding(given: ActionInput, report: Situation, *_: object) -> Iterator[Problem]:
    yield from _ground(given, report.case_finding)


def _ground(given: ActionInput, finding: Finding | None) -> Iterator[Problem]:
    """A listed ground for not publishing a report with this finding (§三(四), §三(五))."""
    if given.withhold_reason is None:
        yield Problem("withhold_reason", "建议不公开的，须说明具体原因（规范第三条第四项）")
    elif given.withhold_reason is WithholdReason.OTHER and _blank(given.withhold_note):
        yield Problem("withhold_note", "选择“其他特殊情况”的，须用文字说明具体情况")
    if finding is Finding.CONFIRMED and given.withhold_reason is WithholdReason.UNCONFIRMED:
        yield Problem("withhold_reason", "问题属实的留言，不能以“反映情况不属实”为由不公开")


def _finding(given: ActionInput, *_: object) -> Iterator[Problem]:
    if given.finding not in (Finding.CONFIRMED, Finding.UNCONFIRMED):
        yield Problem("finding", "请选择核查结论：问题属实或问题不属实")


def _correction(given: ActionInput, _r: Situation, _a: Actor, _t: UnitTree, around: Surroundings) -> Iterator[Problem]:
    done, promised = given.corrected_on, given.correct_by
    if given.finding is Finding.CONFIRMED:
        if done is None and promised is None:
            yield Problem("corrected_on", "问题属实的，须填写已纠正的日期；尚未纠正的，填写承诺纠正的日期")
        elif done is not None and promised is not None:
            yield Problem("correct_by", "已纠正日期和承诺日期只填一个")
        elif done is not None and done > around.today:
            yield Problem("corrected_on", "已纠正的日期不能晚于今天；尚未纠正的，请填写承诺日期")
        elif promised is not None and promised < around.today:
            yield Problem("correct_by", "承诺纠正的日期不能早于今天")
    elif given.finding is Finding.UNCONFIRMED and (done or promised):
        yield Problem("corrected_on" if done else "correct_by", "问题不属实的，不填写纠正日期")


def _corrected_on(
    given: ActionInput, _r: Situation, _a: Actor, _t: UnitTree, around: Surroundings
) -> Iterator[Problem]:
    if given.corrected_on is None:
        yield Problem("corrected_on", "请填写整改完成的日期")
    elif given.corrected_on > around.today:
        yield Problem("corrected_on", "整改完成的日期不能晚于今天")
    elif given.corrected_on < around.received_on:
        yield Problem("corrected_on", "整改完成的日期不能早于网民提交留言的日期")


def _site_data(
    given: ActionInput, report: Situation, _a: Actor, _t: UnitTree, around: Surroundings
) -> Iterator[Problem]:
    """§三(二): a website found missing from the register is registered with its data."""
    if not _site_is_missing(report) or given.finding is not Finding.CONFIRMED:
        return
    if parse_site_code(given.new_site_code or "") is None:
        yield Problem("new_site_code", "请填写补报网站的标识码：10 位，6 位数字（或 bm 加 4 位数字）后接 4 位数字")
    elif around.site_code_taken:
        yield Problem("new_site_code", "这个网站标识码已经登记过，请核对")
    if _blank(given.new_site_name):
        yield Problem("new_site_name", "请填写补报网站的名称")
    url = (given.new_site_url or "").strip()
    if not url.lower().startswith(("http://", "https://")) or host_of(url) is None:
        yield Problem("new_site_url", "请填写补报网站的网址，以 http:// 或 https:// 开头")


def _site_is_missing(report: Situation) -> bool:
    return report.kind is ReportKind.UNLISTED and not report.site_known


def _at_final_approval(report: Situation, tree: UnitTree) -> bool:
    return report.state is State.REVIEW and report.holder is not None and tree.resolve(report.holder) == tree.root


def _copy_is_due(report: Situation, tree: UnitTree) -> bool:
    """The public copy is asked for wherever a case appears or changes; reviewers below the root have none to write."""
    if report.state is not State.REVIEW:
        return True
    return _at_final_approval(report, tree) and report.reply is not None and report.reply.public


def _public_copy(
    given: ActionInput, report: Situation, _a: Actor, tree: UnitTree, _s: Surroundings
) -> Iterator[Problem]:
    if not _copy_is_due(report, tree):
        return
    if _blank(given.public_title):
        yield Problem("public_title", "请填写公示标题")
    if _blank(given.public_description):
        yield Problem("public_description", "请填写公示的问题描述")
    if _blank(given.public_reply):
        yield Problem("public_reply", "请填写公示的答复内容")


def _checks(given: ActionInput, report: Situation, _a: Actor, tree: UnitTree, _s: Surroundings) -> Iterator[Problem]:
    if not _copy_is_due(report, tree):
        return
    if not given.secrecy_checked:
        yield Problem("secrecy_checked", "公开前须完成保密审查并在此确认")
    if not given.privacy_checked:
        yield Problem("privacy_checked", "公开前须完成个人信息审查并在此确认")


def _account(given: ActionInput, _r: Situation, _a: Actor, _t: UnitTree, around: Surroundings) -> Iterator[Problem]:
    if (given.account or "") not in around.holder_accounts:
        yield Problem("account", "请选择本单位的一个账号")


CHECKS: dict[Need, Check] = {
    Need.REPORT: _nothing,
    Need.ORGANIZING_UNIT: _organizing_unit,
    Need.FILING_UNIT: _filing_unit,
    Need.COMMENT: _text("comment", "请填写说明"),
    Need.OPTIONAL_COMMENT: _nothing,
    Need.REASON: _text("reason", "请填写理由"),
    Need.INVALID_REASON: _invalid_reason,
    Need.ORIGINAL: _original,
    Need.REPLY: _reply,
    Need.FINDING: _finding,
    Need.CORRECTION: _correction,
    Need.SITE_DATA: _site_data,
    Need.PICTURES: _nothing,
    Need.OPINION: _opinion,
    Need.WITHHOLDING: _withholding,
    Need.PUBLIC_COPY: _public_copy,
    Need.CHECKS: _checks,
    Need.CORRECTED_ON: _corrected_on,
    Need.ACCOUNT: _account,
}


def fields_due(row: Transition, report: Situation, tree: UnitTree) -> tuple[str, ...]:
    """The form fields that make sense for this step now: those of the row without what only the root, or only a
    report of an unlisted site, is asked for."""
    hidden: set[str] = set()
    if Need.PUBLIC_COPY in row.needs and not _copy_is_due(report, tree):
        hidden |= {*Need.PUBLIC_COPY.fields, *Need.CHECKS.fields}
    if not _site_is_missing(report):
        hidden |= set(Need.SITE_DATA.fields)
    return tuple(field for field in row.fields if field not in hidden)


def asked_for(row: Transition, given: ActionInput, report: Situation, tree: UnitTree) -> ActionInput:
    """``given`` without whatever this step does not ask for: a stray entry has no effect."""
    return ActionInput(**{field: getattr(given, field) for field in fields_due(row, report, tree)})
