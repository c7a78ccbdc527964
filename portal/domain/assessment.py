"""监督考评: the points of a unit for a year, and every line by which they were found.

Points are whole hundredths, rounded half up once per line; the total is the sum of the lines as they are shown, so that
whoever adds them up by hand finds the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from portal.domain.assessment_scheme import POINT, WHOLE, Aspect, Bonus, Criterion, Deduction, Scheme, aspect_from
from portal.domain.assessment_words import bonus_words, criterion_words, deduction_words, figure_name, short_points
from portal.domain.deadlines import day_of
from portal.domain.figure_words import percent
from portal.domain.vocabulary import Term

OBJECTION_DAYS = 15
"""Days after freezing in which a unit may object to its result **[choice]**."""

Counted = Mapping[str, tuple[int, int | None]]
"""Numerator and denominator by figure; a plain count has no denominator."""


class Part(Term):
    """Under which heading a line of the derivation stands."""

    CRITERION = "criterion", "得分"
    DEDUCTION = "deduction", "扣分"
    BONUS = "bonus", "加分"


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line of a derivation. ``points`` are what it adds, below zero where it takes away, None where the figure
    rests on too little; ``weight`` is what the criterion was worth in the end, ``why`` says how it was found. A
    deduction counts reports among no others."""

    part: Part
    figure: str
    name: str
    counted: int
    among: int | None
    points: int | None
    why: str
    aspect: Aspect | None = None
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """What a unit earned. ``total`` is None where no criterion could be marked."""

    lines: tuple[ScoreLine, ...]

    @property
    def total(self) -> int | None:
        """All lines together, never below zero."""
        marked = any(line.part is Part.CRITERION and line.points is not None for line in self.lines)
        return max(0, sum(line.points or 0 for line in self.lines)) if marked else None

    def of_aspect(self, aspect: Aspect) -> int | None:
        """The points of one aspect; None where none of its criteria could be marked."""
        return _sum(line.points for line in self.lines if line.aspect is aspect)

    @property
    def deducted(self) -> int:
        """Everything that was taken away, zero or less."""
        return _sum(line.points for line in self.lines if line.part is Part.DEDUCTION) or 0

    @property
    def added(self) -> int:
        """What bonuses added."""
        return _sum(line.points for line in self.lines if line.part is Part.BONUS) or 0

    @property
    def counted(self) -> Counted:
        """The numbers that it rests on, with their denominators where any line has one."""
        lines = sorted(self.lines, key=lambda line: line.among is not None)
        return {line.figure: (line.counted, line.among) for line in lines}


@dataclass(frozen=True, slots=True)
class Result:
    """What a unit earned, and below which unit it stands: its ranking is among the units there."""

    unit: int
    parent: int
    score: Score


def last_objection_day(frozen_at: datetime) -> date:
    """The last day on which a unit may object (Asia/Shanghai)."""
    return day_of(frozen_at) + timedelta(days=OBJECTION_DAYS)


def score(scheme: Scheme, counted: Counted) -> Score:
    """The points that these numbers earn under a scheme."""
    weights = _weights(scheme, counted)
    return Score(
        (
            *(
                _marked(each, scheme.minimum, counted, weights.get(each.figure), scored=bool(weights))
                for each in scheme.criteria
            ),
            *(_deducted(each, counted) for each in scheme.deductions),
            *(_rewarded(each, scheme.minimum, counted) for each in scheme.bonuses),
        )
    )


def ranks(totals: Sequence[int | None]) -> list[int | None]:
    """The place of each total, the highest first; equal totals share a place, and without a total there is none."""
    known = [total for total in totals if total is not None]
    return [None if total is None else 1 + sum(other > total for other in known) for total in totals]


def _weights(scheme: Scheme, counted: Counted) -> dict[str, int]:
    """What each criterion that can be marked is worth: the weight of the others is spread over them in proportion.

    They always make up the whole; what rounding leaves goes to the largest remainders. Where those that can be marked
    are worth less than half of the scheme, none is: the rest would be judged by too little **[choice]**.
    """
    marked = [each for each in scheme.criteria if (counted[each.figure][1] or 0) >= scheme.minimum]
    together = sum(each.weight for each in marked)
    if together * 2 < WHOLE:
        return {}
    exact = {each.figure: Fraction(each.weight * WHOLE * POINT, together) for each in marked}
    shared = {figure: int(weight) for figure, weight in exact.items()}
    left = WHOLE * POINT - sum(shared.values())
    for figure in sorted(exact, key=lambda each: shared[each] - exact[each])[:left]:
        shared[figure] += 1
    return shared


def _marked(rule: Criterion, minimum: int, counted: Counted, weight: int | None, *, scored: bool) -> ScoreLine:
    numerator, among = counted[rule.figure]
    name = figure_name(rule.figure)
    if weight is None:
        shared = f"，权重 {rule.weight} 分摊到其他指标" if scored else ""
        why = f"分母 {among or 0} 件，不足 {minimum} 件，不评分{shared}"
        if among and among >= minimum:
            why = "件数够多的指标，权重合计不到一半，不评分"
        return ScoreLine(Part.CRITERION, rule.figure, name, numerator, among, None, why, rule.aspect)
    rate = Fraction(numerator, among or 1) * 100
    share = min(Fraction(1), max(Fraction(0), (rate - rule.none_at) / (rule.full_at - rule.none_at)))
    spread = "" if weight == rule.weight * POINT else f"，权重由 {rule.weight} 分增为 {short_points(weight)} 分"
    why = f"{percent(numerator, among or 0)}，{criterion_words(rule)}{spread}"
    return ScoreLine(
        Part.CRITERION, rule.figure, name, numerator, among, _half_up(weight * share), why, rule.aspect, weight
    )


def _deducted(rule: Deduction, counted: Counted) -> ScoreLine:
    number, _ = counted[rule.figure]
    why = f"{number} 件，{deduction_words(rule)}"
    taken = -min(number * rule.each, rule.cap)
    return ScoreLine(Part.DEDUCTION, rule.figure, figure_name(rule.figure), number, None, taken, why)


def _rewarded(rule: Bonus, minimum: int, counted: Counted) -> ScoreLine:
    numerator, among = counted[rule.figure]
    earned = 0
    if not among or among < minimum:
        why = f"分母 {among or 0} 件，不足 {minimum} 件，不加分"
    else:
        earned = rule.points if numerator * 100 >= rule.from_rate * among else 0
        why = f"{percent(numerator, among)}，{bonus_words(rule)}"
    return ScoreLine(Part.BONUS, rule.figure, figure_name(rule.figure), numerator, among, earned, why)


def _half_up(number: Fraction) -> int:
    return int(number + Fraction(1, 2))


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def score_data(found: Score) -> list[dict[str, Any]]:
    """The lines as they are stored."""
    return [asdict(line) for line in found.lines]


def score_from(data: Iterable[Mapping[str, Any]]) -> Score:
    """The score that was stored."""
    return Score(tuple(_line_from(**each) for each in data))


def _line_from(*, part: str, aspect: str | None, **rest: Any) -> ScoreLine:
    known = Part(part)  # type: ignore[call-arg]  # looks a term up
    return ScoreLine(part=known, aspect=aspect_from(aspect) if aspect else None, **rest)
