"""Clocks 办理时限: one row for every time a unit was given three working days; and the days officers decided."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base, Instant


class Clock(Base):
    """One window of §四. Opened by dispatch and reopening, ended by return, recall or final approval."""

    __tablename__ = "clocks"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= received_at", name="ends_after_start"),
        Index(
            "uq_clocks_one_running",
            "report_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_clocks_due", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    received_at: Mapped[datetime] = mapped_column(Instant)
    opens_on: Mapped[date]
    due_on: Mapped[date]
    due_at: Mapped[datetime] = mapped_column(Instant)
    """24:00 of ``due_on`` in Asia/Shanghai: the first instant that is too late."""
    provisional: Mapped[bool]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class CalendarDay(Base):
    """A day that an officer decided to be worked or not, with the document it rests on."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    document: Mapped[str] = mapped_column(String(200))
