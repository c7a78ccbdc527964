"""Every visible case for search engines, in parts that stay the same when cases come and go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from portal.store import Case

PART = 10_000
"""Cases in one part at most: as many report ids share a part, whatever became of them."""
LAST_PART = 2**31 // PART
"""Beyond this no report has an id."""


def parts(session: Session) -> Sequence[tuple[int, datetime]]:
    """The number of each part that holds a visible case, and when one of its cases last changed."""
    part = Case.report_id // PART
    counted = select(part, func.max(Case.changed_at)).where(Case.visible == true()).group_by(part).order_by(part)
    return [(number, changed) for number, changed in session.execute(counted)]


def cases_of(session: Session, part: int) -> Sequence[tuple[str, datetime]]:
    """Number and last change of each visible case of a part; nothing for a part that does not exist."""
    if part > LAST_PART:
        return ()
    ids = Case.report_id.between(part * PART, part * PART + PART - 1)
    wanted = select(Case.number, Case.changed_at).where(ids, Case.visible == true()).order_by(Case.report_id)
    return [(number, changed) for number, changed in session.execute(wanted)]
