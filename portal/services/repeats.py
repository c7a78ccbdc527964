"""The same words sent again and again: known by a digest, so that nobody has to read them to see it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.folded_text import fold
from portal.services.context import Context
from portal.store import Report

MOST_ALIKE = 5
"""So many reports of the same words are sent on as usual; the next waits for a person. **[choice]**"""
WITHIN = timedelta(days=7)


def text_digest(context: Context, description: str) -> str:
    """The same for texts that differ in width, spaces, punctuation, case and invisible characters only."""
    letters = "".join(letter for letter in fold(description).letters.lower() if letter.isalnum())
    return context.digest("text of a report", letters or description).hex()


def earlier_alike(session: Session, report: Report) -> int:
    """How many reports of the same words came before this one, within a week."""
    if report.text_digest is None:
        return 0
    alike = select(func.count()).where(
        Report.text_digest == report.text_digest,
        Report.id < report.id,
        Report.submitted_at > report.submitted_at - WITHIN,
    )
    return session.scalar(alike) or 0


def is_repeated(session: Session, report: Report) -> bool:
    """True if so many came before that this one waits for a person; not once it was dispatched and came back."""
    return report.returned_by_id is None and earlier_alike(session, report) >= MOST_ALIKE
