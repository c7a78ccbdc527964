"""§三: what each step demands; a form is complete when nothing is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.domain.demands import LONGEST, ActionInput, Problem, Surroundings, fields_due, problems
from portal.domain.policy import officer
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Action, Finding, InvalidReason, ReportKind, State, WithholdReason
from portal.domain.workflow import ReplyFacts, Situation, find_transition
from tests.province import cast_on_paper, tree_on_paper

CAST = cast_on_paper()
TREE = tree_on_paper()
TODAY = date(2018, 6, 4)
TOMORROW, YESTERDAY = date(2018, 6, 5), date(2018, 6, 3)
AROUND = Surroundings(
    today=TODAY, received_on=date(2018, 6, 1), holder_accounts=frozenset({"chengdong-gov", "chengdong-gov2"})
)
PUBLIC_REPLY = ReplyFacts(CAST.account("chengdong-gov"), CAST.unit("chengdong-gov"), Finding.CONFIRMED, public=True)

COPY = ActionInput(public_title="标题", public_description="首页有错字", public_reply="已改正")
# A complete form for every step, and where and by whom it is filled in.
COMPLETE: dict[Action, ActionInput] = {
    Action.DISPATCH: ActionInput(unit="chengdong", comment="按网站分办"),
    Action.TRANSFER: ActionInput(unit="chengdong-gov"),
    Action.RETURN: ActionInput(reason="不属于本区"),
    Action.RECALL: ActionInput(reason="转错单位"),
    Action.HAND_BACK: ActionInput(reason="不是我单位网站"),
    Action.REJECT: ActionInput(invalid_reason=InvalidReason.UNCLEAR, reply="未说明哪一页，请补充。", public=True),
    Action.ANSWER: ActionInput(finding=Finding.CONFIRMED, reply="已改正。", corrected_on=TODAY, public=True),
    Action.APPROVE: replace(COPY, secrecy_checked=True, privacy_checked=True),
    Action.SEND_BACK: ActionInput(comment="答非所问"),
    Action.URGE: ActionInput(comment="请尽快办理"),
    Action.RESPOND: ActionInput(comment="正在核查"),
    Action.JUSTIFY: ActionInput(comment="网站迁移"),
    Action.ASSIGN: ActionInput(account="chengdong-gov2"),
    Action.REOPEN: ActionInput(reason="网民反映仍未改正"),
    Action.WITHDRAW: ActionInput(withhold_reason=WithholdReason.PRIVACY),
    Action.DISCLOSE: COPY,
    Action.AMEND: replace(COPY, reason="单位名称有误"),
    Action.RECTIFY: ActionInput(corrected_on=TODAY),
    Action.DISPUTE: ActionInput(reason="还是打不开"),
    Action.REFUSE_DISPUTE: ActionInput(comment="经核查页面可以打开"),
}
PLACES: dict[Action, tuple[State, str | None, str]] = {
    Action.DISPATCH: (State.RECEIVED, None, "province"),
    Action.TRANSFER: (State.TRIAGE, "chengdong", "chengdong"),
    Action.RETURN: (State.TRIAGE, "chengdong", "chengdong"),
    Action.REJECT: (State.TRIAGE, "chengdong", "chengdong"),
    Action.RECALL: (State.ANSWERING, "chengdong-gov", "chengdong"),
    Action.HAND_BACK: (State.ANSWERING, "chengdong-gov", "chengdong-gov"),
    Action.ANSWER: (State.ANSWERING, "chengdong-gov", "chengdong-gov"),
    Action.ASSIGN: (State.ANSWERING, "chengdong-gov", "chengdong-gov"),
    Action.RESPOND: (State.ANSWERING, "chengdong-gov", "chengdong-gov"),
    Action.JUSTIFY: (State.ANSWERING, "chengdong-gov", "chengdong-gov"),
    Action.URGE: (State.ANSWERING, "chengdong-gov", "xining"),
    Action.APPROVE: (State.REVIEW, "province", "province"),
    Action.SEND_BACK: (State.REVIEW, "chengdong", "chengdong"),
    Action.DISCLOSE: (State.CLOSED, None, "province"),
}


def situation(action: Action, kind: ReportKind = ReportKind.CORRECTION, **facts: Any) -> Situation:
    """A report on which ``action`` is possible."""
    state, holder, _ = PLACES.get(action, (State.PUBLISHED, None, "province"))
    report = Situation(
        state, kind, holder=CAST.unit(holder) if holder else None, transferrer=CAST.unit("chengdong"),
        reply=PUBLIC_REPLY, urged=True, overdue=True, case_visible=True, case_finding=Finding.CONFIRMED,
        promise_open=True, disputable=True, disputed=True,
    )  # fmt: skip
    return replace(report, **facts)


def found(
    action: Action,
    given: ActionInput,
    around: Surroundings = AROUND,
    report: Situation | None = None,
    tree: UnitTree = TREE,
) -> list[Problem]:
    """What is wrong with this form."""
    report = report or situation(action)
    by = PLACES.get(action, (None, None, "province"))[2]
    row = find_transition(report, action, tree)
    assert row is not None
    return problems(row, given, report, officer(CAST.account(by), CAST.unit(by)), tree, around)


def fields_of(action: Action, given: ActionInput, **more: Any) -> list[str]:
    """The fields that something is wrong with."""
    return [problem.field for problem in found(action, given, **more)]


def changed(action: Action, **fields: Any) -> ActionInput:
    """The complete form of ``action`` with other entries."""
    return replace(COMPLETE[action], **fields)


@pytest.mark.parametrize("action", list(COMPLETE))
def test_a_complete_form_has_no_problem(action: Action) -> None:
    assert found(action, COMPLETE[action]) == []


@pytest.mark.parametrize(
    ("action", "field"),
    [
        (Action.DISPATCH, "unit"), (Action.DISPATCH, "comment"), (Action.TRANSFER, "unit"),
        (Action.RETURN, "reason"), (Action.RECALL, "reason"), (Action.HAND_BACK, "reason"),
        (Action.REJECT, "invalid_reason"), (Action.REJECT, "reply"), (Action.REJECT, "public"),
        (Action.ANSWER, "finding"), (Action.ANSWER, "reply"), (Action.ANSWER, "public"),
        (Action.ANSWER, "corrected_on"), (Action.SEND_BACK, "comment"), (Action.URGE, "comment"),
        (Action.RESPOND, "comment"), (Action.JUSTIFY, "comment"), (Action.ASSIGN, "account"),
        (Action.REOPEN, "reason"), (Action.WITHDRAW, "withhold_reason"), (Action.RECTIFY, "corrected_on"),
        (Action.DISPUTE, "reason"), (Action.REFUSE_DISPUTE, "comment"), (Action.AMEND, "reason"),
        *((step, field) for step in (Action.APPROVE, Action.DISCLOSE, Action.AMEND)
          for field in ("public_title", "public_description", "public_reply")),
    ],
)  # fmt: skip
def test_what_is_left_out_is_named_by_its_field(action: Action, field: str) -> None:
    assert fields_of(action, changed(action, **{field: None})) == [field]


@pytest.mark.parametrize(
    ("action", "field"),
    [
        (Action.RETURN, "reason"),
        (Action.ANSWER, "reply"),
        (Action.SEND_BACK, "comment"),
        (Action.AMEND, "public_title"),
    ],
)
def test_blanks_are_not_words(action: Action, field: str) -> None:
    assert fields_of(action, changed(action, **{field: " \n\u3000"})) == [field]


@pytest.mark.parametrize(("field", "limit"), list(LONGEST.items()))
def test_texts_have_a_limit_and_the_message_says_how_much_there_is(field: str, limit: int) -> None:
    action = next(
        each for each in COMPLETE if (row := find_transition(situation(each), each, TREE)) and field in row.fields
    )
    fits, too_long = changed(action, **{field: "字" * limit}), changed(action, **{field: "字" * (limit + 1)})
    assert [problem for problem in found(action, fits) if "最多" in problem.message] == []
    message = next(problem.message for problem in found(action, too_long) if problem.field == field)
    assert str(limit) in message
    assert str(limit + 1) in message


@pytest.mark.parametrize("code", ["chengdong-gov", "nowhere", ""])
def test_dispatch_goes_to_organizing_units_only(code: str) -> None:
    """§三(二): the system sends reports to 组织单位 accounts."""
    assert fields_of(Action.DISPATCH, changed(Action.DISPATCH, unit=code)) == ["unit"]


@pytest.mark.parametrize("code", ["chengdong", "nowhere", "xining-edu", "haidong-gov"])
def test_transfer_goes_to_filing_units_below_only(code: str) -> None:
    """§三(二): to the office that runs the site in question."""
    assert fields_of(Action.TRANSFER, changed(Action.TRANSFER, unit=code)) == ["unit"]


@pytest.mark.parametrize("action", [Action.DISPATCH, Action.TRANSFER])
def test_nothing_is_sent_to_an_office_without_anybody_at_work(action: Action) -> None:
    empty = tree_on_paper(without_accounts=("chengdong", "chengdong-gov"))
    assert fields_of(action, COMPLETE[action], tree=empty) == ["unit"]


def test_a_duplicate_names_its_original() -> None:
    """§一: 重复留言."""
    duplicate = changed(Action.REJECT, invalid_reason=InvalidReason.DUPLICATE)
    named = replace(duplicate, original="2018-000001")
    assert fields_of(Action.REJECT, duplicate) == ["original"]
    assert fields_of(Action.REJECT, named) == []
    assert fields_of(Action.REJECT, named, around=replace(AROUND, original_problem="没有这条")) == ["original"]


def test_only_a_duplicate_names_an_original() -> None:
    assert fields_of(Action.REJECT, changed(Action.REJECT, original="2018-000001")) == ["original"]


def test_handing_back_may_name_an_original_but_a_right_one() -> None:
    named = changed(Action.HAND_BACK, original="2018-000001")
    assert fields_of(Action.HAND_BACK, named) == []
    assert fields_of(Action.HAND_BACK, named, around=replace(AROUND, original_problem="没有这条")) == ["original"]


@pytest.mark.parametrize("action", [Action.ANSWER, Action.REJECT])
def test_a_reply_that_proposes_not_to_publish_names_its_reason(action: Action) -> None:
    """§三(四): 建议不公开的，须说明具体原因."""
    withheld = changed(action, public=False)
    assert fields_of(action, withheld) == ["withhold_reason"]
    assert fields_of(action, replace(withheld, withhold_reason=WithholdReason.SOVEREIGNTY)) == []


def test_another_special_case_is_described_in_words() -> None:
    """§三(五): 等特殊情况."""
    withheld = changed(Action.ANSWER, public=False, withhold_reason=WithholdReason.OTHER)
    assert fields_of(Action.ANSWER, withheld) == ["withhold_note"]
    assert fields_of(Action.ANSWER, replace(withheld, withhold_note="涉及未成年人")) == []


def test_who_proposes_to_publish_gives_no_reason_against_it() -> None:
    contradictory = changed(Action.ANSWER, withhold_reason=WithholdReason.PRIVACY)
    assert fields_of(Action.ANSWER, contradictory) == ["withhold_reason"]


def test_a_confirmed_report_cannot_be_withheld_as_unconfirmed() -> None:
    """§三(五): 反映情况不属实 is a ground for reports that are not true, and for no others."""
    withheld = changed(Action.ANSWER, public=False, withhold_reason=WithholdReason.UNCONFIRMED)
    assert fields_of(Action.ANSWER, withheld) == ["withhold_reason"]
    unconfirmed = replace(withheld, finding=Finding.UNCONFIRMED, corrected_on=None)
    assert fields_of(Action.ANSWER, unconfirmed) == []


def test_nor_can_its_case_be_withdrawn_as_unconfirmed() -> None:
    given = changed(Action.WITHDRAW, withhold_reason=WithholdReason.UNCONFIRMED)
    assert fields_of(Action.WITHDRAW, given) == ["withhold_reason"]
    not_true = situation(Action.WITHDRAW, case_finding=Finding.UNCONFIRMED)
    assert fields_of(Action.WITHDRAW, given, report=not_true) == []


@pytest.mark.parametrize(
    ("entries", "field"),
    [
        ({"corrected_on": None, "correct_by": TODAY}, None),
        ({"corrected_on": None, "correct_by": TOMORROW}, None),
        ({"corrected_on": YESTERDAY}, None),
        ({"corrected_on": None, "correct_by": YESTERDAY}, "correct_by"),
        ({"corrected_on": TOMORROW}, "corrected_on"),
        ({"correct_by": TOMORROW}, "correct_by"),  # corrected already and still promised
        ({"finding": Finding.UNCONFIRMED, "corrected_on": None}, None),
        ({"finding": Finding.UNCONFIRMED}, "corrected_on"),
        ({"finding": Finding.UNCONFIRMED, "corrected_on": None, "correct_by": TOMORROW}, "correct_by"),
        ({"finding": Finding.REFUSED}, "finding"),
    ],
)
def test_a_confirmed_problem_is_corrected_or_promised_to_be(entries: dict[str, Any], field: str | None) -> None:
    """§三(三): 对“问题属实”的，要快速准确纠正."""
    assert fields_of(Action.ANSWER, changed(Action.ANSWER, **entries)) == ([field] if field else [])


@pytest.mark.parametrize(
    ("day", "right"),
    [(TODAY, True), (date(2018, 6, 1), True), (TOMORROW, False), (date(2018, 5, 31), False)],
)
def test_a_promise_is_kept_between_the_report_and_today(day: date, right: bool) -> None:
    assert (fields_of(Action.RECTIFY, ActionInput(corrected_on=day)) == []) is right


SITE = {"new_site_code": "6301020099", "new_site_name": "城东区教育网", "new_site_url": "http://edu.chengdong.example/"}
UNLISTED = situation(Action.ANSWER, ReportKind.UNLISTED)


@pytest.mark.parametrize(
    ("entries", "fields"),
    [
        ({}, []),
        ({"new_site_code": "12"}, ["new_site_code"]),
        ({"new_site_code": None, "new_site_name": " ", "new_site_url": None},
         ["new_site_code", "new_site_name", "new_site_url"]),
        ({"new_site_url": "edu.chengdong.example"}, ["new_site_url"]),
        ({"new_site_url": "http://"}, ["new_site_url"]),
        ({"new_site_url": "http://edu chengdong.example/"}, ["new_site_url"]),
    ],
)  # fmt: skip
def test_a_website_missing_from_the_register_is_described(entries: dict[str, Any], fields: list[str]) -> None:
    """§三(二): 组织漏报网站主办单位通过报送系统补报网站信息."""
    given = changed(Action.ANSWER, **{**SITE, **entries})
    assert fields_of(Action.ANSWER, given, report=UNLISTED) == fields


def test_a_code_in_the_register_is_not_given_twice() -> None:
    given = changed(Action.ANSWER, **SITE)
    taken = replace(AROUND, site_code_taken=True)
    assert fields_of(Action.ANSWER, given, around=taken, report=UNLISTED) == ["new_site_code"]


def test_a_website_that_was_registered_already_is_not_described_again() -> None:
    given = changed(Action.ANSWER)
    assert fields_of(Action.ANSWER, given, report=replace(UNLISTED, site_known=True)) == []


def test_a_website_that_is_not_missing_after_all_is_not_described() -> None:
    given = changed(Action.ANSWER, finding=Finding.UNCONFIRMED, corrected_on=None)
    assert fields_of(Action.ANSWER, given, report=UNLISTED) == []


def test_only_the_root_confirms_both_checks_and_writes_the_public_copy() -> None:
    """§二, §三(五): publication is decided at the final review."""
    unchecked = changed(Action.APPROVE, secrecy_checked=False, privacy_checked=False)
    assert fields_of(Action.APPROVE, unchecked) == ["secrecy_checked", "privacy_checked"]
    below = situation(Action.APPROVE, holder=CAST.unit("xining"))
    assert fields_of(Action.APPROVE, ActionInput(), report=below) == []
    private = situation(Action.APPROVE, reply=replace(PUBLIC_REPLY, public=False))
    assert fields_of(Action.APPROVE, ActionInput(), report=private) == []


@pytest.mark.parametrize("account", ["", "chengdong", None])
def test_only_ones_own_people_are_assigned(account: str | None) -> None:
    assert fields_of(Action.ASSIGN, ActionInput(account=account)) == ["account"]


def test_forms_show_only_the_fields_that_are_asked_for() -> None:
    def due(report: Situation, action: Action) -> set[str]:
        row = find_transition(report, action, TREE)
        assert row is not None
        return set(fields_due(row, report, TREE))

    at_root = situation(Action.APPROVE)
    assert {"public_title", "secrecy_checked", "comment"} <= due(at_root, Action.APPROVE)
    assert due(replace(at_root, holder=CAST.unit("xining")), Action.APPROVE) == {"comment"}
    assert set(SITE) <= due(UNLISTED, Action.ANSWER)
    assert not set(SITE) & due(situation(Action.ANSWER), Action.ANSWER)
    assert "public_title" in due(situation(Action.DISCLOSE), Action.DISCLOSE)
