"""The form of an assessment scheme: a line for every figure that could count, where empty or 0 means that it does not.

Which figures there are is data, so the form is read by their keys and not field by field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from portal.domain.assessment_scheme import (
    DEDUCTIBLE,
    MARKABLE,
    REWARDABLE,
    Aspect,
    Bonus,
    Criterion,
    Deduction,
    Scheme,
    field_of,
    problems,
)
from portal.domain.assessment_words import figure_name, read_points, short_points
from portal.domain.demands import Problem
from portal.domain.figures import Figure

WEIGHT = "weight-"
"""Begins the names of the weights that are tried."""


def typed_of(scheme: Scheme) -> dict[str, str]:
    """The scheme as it stands in the form's fields."""
    typed = {"minimum": str(scheme.minimum)}
    for criterion in scheme.criteria:
        for part in ("aspect", "weight", "none_at", "full_at"):
            typed[field_of("criterion", criterion.figure, part)] = str(getattr(criterion, part))
    for deduction in scheme.deductions:
        typed[field_of("deduction", deduction.figure, "each")] = short_points(deduction.each)
        typed[field_of("deduction", deduction.figure, "cap")] = short_points(deduction.cap)
    for bonus in scheme.bonuses:
        typed[field_of("bonus", bonus.figure, "from_rate")] = str(bonus.from_rate)
        typed[field_of("bonus", bonus.figure, "points")] = short_points(bonus.points)
    return typed


def read_scheme(given: Mapping[str, str]) -> tuple[Scheme, list[Problem]]:
    """What was typed, and everything that has to be put right before it can be saved."""
    reading = _Reading(given)
    scheme = Scheme(
        minimum=reading.whole("minimum", "最少件数"),
        criteria=tuple(reading.criterion(each) for each in MARKABLE if reading.used("criterion", each, "weight")),
        deductions=tuple(reading.deduction(each) for each in DEDUCTIBLE if reading.used("deduction", each, "each")),
        bonuses=tuple(reading.bonus(each) for each in REWARDABLE if reading.used("bonus", each, "points")),
    )
    return scheme, reading.wrong or problems(scheme)


def read_trial(given: Mapping[str, str], scheme: Scheme) -> tuple[Scheme | None, list[Problem]]:
    """The scheme with the weights that the address tries; None where it tries none, or they make no scheme."""
    tried = {each.figure: given[WEIGHT + each.figure] for each in scheme.criteria if WEIGHT + each.figure in given}
    if not tried:
        return None, []
    reading = _Reading(given)
    trial = scheme.reweighted({key: reading.whole(WEIGHT + key, f"{figure_name(key)}的权重") for key in tried})
    found = reading.wrong or problems(trial)
    return (None if found else trial), found


class _Reading:
    """Reads numbers, and notes which of them are none."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given
        self.wrong: list[Problem] = []

    def used(self, kind: str, figure: Figure, part: str) -> bool:
        return self.given.get(field_of(kind, figure.key, part), "").strip() not in ("", "0")

    def whole(self, field: str, name: str) -> int:
        return self._number(field, f"{name}应为整数", _whole)

    def points(self, field: str, name: str) -> int:
        return self._number(field, f"{name}应为数字，最多两位小数", read_points)

    def criterion(self, figure: Figure) -> Criterion:
        def number(part: str, name: str) -> int:
            return self.whole(field_of("criterion", figure.key, part), f"{figure.name}：{name}")

        aspect = Aspect.lookup(self.given.get(field_of("criterion", figure.key, "aspect"))) or Aspect.EFFECT
        return Criterion(
            aspect, figure.key, number("weight", "权重"), number("none_at", "零分线"), number("full_at", "满分线")
        )

    def deduction(self, figure: Figure) -> Deduction:
        each = self.points(field_of("deduction", figure.key, "each"), f"{figure.name}：每件扣分")
        return Deduction(
            figure.key, each, self.points(field_of("deduction", figure.key, "cap"), f"{figure.name}：最多扣分")
        )

    def bonus(self, figure: Figure) -> Bonus:
        rate = self.whole(field_of("bonus", figure.key, "from_rate"), f"{figure.name}：起加线")
        return Bonus(figure.key, rate, self.points(field_of("bonus", figure.key, "points"), f"{figure.name}：加分"))

    def _number(self, field: str, sentence: str, read: Callable[[str], int | None]) -> int:
        number = read(self.given.get(field, ""))
        if number is None:
            self.wrong.append(Problem(field, sentence))
        return number or 0


def _whole(typed: str) -> int | None:
    typed = typed.strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else None
