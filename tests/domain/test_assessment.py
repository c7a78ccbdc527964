"""Last paragraph of the notice: effect, quality and response are assessed, by numbers that anybody can follow."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.assessment import Counted, Part, Score, ranks, score, score_data, score_from
from portal.domain.assessment_scheme import (
    DEDUCTIBLE,
    DEFAULT,
    MARKABLE,
    Aspect,
    Bonus,
    Criterion,
    Deduction,
    Scheme,
    problems,
    scheme_data,
    scheme_from,
)
from portal.domain.assessment_words import points, read_points, short_points

TWO = Scheme(
    minimum=5,
    criteria=(
        Criterion(Aspect.EFFECT, "on_time", 60, 60, 100),
        Criterion(Aspect.QUALITY, "sent_back", 40, 30, 0),
    ),
)


def points_of(scheme: Scheme, figure: str, **counted: tuple[int, int | None]) -> int | None:
    """What one line of a derivation is worth."""
    return next(line.points for line in score(scheme, counted).lines if line.figure == figure)


@pytest.mark.parametrize(
    ("on_time", "earned"),
    [(0, 0), (60, 0), (70, 1500), (80, 3000), (95, 5250), (99, 5850), (100, 6000)],
)
def test_between_no_points_and_all_points_they_rise_with_the_rate(on_time: int, earned: int) -> None:
    assert points_of(TWO, "on_time", on_time=(on_time, 100), sent_back=(0, 100)) == earned


@pytest.mark.parametrize(("sent_back", "earned"), [(0, 4000), (15, 2000), (29, 133), (30, 0), (80, 0)])
def test_where_less_is_better_they_fall_with_the_rate(sent_back: int, earned: int) -> None:
    assert points_of(TWO, "sent_back", on_time=(100, 100), sent_back=(sent_back, 100)) == earned


def test_points_are_rounded_half_up_once_a_line_and_the_total_is_the_sum_of_the_lines() -> None:
    third = replace(TWO, criteria=(Criterion(Aspect.EFFECT, "on_time", 100, 0, 100),))
    assert points_of(third, "on_time", on_time=(1, 8000)) is not None
    assert points_of(third, "on_time", on_time=(1, 20000)) == 1  # half a hundredth
    assert points_of(third, "on_time", on_time=(1, 20001)) == 0
    found = score(TWO, {"on_time": (5, 6), "sent_back": (1, 7)})
    assert found.total == sum(line.points or 0 for line in found.lines)


def test_the_weight_of_what_rests_on_too_little_is_spread_over_the_others() -> None:
    found = score(TWO, {"on_time": (5, 5), "sent_back": (0, 4)})
    assert [(line.points, line.weight) for line in found.lines] == [(10000, 10000), (None, 0)]
    assert found.lines[1].why == "分母 4 件，不足 5 件，不评分，权重 40 分摊到其他指标"
    assert "权重由 60 分增为 100 分" in found.lines[0].why
    assert found.of_aspect(Aspect.QUALITY) is None
    assert found.of_aspect(Aspect.EFFECT) == 10000


def test_a_unit_without_any_mark_has_no_total() -> None:
    assert score(TWO, {"on_time": (0, 0), "sent_back": (0, 0)}).total is None


def test_a_unit_of_which_less_than_half_can_be_marked_has_no_total() -> None:
    found = score(TWO, {"on_time": (0, 4), "sent_back": (0, 9)})
    assert [line.points for line in found.lines] == [None, None]
    assert found.lines[1].why == "件数够多的指标，权重合计不到一半，不评分"
    assert found.total is None


def test_spread_weights_always_make_up_the_whole() -> None:
    thirds = replace(
        TWO,
        criteria=tuple(
            Criterion(Aspect.EFFECT, figure, weight, 0, 100)
            for figure, weight in (("on_time", 30), ("settled", 30), ("published", 30), ("satisfied", 10))
        ),
    )
    counted: Counted = {"on_time": (9, 9), "settled": (9, 9), "published": (9, 9), "satisfied": (0, 0)}
    found = score(thirds, counted)
    assert sorted(line.weight for line in found.lines) == [0, 3333, 3333, 3334]
    assert found.total == 10000


def test_deductions_go_report_by_report_up_to_their_cap() -> None:
    strict = replace(TWO, deductions=(Deduction("month_late", 150, 400),))
    best: Counted = {"on_time": (9, 9), "sent_back": (0, 9)}
    for number, taken in ((0, 0), (1, -150), (2, -300), (3, -400), (50, -400)):
        found = score(strict, {**best, "month_late": (number, 50)})
        assert found.deducted == taken
        assert found.total == 10000 + taken


def test_no_total_falls_below_zero() -> None:
    harsh = replace(TWO, deductions=(Deduction("month_late", 10000, 10000),))
    assert score(harsh, {"on_time": (61, 100), "sent_back": (90, 100), "month_late": (1, 100)}).total == 0


@pytest.mark.parametrize(
    ("satisfied", "added"), [((0, 0), 0), ((4, 4), 0), ((5, 5), 200), ((19, 20), 200), ((94, 100), 0)]
)
def test_a_bonus_wants_its_rate_and_enough_reports(satisfied: tuple[int, int], added: int) -> None:
    kind = replace(TWO, bonuses=(Bonus("satisfied", 95, 200),))
    found = score(kind, {"on_time": (9, 9), "sent_back": (0, 9), "satisfied": satisfied})
    assert found.added == added
    assert found.total == 10000 + added


def test_equal_totals_share_a_place_and_without_a_total_there_is_none() -> None:
    assert ranks([9000, None, 9500, 9000, 8000]) == [2, None, 1, 2, 4]


def test_the_scheme_that_comes_along_is_sound() -> None:
    assert problems(DEFAULT) == []
    assert sum(DEFAULT.weight_of(aspect) for aspect in Aspect) == 100
    assert all(DEFAULT.weight_of(aspect) > 0 for aspect in Aspect)
    assert {"unfinished", "month_late"} <= {each.figure for each in DEFAULT.deductions}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (DEFAULT.reweighted({"on_time": 29}), "各项指标的权重合计应为 100 分，现在是 99 分"),
        (DEFAULT.reweighted({"on_time": 31}), "各项指标的权重合计应为 100 分，现在是 101 分"),
        (replace(TWO, criteria=()), "各项指标的权重合计应为 100 分，现在是 0 分"),
        (replace(TWO, minimum=0), "最少件数应为 1 至 1000 的整数"),
        (replace(TWO, criteria=(Criterion(Aspect.EFFECT, "on_time", 100, 90, 60),)), "满分线应比零分线高"),
        (replace(TWO, criteria=(Criterion(Aspect.EFFECT, "late", 100, 0, 0),)), "满分线应比零分线低"),
        (replace(TWO, criteria=(Criterion(Aspect.EFFECT, "on_time", 100, -1, 60),)), "零分线和满分线应为"),
        (replace(TWO, criteria=(Criterion(Aspect.EFFECT, "received", 100, 0, 60),)), "收到不能用来评分"),
        (replace(TWO, criteria=(Criterion(Aspect.EFFECT, "nothing", 100, 0, 60),)), "指标 nothing不能用来评分"),
        (replace(TWO, deductions=(Deduction("published", 1, 1),)), "公开不能用来扣分"),
        (replace(TWO, deductions=(Deduction("late", 0, 100),)), "每件扣分应在"),
        (replace(TWO, deductions=(Deduction("late", 200, 100),)), "最多扣分不能少于每件扣分"),
        (replace(TWO, bonuses=(Bonus("late", 1, 1),)), "逾期办结不能用来加分"),
        (replace(TWO, bonuses=(Bonus("satisfied", 101, 1),)), "起加线应为"),
        (replace(TWO, bonuses=(Bonus("satisfied", 90, 0),)), "加分应在"),
    ],
)
def test_a_scheme_that_cannot_be_followed_is_refused_with_a_sentence(wrong: Scheme, sentence: str) -> None:
    assert any(sentence in problem.message for problem in problems(wrong))


def test_a_weight_of_zero_leaves_a_criterion_out() -> None:
    left = DEFAULT.reweighted({"settled": 0, "on_time": 40})
    assert problems(left) == []
    assert "settled" not in {each.figure for each in left.criteria}


counts = st.integers(0, 400).flatmap(lambda among: st.tuples(st.integers(0, among), st.just(among)))


@given(st.fixed_dictionaries({figure.key: counts for figure in (*MARKABLE, *DEDUCTIBLE)}))
def test_whatever_was_counted_the_points_stay_within_their_bounds_and_survive_storing(
    counted: dict[str, tuple[int, int | None]],
) -> None:
    found = score(DEFAULT, counted)
    for line in found.lines:
        if line.part is Part.CRITERION and line.points is not None:
            assert 0 <= line.points <= line.weight
    weights = [line.weight for line in found.lines if line.part is Part.CRITERION]
    assert sum(weights) in (0, 10000)
    assert found.total is None or 0 <= found.total <= 10400
    assert score_from(json.loads(json.dumps(score_data(found)))) == found
    again = score(DEFAULT, Score(found.lines).counted)
    assert again == found, "what was frozen can be tried with other weights"


def test_a_scheme_survives_storing() -> None:
    assert scheme_from(json.loads(json.dumps(scheme_data(DEFAULT)))) == DEFAULT


def test_points_read_as_people_write_them() -> None:
    assert [points(each) for each in (0, 5, 10000, -150, 9235)] == ["0.00", "0.05", "100.00", "−1.50", "92.35"]
    assert [short_points(each) for each in (0, 5, 10000, -150, 2000)] == ["0", "0.05", "100", "−1.5", "20"]
    typed = ("2", "1.5", "0.25", "+3", "-0.5", "−1", " 4 ", "", "x", "1.234", "1e2", "１")
    assert [read_points(each) for each in typed] == [200, 150, 25, 300, -50, -100, 400, *[None] * 5]
