"""Bulletins 通报: their versions, what was done with them, whom they criticise, and who has acknowledged them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.bulletin import BulletinState, Decision, Ground, Step
from portal.store.base import Base, Instant, TermType, one_of
from portal.store.event import refuse_change


class Bulletin(Base):
    """One bulletin about one period. ``revision`` counts its steps; a form that was made for an older one is stale."""

    __tablename__ = "bulletins"
    __table_args__ = (
        one_of("state", BulletinState),
        UniqueConstraint("first_day", "last_day"),
        CheckConstraint("first_day <= last_day", name="ends_after_start"),
        CheckConstraint("(state = 'issued') = (issued_at IS NOT NULL)", name="issued_has_time"),
        CheckConstraint("(issued_at IS NULL) = (signed_by_id IS NULL)", name="issued_is_signed"),
        CheckConstraint("public_since IS NULL OR issued_at IS NOT NULL", name="public_is_issued"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    state: Mapped[BulletinState] = mapped_column(TermType(BulletinState), default=BulletinState.DRAFT)
    revision: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)
    """The newest version of its wording."""
    edited_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    issued_at: Mapped[datetime | None] = mapped_column(Instant)
    public_since: Mapped[datetime | None] = mapped_column(Instant)


class BulletinVersion(Base):
    """The wording as somebody saved it, written once."""

    __tablename__ = "bulletin_versions"
    __table_args__ = (UniqueConstraint("bulletin_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    wording: Mapped[dict[str, Any]] = mapped_column(JSON)


class BulletinStep(Base):
    """What somebody did with a bulletin, written once; ``position`` is the bulletin's revision after it."""

    __tablename__ = "bulletin_steps"
    __table_args__ = (one_of("step", Step), UniqueConstraint("bulletin_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"))
    position: Mapped[int]
    step: Mapped[Step] = mapped_column(TermType(Step))
    at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    version: Mapped[int]
    words: Mapped[str | None] = mapped_column(String(1000))


class Criticism(Base):
    """A unit that stands to be criticised, on what ground and for which reports, and what was decided (§五.4)."""

    __tablename__ = "bulletin_criticisms"
    __table_args__ = (
        one_of("ground", Ground),
        one_of("decision", Decision),
        UniqueConstraint("bulletin_id", "unit_id", "ground"),
        CheckConstraint("(decision = 'open') = (decided_at IS NULL)", name="decided_has_time"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("decision <> 'dropped' OR reason IS NOT NULL", name="dropped_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    unit_name: Mapped[str] = mapped_column(String(100))
    """As it was called when the bulletin was drafted."""
    ground: Mapped[Ground] = mapped_column(TermType(Ground))
    reports: Mapped[list[str]] = mapped_column(JSON)
    """Numbers, in their order."""
    decision: Mapped[Decision] = mapped_column(TermType(Decision), default=Decision.OPEN)
    reason: Mapped[str | None] = mapped_column(String(300))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)


class BulletinReceipt(Base):
    """A unit that an issued bulletin went to; ``at`` and ``account_id`` once somebody there has acknowledged it."""

    __tablename__ = "bulletin_receipts"
    __table_args__ = (
        CheckConstraint("(at IS NULL) = (account_id IS NULL)", name="acknowledged_by_somebody"),
        Index("ix_bulletin_receipts_unit_id", "unit_id"),
    )

    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime | None] = mapped_column(Instant)


for written_once in (BulletinVersion, BulletinStep):
    event.listen(written_once, "before_update", refuse_change)
    event.listen(written_once, "before_delete", refuse_change)
