"""Asking the worker to mend the search index, which it alone writes."""

from __future__ import annotations

from sqlalchemy import select

from portal.services import outbox
from portal.services.context import Context
from portal.store import OutboxItem

MEND_INDEX = "mend_index"
"""Outbox topic: readers found the index wanting. Payload: ``anew``, whether it must be rebuilt or only repaired."""


def ask_to_mend(context: Context, *, anew: bool) -> None:
    """Put down the wish for a sound index, once, however many readers notice that the present one is not."""
    waiting = select(OutboxItem.id).where(OutboxItem.topic == MEND_INDEX, OutboxItem.done_at.is_(None)).limit(1)
    with context.database.reading() as session:
        if session.scalar(waiting) is not None:
            return
    with context.database.writing() as session:
        if session.scalar(waiting) is None:
            outbox.add(session, MEND_INDEX, {"anew": anew}, context.now())
