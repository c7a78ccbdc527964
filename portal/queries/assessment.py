"""监督考评 as it stands: what every unit earned in a year, frozen or counted as of today, and how it was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.assessment import Counted, Result, Score, ranks, score, score_from
from portal.domain.assessment_scheme import Scheme, scheme_from
from portal.domain.deadlines import day_of
from portal.domain.periods import Period
from portal.domain.units import Unit, UnitTree
from portal.queries.figures import Scope, Statistics, Values
from portal.store import Account, AssessmentResult, FrozenAssessment, Report, ScoreObjection
from portal.store.assessment import SchemeInForce, scheme_in_force

EARLIEST = 2000


@dataclass(frozen=True, slots=True)
class Frozen:
    """When a year was frozen, and by whom."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Objection:
    """What a unit objected, and what it was told."""

    words: str
    raised_at: datetime
    raised_by: str
    reply: str | None
    adjustment: int
    replied_at: datetime | None
    replied_by: str | None


@dataclass(frozen=True, slots=True)
class Assessed:
    """One unit's result. ``rank`` is its place among the units that it is listed with."""

    unit: Unit
    parent: int
    score: Score
    objection: Objection | None = None
    rank: int | None = None

    @property
    def adjustment(self) -> int:
        """What the reply to an objection changed (hundredths)."""
        return self.objection.adjustment if self.objection else 0

    @property
    def total(self) -> int | None:
        """The total with that change; None where nothing could be marked."""
        return None if self.score.total is None else self.score.total + self.adjustment


@dataclass(frozen=True)
class Assessment:
    """A year's assessment. With ``tried`` the numbers are those of the year and the scheme is only an attempt."""

    session: Session
    tree: UnitTree
    statistics: Statistics
    year: int
    scheme: SchemeInForce
    frozen: Frozen | None = None
    tried: bool = False

    def trying(self, scheme: Scheme) -> Assessment:
        """The same year by another scheme of the same figures; nothing is stored."""
        return replace(self, scheme=replace(self.scheme, scheme=scheme), tried=True)

    def of(self, unit: int) -> Assessed | None:
        """The result of one unit; None where a frozen year has none of it."""
        if self.frozen is None:
            return self._assessed(unit, self._totals(unit))
        return next(iter(self._kept(AssessmentResult.unit_id == unit)), None)

    def below(self, top: int) -> list[Assessed]:
        """The results of the units directly below ``top``, the best first; those without a total at the end."""
        if self.frozen is not None:
            return _ranked(self._kept(AssessmentResult.parent_id == top))
        return _ranked(self._counted(top))

    def results(self) -> list[Result]:
        """What is kept when the year is frozen: the result of every unit with anything to count."""
        return [Result(each.unit.id, each.parent, each.score) for each in self._counted()]

    def present(self, unit: int) -> Counted:
        """The numbers of a unit as they are counted today, whatever was frozen."""
        return _numbers(self._totals(unit))

    def has_units_below(self, unit: int) -> bool:
        """True if some unit lies below it, whose results may be looked at."""
        return any(each.parent == unit for each in self.tree)

    def _kept(self, condition: ColumnElement[bool]) -> list[Assessed]:
        by, replier = aliased(Account), aliased(Account)
        rows = self.session.execute(
            select(AssessmentResult, ScoreObjection, by.display_name, replier.display_name)
            .outerjoin(ScoreObjection, ScoreObjection.result_id == AssessmentResult.id)
            .outerjoin(by, by.id == ScoreObjection.raised_by_id)
            .outerjoin(replier, replier.id == ScoreObjection.replied_by_id)
            .where(AssessmentResult.year == self.year, condition)
            .order_by(AssessmentResult.unit_id)
        )
        return [
            Assessed(
                self.tree[result.unit_id],
                result.parent_id,
                self._again(score_from(result.lines)),
                _objection(objection, raised_by, replied_by) if objection is not None and not self.tried else None,
            )
            for result, objection, raised_by, replied_by in rows
        ]

    def _again(self, kept: Score) -> Score:
        return score(self.scheme.scheme, kept.counted) if self.tried else kept

    def _counted(self, top: int | None = None) -> list[Assessed]:
        """Every unit with anything to count, or those directly below ``top``, in the register's order.

        The root, which assesses, is none of them.
        """
        values = self.statistics.every_unit(Period.year(self.year), self.scheme.scheme.figures)
        below = (unit.id for unit in self.tree if unit.id in values and unit.id != self.tree.root)
        wanted = (unit for unit in below if top is None or self._parent(unit) == top)
        return [self._assessed(unit, values[unit]) for unit in wanted if any(each.n for each in values[unit].values())]

    def _assessed(self, unit: int, values: Values) -> Assessed:
        return Assessed(self.tree[unit], self._parent(unit), score(self.scheme.scheme, _numbers(values)))

    def _totals(self, unit: int) -> Values:
        return self.statistics.totals(Period.year(self.year), Scope(unit), self.scheme.scheme.figures)

    def _parent(self, unit: int) -> int:
        """The unit above it today; what it did before it was moved or merged stays its own."""
        parent = self.tree[unit].parent
        return self.tree.root if parent is None else self.tree.resolve(parent)


def load_assessment(session: Session, tree: UnitTree, statistics: Statistics, year: int) -> Assessment:
    """The assessment of a year as it stands."""
    row = session.execute(
        select(FrozenAssessment, Account.display_name)
        .join(Account, Account.id == FrozenAssessment.frozen_by_id)
        .where(FrozenAssessment.year == year)
    ).one_or_none()
    if row is None:
        return Assessment(session, tree, statistics, year, scheme_in_force(session, year))
    kept, by = row
    scheme = SchemeInForce(scheme_from(kept.scheme), kept.scheme_year, kept.scheme_version)
    return Assessment(session, tree, statistics, year, scheme, Frozen(kept.frozen_at, by))


@dataclass(frozen=True, slots=True)
class YearState:
    """One year in the list of years."""

    year: int
    frozen_at: datetime | None
    objections: int
    unanswered: int


def list_years(session: Session, today_year: int) -> list[YearState]:
    """Every year since the first report, the latest first."""
    first = session.scalar(select(func.min(Report.submitted_at)))
    since = max(EARLIEST, min(day_of(first).year, today_year)) if first is not None else today_year
    frozen = {row.year: row.frozen_at for row in session.scalars(select(FrozenAssessment))}
    counted = (
        select(AssessmentResult.year, func.count().label("all"), func.count(ScoreObjection.reply).label("told"))
        .join(ScoreObjection, ScoreObjection.result_id == AssessmentResult.id)
        .group_by(AssessmentResult.year)
    )
    objections = {row.year: (row.all, row.all - row.told) for row in session.execute(counted)}
    return [
        YearState(year, frozen.get(year), *objections.get(year, (0, 0))) for year in range(today_year, since - 1, -1)
    ]


def _numbers(values: Values) -> Counted:
    return {key: (value.counted, value.among) for key, value in values.items()}


def _ranked(found: Sequence[Assessed]) -> list[Assessed]:
    placed = [replace(each, rank=rank) for each, rank in zip(found, ranks([each.total for each in found]), strict=True)]
    return sorted(placed, key=lambda each: each.rank or len(placed) + 1)


def _objection(row: ScoreObjection, raised_by: str, replied_by: str | None) -> Objection:
    return Objection(row.words, row.raised_at, raised_by, row.reply, row.adjustment, row.replied_at, replied_by)
