"""Sessions, second factors and what guessing is slowed by: the rows behind signing in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base, Instant


class SignedIn(Base):
    """One session of an account: begun by signing in, ended by its owner, or by a new epoch of the account."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Digest of the random key in the browser's cookie: whoever reads the table cannot take a session over."""
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    epoch: Mapped[int]
    """The account's session_epoch when the session began."""
    begun_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant, index=True)
    """The last request, to a minute."""
    confirmed_at: Mapped[datetime] = mapped_column(Instant)
    """When its owner last proved who they are."""
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    address: Mapped[str] = mapped_column(String(45))
    browser: Mapped[str] = mapped_column(String(40))


class OldPassword(Base):
    """The hash of a password that an account had before."""

    __tablename__ = "old_passwords"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))


class SecondFactor(Base):
    """An account's one-time passwords. The secret is made from the portal's key, the account and ``generation``, so
    that there is nothing in the table to steal; a new generation makes the old secret worthless."""

    __tablename__ = "second_factors"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    generation: Mapped[int]
    set_up_at: Mapped[datetime | None] = mapped_column(Instant)
    """None while it is switched off."""
    used_step: Mapped[int | None]
    """The step of the last code that was taken; no code of it or an earlier one is taken again."""


class RecoveryCode(Base):
    """One of the codes for whoever lost their telephone, kept as a digest; gone once it was used."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)


class SignInFailures(Base):
    """How many tries failed for a name, an address or a device, of which only a keyed digest is kept."""

    __tablename__ = "sign_in_failures"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Instant, index=True)
