"""What the province shares – registers, calendar, assessments, closed periods, bulletins – changes one at a time."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.store import Unit


def take_turn(session: Session) -> None:
    """Wait for whoever is changing what the province shares, and keep others waiting until the transaction ends.

    What is read after it is what they left. Steps on reports go on meanwhile: the root's row stands for all of it, and
    as its key does not change, reports may name it.
    """
    session.execute(select(Unit.id).where(Unit.parent_id.is_(None)).with_for_update(key_share=True))
