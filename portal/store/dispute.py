"""The citizen's last word: a rating and, once, a dispute 异议."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base, Instant


class Dispute(Base):
    """One per report. ``upheld`` is None until the provincial office decides; upholding reopens the report."""

    __tablename__ = "disputes"
    __table_args__ = (CheckConstraint("(decided_at IS NULL) = (upheld IS NULL)", name="decided_one_way"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    upheld: Mapped[bool | None]
    comment: Mapped[str | None] = mapped_column(Text)


class Rating(Base):
    """How well the citizen was served, 1 to 5."""

    __tablename__ = "ratings"
    __table_args__ = (CheckConstraint("score BETWEEN 1 AND 5", name="one_to_five"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    score: Mapped[int]
    comment: Mapped[str | None] = mapped_column(Text)
    rated_at: Mapped[datetime] = mapped_column(Instant)
