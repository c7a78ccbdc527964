"""Last paragraph of the notice: the provincial office assesses; what it froze stays; a unit objects once, in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.domain.assessment import Result, score
from portal.domain.assessment_scheme import DEDUCTIBLE, DEFAULT, MARKABLE, POINT
from portal.domain.policy import Actor
from portal.services import assessment
from portal.services.context import Context
from portal.services.errors import Invalid, NotAllowed, NotFound
from portal.store import AssessmentResult, AssessmentScheme, AuditEntry, FrozenAssessment, ScoreObjection
from portal.store.assessment import SchemeInForce, scheme_in_force
from tests.handling import Desk
from tests.province import Cast

YEAR = 2018
OTHER = DEFAULT.reweighted({"on_time": 40, "settled": 0})
"""A scheme that differs from the default."""
COUNTED = {figure.key: (8, 10 if figure.among else None) for figure in (*MARKABLE, *DEDUCTIBLE)}


def results(cast: Cast) -> list[Result]:
    """What two units earned, one below the other."""
    earned = score(DEFAULT, COUNTED)
    return [
        Result(cast.unit("xining"), cast.unit("province"), earned),
        Result(cast.unit("chengdong"), cast.unit("xining"), earned),
    ]


def in_force(context: Context, year: int = YEAR) -> SchemeInForce:
    with context.database.reading() as session:
        return scheme_in_force(session, year)


def freeze(desk: Desk, who: str = "province", *, complete: bool = True) -> None:
    cast = desk.cast
    assessment.freeze(desk.context, cast.officer(who), YEAR, in_force(desk.context), results(cast), complete=complete)


def stored(context: Context, table: type) -> list[object]:
    with context.database.reading() as session:
        return list(session.scalars(select(table)).all())


def deeds(context: Context) -> list[str]:
    with context.database.reading() as session:
        return list(session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)).all())


def refused(problem: str, act: Callable[[], object]) -> None:
    """The act is refused with this sentence."""
    with pytest.raises(Invalid) as refusal:
        act()
    assert problem in "；".join(each.message for each in refusal.value.problems)


@pytest.fixture
def over(desk: Desk) -> Desk:
    """The year is over."""
    desk.context.now.advance(days=240)  # type: ignore[attr-defined]  # the tests' clock
    return desk


@pytest.fixture
def frozen(over: Desk) -> Desk:
    """The year is over, and its results stand."""
    freeze(over)
    return over


def everybody_but(cast: Cast, *allowed: str) -> list[Actor]:
    """Every kind of account that may not do it."""
    return [*(cast.officer(name) for name in cast.unit_of if name not in allowed), cast.admin, cast.auditor]


def test_without_a_decision_the_default_scheme_counts(context: Context, cast: Cast) -> None:
    assert in_force(context) == SchemeInForce(DEFAULT)


def test_the_latest_version_of_a_year_counts_and_goes_on_into_later_years(context: Context, cast: Cast) -> None:
    province = cast.officer("province")
    assert assessment.save_scheme(context, province, YEAR, DEFAULT) == 1
    assert assessment.save_scheme(context, province, YEAR, OTHER) == 2
    assert (in_force(context).scheme, in_force(context).version) == (OTHER, 2)
    assert (in_force(context, YEAR + 1).scheme, in_force(context, YEAR + 1).year) == (OTHER, YEAR)
    assert in_force(context, YEAR - 1).version == 0
    assert len(stored(context, AssessmentScheme)) == 2
    assert deeds(context) == ["save_scheme", "save_scheme"]


def test_saving_the_same_again_makes_no_version(context: Context, cast: Cast) -> None:
    province = cast.officer("province")
    assessment.save_scheme(context, province, YEAR, OTHER)
    refused("没有改动", lambda: assessment.save_scheme(context, province, YEAR, OTHER))
    assert assessment.save_scheme(context, province, YEAR + 1, OTHER) == 1


def test_weights_that_do_not_make_up_a_hundred_are_refused(context: Context, cast: Cast) -> None:
    wrong = DEFAULT.reweighted({"on_time": 25})
    refused("现在是 95 分", lambda: assessment.save_scheme(context, cast.officer("province"), YEAR, wrong))
    assert not stored(context, AssessmentScheme)


def test_only_the_provincial_office_decides_and_freezes(over: Desk) -> None:
    context, cast = over.context, over.cast
    for who in everybody_but(cast, "province", "province2"):
        with pytest.raises(NotAllowed):
            assessment.save_scheme(context, who, YEAR, OTHER)
        with pytest.raises(NotAllowed):
            assessment.freeze(context, who, YEAR, in_force(context), results(cast), complete=True)
    assert not stored(context, AssessmentScheme) + stored(context, FrozenAssessment)


def test_a_year_is_frozen_when_it_is_over_and_counted_and_only_once(desk: Desk) -> None:
    refused("还没有结束", lambda: freeze(desk))
    desk.context.now.advance(days=240)  # type: ignore[attr-defined]  # the tests' clock
    refused("正在重新计算", lambda: freeze(desk, complete=False))
    freeze(desk)
    refused("已经冻结", lambda: freeze(desk, "province2"))
    assert len(stored(desk.context, FrozenAssessment)) == 1
    assert len(stored(desk.context, AssessmentResult)) == 2
    assert deeds(desk.context) == ["freeze_assessment"]


def test_a_scheme_that_changed_meanwhile_freezes_nothing(over: Desk) -> None:
    context, cast = over.context, over.cast
    seen = in_force(context)
    assessment.save_scheme(context, cast.officer("province2"), YEAR, OTHER)
    refused(
        "刚刚有改动",
        lambda: assessment.freeze(context, cast.officer("province"), YEAR, seen, results(cast), complete=True),
    )
    assert not stored(context, FrozenAssessment)


def test_the_scheme_of_a_frozen_year_is_not_changed(frozen: Desk) -> None:
    province = frozen.cast.officer("province")
    refused("已经冻结", lambda: assessment.save_scheme(frozen.context, province, YEAR, OTHER))


def raise_objection(desk: Desk, who: Actor | str = "xining", unit: str = "xining", words: str = "数字有误") -> None:
    actor = desk.cast.officer(who) if isinstance(who, str) else who
    assessment.raise_objection(desk.context, actor, YEAR, unit, words)


def reply(desk: Desk, who: Actor | str = "province", words: str = "已核对", adjustment: int = 0) -> None:
    actor = desk.cast.officer(who) if isinstance(who, str) else who
    assessment.reply(desk.context, actor, YEAR, "xining", words, adjustment)


def test_only_the_assessed_unit_objects(frozen: Desk) -> None:
    for who in everybody_but(frozen.cast, "xining"):
        with pytest.raises(NotAllowed):
            raise_objection(frozen, who)
    raise_objection(frozen)
    (kept,) = stored(frozen.context, ScoreObjection)
    assert isinstance(kept, ScoreObjection)
    assert (kept.words, kept.reply, kept.raised_by_id) == ("数字有误", None, frozen.cast.account("xining"))
    assert deeds(frozen.context)[-1] == "object_to_score"


def test_a_unit_objects_once(frozen: Desk) -> None:
    raise_objection(frozen)
    refused("只能提出一次", lambda: raise_objection(frozen, words="还有一处"))


def test_a_unit_objects_within_fifteen_days_of_freezing(frozen: Desk) -> None:
    frozen.context.now.advance(days=15)  # type: ignore[attr-defined]  # the tests' clock
    raise_objection(frozen, "chengdong", "chengdong")
    frozen.context.now.advance(days=1)  # type: ignore[attr-defined]  # the tests' clock
    refused("期限已过（2019-02-14）", lambda: raise_objection(frozen))


@pytest.mark.parametrize(("words", "problem"), [(" \n ", "请写明对哪一项有异议"), ("长" * 2001, "最多 2000 字")])
def test_an_objection_says_something_and_not_too_much(frozen: Desk, words: str, problem: str) -> None:
    refused(problem, lambda: raise_objection(frozen, words=words))


def test_there_is_nothing_to_object_to_before_freezing_or_without_a_result(over: Desk) -> None:
    with pytest.raises(NotFound):
        raise_objection(over)
    freeze(over)
    for unit in ("haidong", "nowhere"):
        with pytest.raises(NotFound):
            raise_objection(over, "haidong", unit)


def test_only_the_provincial_office_replies_and_only_once(frozen: Desk) -> None:
    with pytest.raises(NotFound):
        reply(frozen)
    raise_objection(frozen)
    for who in everybody_but(frozen.cast, "province", "province2"):
        with pytest.raises(NotAllowed):
            reply(frozen, who)
    refused("请写明是否采纳", lambda: reply(frozen, words=" "))
    reply(frozen, adjustment=150)
    refused("已经答复", lambda: reply(frozen, "province2"))
    (kept,) = stored(frozen.context, ScoreObjection)
    assert isinstance(kept, ScoreObjection)
    assert (kept.reply, kept.adjustment, kept.replied_by_id) == ("已核对", 150, frozen.cast.account("province"))
    assert deeds(frozen.context)[-1] == "reply_to_objection"


@pytest.mark.parametrize("adjustment", [-101 * POINT, 101 * POINT, -100 * POINT])
def test_an_adjustment_stays_within_reason(frozen: Desk, adjustment: int) -> None:
    raise_objection(frozen)
    refused("不能低于 0", lambda: reply(frozen, adjustment=adjustment))


def test_what_was_frozen_stays_as_it_was_after_an_adjustment(frozen: Desk) -> None:
    before = [(row.total, row.lines) for row in stored(frozen.context, AssessmentResult)]  # type: ignore[attr-defined]
    raise_objection(frozen)
    reply(frozen, adjustment=-50)
    after = [(row.total, row.lines) for row in stored(frozen.context, AssessmentResult)]  # type: ignore[attr-defined]
    assert after == before


def test_without_a_mark_there_is_nothing_to_adjust(over: Desk) -> None:
    nothing = score(DEFAULT, {key: (0, 0 if among else None) for key, (_, among) in COUNTED.items()})
    (first, *_) = results(over.cast)
    assessment.freeze(
        over.context, over.cast.officer("province"), YEAR, in_force(over.context),
        [replace(first, score=nothing)], complete=True,
    )  # fmt: skip
    raise_objection(over)
    refused("没有评分", lambda: reply(over, adjustment=100))
    reply(over)
