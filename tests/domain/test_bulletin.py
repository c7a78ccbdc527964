"""What a bulletin may be taken to, by whom, and what its form must hold (§五.4)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from portal.domain.bulletin import (
    LONGEST_TEXT,
    MOST_CASES,
    BulletinState,
    Decision,
    Ground,
    Part,
    Section,
    Standing,
    Step,
    Verdict,
    Wording,
    kept,
    may,
    may_be_about,
    may_read,
    problem_of,
    problems_of,
    read,
)
from portal.domain.official_document import Table
from portal.domain.periods import Period
from tests.province import cast_on_paper, tree_on_paper

CAST, TREE = cast_on_paper(), tree_on_paper()
PEOPLE = {
    **{name: CAST.officer(name) for name in ("province", "province2", "xining", "chengdong-gov")},
    "admin": CAST.admin,
    "auditor": CAST.auditor,
}
WORDED_BY = CAST.account("province")
DRAFT = Standing(BulletinState.DRAFT, WORDED_BY)
TO_SIGN = Standing(BulletinState.TO_SIGN, WORDED_BY)
ISSUED = Standing(BulletinState.ISSUED, WORDED_BY, frozenset({CAST.unit("xining")}))
PUBLIC = replace(ISSUED, public=True)
STANDINGS = {"draft": DRAFT, "to sign": TO_SIGN, "issued": ISSUED, "public": PUBLIC}
OFFICE = {"province", "province2"}
ALLOWED = {
    ("draft", Step.SAVE): OFFICE,
    ("draft", Step.SUBMIT): OFFICE,
    ("to sign", Step.RETURN): OFFICE,
    ("to sign", Step.SIGN): {"province2"},
    ("issued", Step.ACKNOWLEDGE): {"xining"},
    ("issued", Step.PUBLISH): OFFICE,
    ("public", Step.ACKNOWLEDGE): {"xining"},
    ("public", Step.UNPUBLISH): OFFICE,
}
WORDING = Wording(
    "关于六月的通报",
    "各单位",
    (
        Section(
            Part.OVERVIEW, "总体情况", "共1条。", (Table("对照", ("指标", "本期"), (("收到", "1"),)),), internal=True
        ),
    ),
    number="政办通报〔2018〕3号",
    red_head=True,
    cases=("2018-000001",),
)


@pytest.mark.parametrize(("standing", "step"), list(product(STANDINGS, Step)))
def test_each_step_is_for_those_whom_the_rules_name_and_for_nobody_else(standing: str, step: Step) -> None:
    may_take = {name for name, who in PEOPLE.items() if may(who, step, STANDINGS[standing], TREE)}
    assert may_take == ALLOWED.get((standing, step), set())


def test_a_unit_that_merged_is_acknowledged_for_by_its_successor() -> None:
    merged = tree_on_paper(xining="haidong")
    assert may(CAST.officer("haidong"), Step.ACKNOWLEDGE, ISSUED, merged)


def test_drafts_are_read_by_the_provincial_office_alone_and_issued_ones_by_every_officer() -> None:
    for name, who in PEOPLE.items():
        assert may_read(who, DRAFT, TREE) == may_read(who, TO_SIGN, TREE) == (name in OFFICE), name
        assert may_read(who, ISSUED, TREE) == (name not in ("admin", "auditor")), name


def test_the_grounds_are_those_of_the_notice() -> None:
    assert [each.label for each in Ground] == ["无正当理由逾期不办", "应公开未公开", "审核不严"]


def test_bulletins_are_about_months_and_quarters() -> None:
    assert may_be_about(Period.month(2018, 6))
    assert may_be_about(Period.quarter(2018, 2))
    for other in (Period.year(2018), Period(Period.month(2018, 2).first, Period.month(2018, 4).last)):
        assert not may_be_about(other)


def test_what_a_version_keeps_is_the_wording_again() -> None:
    assert read(kept(WORDING)) == WORDING


def test_a_bulletin_has_a_title_and_somebody_to_go_to() -> None:
    assert problems_of(WORDING) == []
    empty = replace(WORDING, title=" ", addressed="")
    assert [problem.field for problem in problems_of(empty)] == ["title", "addressed"]


def test_what_is_too_long_is_said_at_its_own_field() -> None:
    long = replace(
        WORDING,
        number="号" * 61,
        sections=(Section(Part.DEMANDS, "", "字" * (LONGEST_TEXT + 1)),),
        cases=tuple(f"2018-{number:06}" for number in range(MOST_CASES + 1)),
    )
    assert [problem.field for problem in problems_of(long)] == ["number", "demands_heading", "demands_text", "cases"]


def test_dropping_a_criticism_needs_a_reason() -> None:
    assert problem_of(Verdict(Decision.DROPPED)) == "不予通报须说明理由"
    assert not problem_of(Verdict(Decision.DROPPED, "停电"))
    assert not problem_of(Verdict(Decision.CONFIRMED))
    assert "最多" in problem_of(Verdict(Decision.CONFIRMED, "字" * 301))
