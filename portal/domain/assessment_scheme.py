"""考评方案: by what a year's handling is assessed, as data (办理实效、质量、社会反响; last paragraph of the notice).

The notice names the three aspects and no number. Every number of DEFAULT is our own **[choice]**, and the provincial
office replaces it year by year. All points are kept as whole hundredths, so that nothing is lost by rounding twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from portal.domain.demands import Problem
from portal.domain.figures import BY_KEY, FIGURES, UNFINISHED, Basis, Figure, Kind
from portal.domain.vocabulary import Term

POINT = 100
"""Hundredths in one point."""
WHOLE = 100
"""Points that the weights of a scheme share out."""
MOST = 100 * POINT
"""The largest deduction, cap or bonus, in hundredths of a point."""


class Aspect(Term):
    """What handling is assessed by, in the words of the notice."""

    EFFECT = "effect", "办理实效"
    QUALITY = "quality", "质量"
    RESPONSE = "response", "社会反响"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A rate that earns points: none at ``none_at`` per cent or worse, all ``weight`` points at ``full_at`` or better,
    and in between in proportion."""

    aspect: Aspect
    figure: str
    weight: int
    none_at: int
    full_at: int


@dataclass(frozen=True, slots=True)
class Deduction:
    """``each`` report that the figure counts takes points away, ``cap`` at most (both in hundredths)."""

    figure: str
    each: int
    cap: int


@dataclass(frozen=True, slots=True)
class Bonus:
    """A rate of ``from_rate`` per cent or more adds ``points`` (in hundredths)."""

    figure: str
    from_rate: int
    points: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole scheme. A rate that rests on fewer than ``minimum`` reports earns no mark and no bonus."""

    minimum: int
    criteria: tuple[Criterion, ...]
    deductions: tuple[Deduction, ...] = ()
    bonuses: tuple[Bonus, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure that it looks at, once, in the order of the definitions."""
        rules: tuple[Criterion | Deduction | Bonus, ...] = (*self.criteria, *self.deductions, *self.bonuses)
        wanted = {rule.figure for rule in rules}
        return tuple(figure for figure in FIGURES if figure.key in wanted)

    def weight_of(self, aspect: Aspect) -> int:
        """Points that an aspect is worth."""
        return sum(each.weight for each in self.criteria if each.aspect is aspect)

    def reweighted(self, weights: Mapping[str, int]) -> Scheme:
        """The same scheme with other weights for some of its criteria, by their figures; 0 leaves one out."""
        changed = (replace(each, weight=weights.get(each.figure, each.weight)) for each in self.criteria)
        return replace(self, criteria=tuple(each for each in changed if each.weight))


MARKABLE: tuple[Figure, ...] = tuple(
    each for each in FIGURES if each.kind is Kind.RATE and each.better and each.basis is not Basis.HANDLING
)
"""Figures that can be a criterion: rates of which more, or less, is better.

Rates among all that was handled are left out: a report counts there once for every unit that had it, which would favour
units with more levels below them.
"""
REWARDABLE: tuple[Figure, ...] = tuple(each for each in MARKABLE if each.better > 0)
"""Figures that can earn a bonus."""
DEDUCTIBLE: tuple[Figure, ...] = tuple(
    each for each in FIGURES if each.key in (UNFINISHED, "withdrawn") or (each.kind is Kind.RATE and each.better < 0)
)
"""Figures whose reports can be deducted for, one by one."""

DEFAULT = Scheme(
    minimum=5,
    criteria=(
        Criterion(Aspect.EFFECT, "on_time", 30, 60, 100),
        Criterion(Aspect.EFFECT, "settled", 10, 80, 100),
        Criterion(Aspect.EFFECT, "corrected", 10, 60, 100),
        Criterion(Aspect.QUALITY, "sent_back", 12, 40, 0),
        Criterion(Aspect.QUALITY, "published", 10, 50, 95),
        Criterion(Aspect.QUALITY, "urged", 8, 30, 0),
        Criterion(Aspect.RESPONSE, "satisfied", 10, 40, 90),
        Criterion(Aspect.RESPONSE, "disputed", 5, 20, 0),
        Criterion(Aspect.RESPONSE, "reopened", 5, 20, 0),
    ),
    deductions=(
        Deduction(UNFINISHED, 2 * POINT, 10 * POINT),
        Deduction("month_late", 1 * POINT, 10 * POINT),
        Deduction("overdue", POINT // 2, 5 * POINT),
        Deduction("upheld", 1 * POINT, 5 * POINT),
        Deduction("withdrawn", 1 * POINT, 5 * POINT),
    ),
    bonuses=(Bonus("on_time", 100, 2 * POINT), Bonus("satisfied", 95, 2 * POINT)),
)
"""The scheme of a province that has decided on none. **[choice]** Half of the points lie on the effect (in time, not
left open, corrected), 30 on quality (not sent back, published, needing no urging), 20 on how citizens took it. What is
overdue and open, what was over a month late, what ran out in a unit's own hands, what a citizen's objection overturned,
and what had to be taken from the public again (审核不严, §五.4) costs points report by report."""


def problems(scheme: Scheme) -> list[Problem]:
    """Everything that is wrong with a scheme, each for the form field that :func:`field_of` names."""
    found = [*_criteria_problems(scheme.criteria), *_deduction_problems(scheme.deductions)]
    found += _bonus_problems(scheme.bonuses)
    if not 1 <= scheme.minimum <= 1000:
        found.append(Problem("minimum", "最少件数应为 1 至 1000 的整数"))
    total = sum(each.weight for each in scheme.criteria)
    if total != WHOLE:
        found.append(Problem("", f"各项指标的权重合计应为 {WHOLE} 分，现在是 {total} 分"))
    return found


def field_of(kind: str, figure: str, part: str) -> str:
    """The form field of one number: ``criterion-on_time-weight``."""
    return f"{kind}-{figure}-{part}"


def _criteria_problems(criteria: Iterable[Criterion]) -> Iterator[Problem]:
    known = {figure.key for figure in MARKABLE}
    for each in criteria:
        name = _name(each.figure)
        if each.figure not in known:
            yield Problem("", f"{name}不能用来评分")
            continue
        if not 0 < each.weight <= WHOLE:
            yield Problem(field_of("criterion", each.figure, "weight"), f"{name}：权重应为 0 至 {WHOLE} 的整数")
        if not (0 <= each.none_at <= 100 and 0 <= each.full_at <= 100):
            yield Problem(field_of("criterion", each.figure, "none_at"), f"{name}：零分线和满分线应为 0 至 100 的整数")
        elif (each.full_at - each.none_at) * BY_KEY[each.figure].better <= 0:
            direction = "高" if BY_KEY[each.figure].better > 0 else "低"
            yield Problem(field_of("criterion", each.figure, "full_at"), f"{name}：满分线应比零分线{direction}")


def _deduction_problems(deductions: Iterable[Deduction]) -> Iterator[Problem]:
    known = {figure.key for figure in DEDUCTIBLE}
    for each in deductions:
        name = _name(each.figure)
        if each.figure not in known:
            yield Problem("", f"{name}不能用来扣分")
        elif not 0 < each.each <= MOST:
            yield Problem(field_of("deduction", each.figure, "each"), f"{name}：每件扣分应在 0 至 100 之间")
        elif not each.each <= each.cap <= MOST:
            yield Problem(
                field_of("deduction", each.figure, "cap"), f"{name}：最多扣分不能少于每件扣分，也不能超过 100"
            )


def _bonus_problems(bonuses: Iterable[Bonus]) -> Iterator[Problem]:
    known = {figure.key for figure in REWARDABLE}
    for each in bonuses:
        name = _name(each.figure)
        if each.figure not in known:
            yield Problem("", f"{name}不能用来加分")
        elif not 0 < each.points <= MOST:
            yield Problem(field_of("bonus", each.figure, "points"), f"{name}：加分应在 0 至 100 之间")
        elif not 0 <= each.from_rate <= 100:
            yield Problem(field_of("bonus", each.figure, "from_rate"), f"{name}：起加线应为 0 至 100 的整数")


def _name(key: str) -> str:
    return BY_KEY[key].name if key in BY_KEY else f"指标 {key}"


def scheme_data(scheme: Scheme) -> dict[str, Any]:
    """The scheme as it is stored."""
    return asdict(scheme)


def scheme_from(data: Mapping[str, Any]) -> Scheme:
    """The scheme that was stored."""
    return Scheme(
        minimum=data["minimum"],
        criteria=tuple(Criterion(**{**each, "aspect": aspect_from(each["aspect"])}) for each in data["criteria"]),
        deductions=tuple(Deduction(**each) for each in data["deductions"]),
        bonuses=tuple(Bonus(**each) for each in data["bonuses"]),
    )


def aspect_from(identifier: str) -> Aspect:
    """The aspect that was stored. Raises ValueError for one that there is not."""
    return Aspect(identifier)  # type: ignore[call-arg]  # looks a term up
