"""监督考评: schemes by year and version, and what stays of a year once its assessment is frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.domain.assessment_scheme import DEFAULT, Scheme, scheme_from
from portal.store.base import Base, Instant


class AssessmentScheme(Base):
    """One version of a year's scheme; the latest one counts, and none is ever changed."""

    __tablename__ = "assessment_schemes"
    __table_args__ = (UniqueConstraint("year", "version"), CheckConstraint("version > 0", name="counted_from_one"))

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    version: Mapped[int]
    scheme: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))


class FrozenAssessment(Base):
    """A year whose results stand for good, with the scheme by which they were found."""

    __tablename__ = "frozen_assessments"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    scheme_year: Mapped[int]
    """The year that the scheme was made for: an earlier one where this year has none of its own; 0 for the default."""
    scheme_version: Mapped[int]
    scheme: Mapped[dict[str, Any]] = mapped_column(JSON)
    frozen_at: Mapped[datetime] = mapped_column(Instant)
    frozen_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))


class AssessmentResult(Base):
    """What one unit earned in a frozen year. ``total`` counts hundredths of a point, None without a mark."""

    __tablename__ = "assessment_results"
    __table_args__ = (UniqueConstraint("year", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("frozen_assessments.year"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    parent_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    """The unit above it when the year was frozen, among whose units it is ranked."""
    total: Mapped[int | None]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The derivation; see ``domain.assessment.score_data``."""


class ScoreObjection(Base):
    """What a unit objects to its result, once, and what the provincial office replies.

    ``adjustment`` (hundredths of a point) is what the reply adds to the result or takes from it: the frozen lines
    themselves stay as they were.
    """

    __tablename__ = "score_objections"
    __table_args__ = (
        CheckConstraint(
            "(reply IS NULL) = (replied_at IS NULL) AND (reply IS NULL) = (replied_by_id IS NULL)", name="replied_whole"
        ),
        CheckConstraint("reply IS NOT NULL OR adjustment = 0", name="adjusted_by_a_reply"),
    )

    result_id: Mapped[int] = mapped_column(ForeignKey("assessment_results.id"), primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime] = mapped_column(Instant)
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    reply: Mapped[str | None] = mapped_column(Text)
    adjustment: Mapped[int] = mapped_column(default=0)
    replied_at: Mapped[datetime | None] = mapped_column(Instant)
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


@dataclass(frozen=True, slots=True)
class SchemeInForce:
    """The scheme by which a year is assessed. ``version`` is 0 for the default, which nobody saved."""

    scheme: Scheme
    year: int = 0
    version: int = 0
    saved_at: datetime | None = None
    saved_by_id: int | None = None


def scheme_in_force(session: Session, year: int) -> SchemeInForce:
    """The latest version for a year; a year without its own goes on with the one before it **[choice]**."""
    row = session.scalars(
        select(AssessmentScheme)
        .where(AssessmentScheme.year <= year)
        .order_by(AssessmentScheme.year.desc(), AssessmentScheme.version.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return SchemeInForce(DEFAULT)
    return SchemeInForce(scheme_from(row.scheme), row.year, row.version, row.saved_at, row.saved_by_id)
