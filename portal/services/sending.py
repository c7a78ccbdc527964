"""Each message once: whoever sends one claims it first, and notes afterwards that it left.

A worker that is killed, or loses the server's answer, between the two may send the one message again that it was at;
no other message is ever repeated, by however many workers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from portal.services.context import Context
from portal.store import Letter

TAKEN_FOR = timedelta(minutes=5)
"""How long a claimed message is left to its sender: longer than the slowest server can take for one."""

KEEP = timedelta(days=7)


class BeingSent(Exception):
    """Somebody else is sending this message, or was killed while doing so less than TAKEN_FOR ago."""


def once(context: Context, key: str, send: Callable[[], None]) -> bool:
    """Call ``send`` unless the message ``key`` has been sent; returns whether it was called.

    Raises BeingSent, or what ``send`` raises; then the message is free to be sent again.
    """
    if not _take(context, key):
        return False
    try:
        send()
    except Exception:
        _release(context, key)
        raise
    with context.database.writing() as session:
        session.get_one(Letter, key).sent_at = context.now()
    return True


def _take(context: Context, key: str) -> bool:
    now = context.now()
    try:
        with context.database.writing() as session:
            letter = session.get(Letter, key, with_for_update=True)
            if letter is None:
                session.add(Letter(key=key, taken_at=now))
                return True
            if letter.sent_at is not None:
                return False
            if now < letter.taken_at + TAKEN_FOR:
                raise BeingSent(key)
            letter.taken_at = now
            return True
    except IntegrityError:
        # On PostgreSQL two workers may claim it at the same moment; the first has it.
        raise BeingSent(key) from None


def _release(context: Context, key: str) -> None:
    with context.database.writing() as session:
        session.delete(session.get_one(Letter, key))


def forget(context: Context, prefix: str, keep: timedelta = KEEP) -> int:
    """Delete what is kept of messages with keys that begin so, ``keep`` after they were claimed; returns how many.

    Only for messages that can never come again, such as those of one day, or may come again after that time.
    """
    with context.database.writing() as session:
        old = delete(Letter).where(
            Letter.key.startswith(prefix, autoescape=True), Letter.taken_at < context.now() - keep
        )
        return len(session.scalars(old.returning(Letter.key)).all())
