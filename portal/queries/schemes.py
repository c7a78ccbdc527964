"""The schemes of the yearly assessment: which one counts for a year, and its versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.assessment_scheme import scheme_from
from portal.store import Account, AssessmentScheme, FrozenAssessment
from portal.store.assessment import SchemeInForce, scheme_in_force


@dataclass(frozen=True, slots=True)
class YearScheme:
    """The scheme by which a year is assessed; where the year is ``frozen``, the one by which it was."""

    scheme: SchemeInForce
    frozen: bool


@dataclass(frozen=True, slots=True)
class SchemeVersion:
    """One version of a year's scheme, and who saved it."""

    version: int
    saved_at: datetime
    by: str


def scheme_of_year(session: Session, year: int) -> YearScheme:
    """What a year is, or was, assessed by."""
    kept = session.get(FrozenAssessment, year)
    if kept is None:
        return YearScheme(scheme_in_force(session, year), frozen=False)
    return YearScheme(SchemeInForce(scheme_from(kept.scheme), kept.scheme_year, kept.scheme_version), frozen=True)


def list_versions(session: Session, year: int) -> list[SchemeVersion]:
    """The versions saved for a year itself, the latest first."""
    rows = session.execute(
        select(AssessmentScheme.version, AssessmentScheme.saved_at, Account.display_name)
        .join(Account, Account.id == AssessmentScheme.saved_by_id)
        .where(AssessmentScheme.year == year)
        .order_by(AssessmentScheme.version.desc())
    )
    return [SchemeVersion(*row) for row in rows]
