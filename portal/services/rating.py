"""The citizen's rating of a finished report."""

from __future__ import annotations

from sqlalchemy import select

from portal.domain.audit import Deed
from portal.domain.vocabulary import FINISHED_STATES
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import NotAllowed, NotFound
from portal.store import Rating, Report


def rate(context: Context, number: str, score: int, comment: str) -> None:
    """Keep a score from 1 to 5 with an optional comment; a second rating replaces the first.

    Raises NotFound, or NotAllowed while the report is open and for one that was taken back.
    """
    with context.database.writing() as session:
        report = session.scalar(select(Report).where(Report.number == number).with_for_update())
        if report is None:
            raise NotFound(number)
        if report.state not in FINISHED_STATES or report.retracted_at is not None:
            raise NotAllowed(f"rating {number}")
        session.merge(Rating(report_id=report.id, score=score, comment=comment or None, rated_at=context.now()))
        record(session, context, Deed.RATE, f"report:{report.id}")
