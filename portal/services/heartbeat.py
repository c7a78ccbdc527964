"""The worker's sign of life."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.services.context import Context
from portal.store import Fact

FACT = "worker_seen_at"
EVERY = timedelta(seconds=10)
SILENT_AFTER = timedelta(seconds=60)


def beat(context: Context) -> None:
    """Write down that the worker is at work."""
    with context.database.writing() as session:
        session.merge(Fact(name=FACT, value=context.now().isoformat()))


def worker_is_alive(session: Session, now: datetime) -> bool:
    """True if the worker was seen in the last minute."""
    seen = session.get(Fact, FACT)
    return seen is not None and now - datetime.fromisoformat(seen.value) < SILENT_AFTER
