"""Accounts 账号: persons who sign in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.vocabulary import Role
from portal.store.base import Base, Instant, TermType, one_of


class Account(Base):
    """One person. An officer acts for exactly one unit; admin and auditor have none."""

    __tablename__ = "accounts"
    __table_args__ = (
        one_of("role", Role),
        CheckConstraint("(role = 'officer') = (unit_id IS NOT NULL)", name="officers_have_units"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    display_name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(TermType(Role))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    email: Mapped[str | None] = mapped_column(String(254))
    """Where reminders of the unit's work go."""
    weekly: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    """Wants the weekly digest."""
    signed_in_at: Mapped[datetime | None] = mapped_column(Instant)
    session_epoch: Mapped[int] = mapped_column(default=0)
    """Rises when every session of the account must end (new password, sign-out everywhere)."""
    password_set_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the password was chosen; None for one as old as the account."""
