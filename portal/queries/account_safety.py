"""What an account's owner sees of its safety: the sessions that run, and who tried to sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.safety import Safety
from portal.store import Account, AuditEntry, SignedIn

LATEST = 20
SIGNING_IN = (
    Deed.SIGN_IN,
    Deed.SIGN_IN_REFUSED,
    Deed.SIGN_OUT,
    Deed.CONFIRM_IDENTITY_REFUSED,
    Deed.REVOKE_SESSION,
    Deed.CHANGE_PASSWORD,
    Deed.SET_PASSWORD,
    Deed.RESET_ACCOUNT,
)


@dataclass(frozen=True, slots=True)
class SignInLine:
    """One attempt, or what ended sessions."""

    at: datetime
    deed: Deed
    address: str
    browser: str


def running_sessions(session: Session, account_id: int, now: datetime, safety: Safety) -> Sequence[SignedIn]:
    """The account's sessions that go on, the one used last on top."""
    running = (
        select(SignedIn)
        .join(Account, Account.id == SignedIn.account_id)
        .where(
            SignedIn.account_id == account_id,
            SignedIn.ended_at.is_(None),
            SignedIn.epoch == Account.session_epoch,
            SignedIn.seen_at > now - safety.idle,
            SignedIn.begun_at > now - safety.longest,
        )
    )
    return session.scalars(running.order_by(SignedIn.seen_at.desc(), SignedIn.id.desc())).all()


def sign_in_history(session: Session, account_id: int) -> list[SignInLine]:
    """The latest of what the audit log says of signing in, the newest first."""
    said = select(AuditEntry).where(AuditEntry.subject == f"account:{account_id}", AuditEntry.deed.in_(SIGNING_IN))
    found = session.scalars(said.order_by(AuditEntry.id.desc()).limit(LATEST))
    return [SignInLine(each.at, deed, *_whence(each)) for each in found if (deed := Deed.lookup(each.deed))]


def _whence(entry: AuditEntry) -> tuple[str, str]:
    return entry.details.get("address", ""), entry.details.get("browser", "")
