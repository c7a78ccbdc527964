"""Slows guessing: a try is counted as failed before it is looked at, so that a thousand at once count as a thousand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.domain.sign_in_pace import FORGOTTEN_AFTER, Counted, Failures, counting, wait
from portal.services.context import Context
from portal.services.errors import Refused
from portal.store import SignInFailures


class TooSoon(Refused):
    """Too many tries failed; the next one is considered after ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Budget:
    """What a try is counted for."""

    counted: Counted
    who: tuple[str, ...]

    def key(self, context: Context) -> str:
        """Its row: a keyed digest, for the database need not know who came from where."""
        return context.digest("sign-in failures", self.counted.name, *self.who).hex()


def charge(context: Context, budgets: Iterable[Budget]) -> None:
    """Count one failure for each; raises TooSoon, and counts none, where one of them has to wait."""
    # Always in the same order, so that two tries do not wait for one another.
    keys = {each.key(context): each for each in sorted(budgets, key=lambda each: each.key(context))}
    now = context.now()
    # Mostly turned away by reading alone, or ten thousand guesses would keep everybody else from writing.
    with context.database.reading() as session:
        _let_pass(keys, session.scalars(select(SignInFailures).where(SignInFailures.key_hash.in_(keys))), now)
    with context.database.writing() as session:
        rows = [_row(session, context, each) for each in keys.values()]
        _let_pass(keys, rows, now)
        for row in rows:
            row.count, row.last_at = counting(Failures(row.count, row.last_at), now) + 1, now


def _let_pass(keys: Mapping[str, Budget], rows: Iterable[SignInFailures], now: datetime) -> None:
    """Raise TooSoon where what these rows count has to wait."""
    waits = (wait(keys[row.key_hash].counted, Failures(row.count, row.last_at), now) for row in rows)
    if seconds := max(waits, default=0):
        raise TooSoon(seconds)


def forgive(context: Context, budgets: Iterable[Budget]) -> None:
    """The try was right: whoever made it starts anew, but what others did at the same time still counts."""
    with context.database.writing() as session:
        for each in sorted(budgets, key=lambda each: each.key(context)):
            row = _row(session, context, each)
            if each.counted in (Counted.NAME, Counted.ADDRESS):
                row.count = max(0, row.count - 1)
            else:
                session.delete(row)


def forget(session: Session, context: Context, username: str) -> None:
    """Let an account's owner try again wherever they are; where a single address guessed, that still counts."""
    session.execute(delete(SignInFailures).where(SignInFailures.key_hash == name_budget(username).key(context)))


def forget_old(context: Context) -> int:
    """Delete what counts no more; returns how many rows."""
    with context.database.writing() as session:
        old = delete(SignInFailures).where(SignInFailures.last_at < context.now() - FORGOTTEN_AFTER)
        return int(session.execute(old).rowcount)  # type: ignore[attr-defined]


def name_budget(username: str) -> Budget:
    """What everybody together may try for a name, whether or not it is anybody's."""
    return Budget(Counted.NAME, (username.strip().lower(),))


def _row(session: Session, context: Context, budget: Budget) -> SignInFailures:
    """The row, locked; a new one counts nothing yet."""
    key = budget.key(context)
    known = session.get(SignInFailures, key, with_for_update=True)
    if known is None:
        try:
            with session.begin_nested():
                session.add(SignInFailures(key_hash=key, count=0, last_at=context.now()))
        except IntegrityError:
            # Another try has just made it.
            session.expire_all()
        known = session.get_one(SignInFailures, key, with_for_update=True)
    return known
