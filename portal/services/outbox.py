"""Follow-up work: put down in the transaction that causes it, claimed by the worker, done at least once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.services.context import Context
from portal.store import OutboxItem
from portal.store.statements import Rows

CLAIM = timedelta(minutes=1)
"""How long a claimed piece is left alone; a killed worker's work comes back after that."""
KEEP_DONE = timedelta(days=7)
LONGEST_WAIT = timedelta(hours=1)

Handler = Callable[[list[Mapping[str, Any]]], None]
"""Does all given payloads of one topic; must bear being called twice with the same. Raises Unfinished where it did
only some of them."""

log = structlog.get_logger()
_ITEMS = Rows(OutboxItem)


class Unfinished(Exception):
    """Some payloads are to be tried again, those at the places ``left``; the text says why, for log and table."""

    def __init__(self, left: Iterable[int], reason: str) -> None:
        super().__init__(reason)
        self.left = frozenset(left)


def add(session: Session, topic: str, payload: dict[str, Any], now: datetime) -> None:
    """Put down a piece of work for the worker; it exists if and only if the transaction commits."""
    session.add(OutboxItem(topic=topic, payload=payload, created_at=now, available_at=now))


def add_all(session: Session, topic: str, payloads: Iterable[dict[str, Any]], now: datetime) -> None:
    """The same for many pieces, in one statement."""
    _ITEMS.add(
        session, [{"topic": topic, "payload": each, "created_at": now, "available_at": now} for each in payloads]
    )


def work(context: Context, handlers: Mapping[str, Handler], batch: int = 200) -> int:
    """Claim up to ``batch`` waiting pieces and do them, topic by topic; returns how many were done.

    A topic that fails is tried again later and later, and does not keep the others from being done.
    """
    claimed = _claim(context, tuple(handlers), batch)
    done = 0
    for topic in dict.fromkeys(topic for _, topic, _ in claimed):
        items = [(item, payload) for item, its_topic, payload in claimed if its_topic == topic]
        ids = [item for item, _ in items]
        try:
            handlers[topic]([payload for _, payload in items])
        except Unfinished as unfinished:
            log.warning("follow-up work unfinished", topic=topic, items=len(unfinished.left), reason=str(unfinished))
            left = [item for place, item in enumerate(ids) if place in unfinished.left]
            finished = [item for place, item in enumerate(ids) if place not in unfinished.left]
            _postpone(context, left, str(unfinished))
            _finish(context, finished)
            done += len(finished)
        except Exception as error:
            log.exception("follow-up work failed", topic=topic, items=len(items))
            _postpone(context, ids, f"{type(error).__name__}: {error}")
        else:
            _finish(context, ids)
            done += len(ids)
    return done


def _claim(context: Context, topics: tuple[str, ...], batch: int) -> list[tuple[int, str, dict[str, Any]]]:
    now = context.now()
    waiting = (
        select(OutboxItem.id)
        .where(OutboxItem.done_at.is_(None), OutboxItem.available_at <= now, OutboxItem.topic.in_(topics))
        .order_by(OutboxItem.id)
        .limit(batch)
    )
    with context.database.reading() as session:
        # An idle worker must not queue among the writers twice a second.
        if session.scalar(waiting) is None:
            return []
    with context.database.writing() as session:
        ids = list(session.scalars(waiting.with_for_update(skip_locked=True)))
        claim = (
            update(OutboxItem)
            .where(OutboxItem.id.in_(ids), OutboxItem.done_at.is_(None), OutboxItem.available_at <= now)
            .values(available_at=now + CLAIM, attempts=OutboxItem.attempts + 1)
            .returning(OutboxItem.id, OutboxItem.topic, OutboxItem.payload)
        )
        return sorted((row.id, row.topic, row.payload) for row in session.execute(claim))


def _finish(context: Context, ids: list[int]) -> None:
    with context.database.writing() as session:
        session.execute(update(OutboxItem).where(OutboxItem.id.in_(ids)).values(done_at=context.now(), error=None))


def _postpone(context: Context, ids: list[int], error: str) -> None:
    with context.database.writing() as session:
        for item in session.scalars(select(OutboxItem).where(OutboxItem.id.in_(ids))):
            wait = min(timedelta(seconds=2 ** min(item.attempts, 12)), LONGEST_WAIT)
            item.available_at = context.now() + wait
            item.error = error[:2000]


def forget_done(context: Context) -> int:
    """Delete pieces that were done more than a week ago; returns how many."""
    with context.database.writing() as session:
        old = delete(OutboxItem).where(OutboxItem.done_at < context.now() - KEEP_DONE).returning(OutboxItem.id)
        return len(session.scalars(old).all())
