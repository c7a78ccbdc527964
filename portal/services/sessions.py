"""Sessions: begun by signing in, ended one by one by their owner, or all together by a new epoch of the account."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.services.audit import record
from portal.services.context import Context
from portal.store import Account, SignedIn


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody signs in: the network address, and a few words for the browser."""

    address: str = ""
    browser: str = ""


def key_hash(context: Context, key: str) -> str:
    """What the database keeps of a session's key."""
    return context.digest("session", key).hex()


def begin(context: Context, account_id: int, place: Place, **details: str) -> str:
    """Sign the account in; returns the key that its browser keeps. The audit log tells from where."""
    with context.database.writing() as session:
        account = session.get_one(Account, account_id, with_for_update=True)
        account.signed_in_at = context.now()
        subject = f"account:{account_id}"
        told = {"address": place.address, "browser": place.browser, **details}
        record(session, context, Deed.SIGN_IN, subject, account_id=account_id, **told)
        return open_session(session, context, account, place)


def open_session(session: Session, context: Context, account: Account, place: Place) -> str:
    """A new session in the present transaction; returns its key."""
    key = secrets.token_urlsafe(32)
    now = context.now()
    session.add(
        SignedIn(
            key_hash=key_hash(context, key),
            account_id=account.id,
            epoch=account.session_epoch,
            begun_at=now,
            seen_at=now,
            confirmed_at=now,
            address=place.address,
            browser=place.browser,
        )
    )
    return key


def touch(context: Context, session_id: int) -> None:
    """Write down that the session's owner is at work."""
    with context.database.writing() as session:
        session.execute(update(SignedIn).where(SignedIn.id == session_id).values(seen_at=context.now()))


def sign_out(context: Context, account_id: int, session_id: int) -> None:
    """End the session for every copy of its cookie; the account's other sessions go on."""
    with context.database.writing() as session:
        _end(session, context, account_id, session_id)
        record(session, context, Deed.SIGN_OUT, f"account:{account_id}", account_id=account_id)


def end_one(context: Context, account_id: int, session_id: int) -> bool:
    """End another session of the same account; False if it has none that runs by this number."""
    with context.database.writing() as session:
        ended = _end(session, context, account_id, session_id)
        if ended:
            _note(session, context, account_id, sessions=1)
    return ended


def end_others(context: Context, account_id: int, kept: int) -> int:
    """End every session of the account but one; returns how many."""
    with context.database.writing() as session:
        epoch = session.get_one(Account, account_id, with_for_update=True).session_epoch
        others = update(SignedIn).where(
            SignedIn.account_id == account_id,
            SignedIn.id != kept,
            SignedIn.ended_at.is_(None),
            SignedIn.epoch == epoch,
        )
        ended = int(session.execute(others.values(ended_at=context.now())).rowcount)  # type: ignore[attr-defined]
        _note(session, context, account_id, sessions=ended)
    return ended


def confirm(context: Context, account_id: int, session_id: int) -> None:
    """Write down that the session's owner has just proved again who they are."""
    with context.database.writing() as session:
        session.execute(update(SignedIn).where(SignedIn.id == session_id).values(confirmed_at=context.now()))
        record(session, context, Deed.CONFIRM_IDENTITY, f"account:{account_id}", account_id=account_id)


def _end(session: Session, context: Context, account_id: int, session_id: int) -> bool:
    running = update(SignedIn).where(
        SignedIn.id == session_id, SignedIn.account_id == account_id, SignedIn.ended_at.is_(None)
    )
    return bool(session.execute(running.values(ended_at=context.now())).rowcount)  # type: ignore[attr-defined]


def _note(session: Session, context: Context, account_id: int, sessions: int) -> None:
    record(session, context, Deed.REVOKE_SESSION, f"account:{account_id}", account_id=account_id, sessions=sessions)
