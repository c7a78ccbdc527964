"""Asking the worker to mend the search index, which it alone writes."""

from __future__ import annotations

from sqlalchemy import select

from portal.services import outbox
from portal.services.context import Context
from portal.store import OutboxItem

REBUILD_INDEX = "rebuild_index"
"""Outbox topic: readers found the index damaged, and it must be built anew. The payload is empty."""


def ask_for_rebuild(context: Context) -> None:
    """Put down the wish for a new index, once, however many readers notice that the present one is damaged."""
    waiting = select(OutboxItem.id).where(OutboxItem.topic == REBUILD_INDEX, OutboxItem.done_at.is_(None)).limit(1)
    with context.database.reading() as session:
        if session.scalar(waiting) is not None:
            return
    with context.database.writing() as session:
        if session.scalar(waiting) is None:
            outbox.add(session, REBUILD_INDEX, {}, context.now())
