"""What the statistics are counted from: rounds of handling month by month, where units stood, and closed periods.

Months and places are copies of what the events tell: they may be deleted and are made anew.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base, Instant

LAYOUT = 2
"""Counted up with every change of the rows below or of the marks in them; the months are then counted anew."""

ROUND = np.dtype([
    ("report", "<i8"), ("number", "<i2"), ("parts", "<i2"), ("problem_type", "<i1"), ("rating", "<i1"),
    ("region", "<i4"), ("site", "<i4"), ("place", "<i4"), ("received", "<i4"), ("ended", "<i4"), ("due", "<i4"),
    ("minutes", "<i4"), ("marks", "<u8"),
])  # fmt: skip
"""One round. Days count as ``date.toordinal`` does and 0 is none, as with every other number; ``due`` is the last day
of a clock that runs, ``minutes`` the working time that the round took, ``parts`` how many rows of PART belong to it."""

PART = np.dtype([("place", "<i4"), ("day", "<i4"), ("minutes", "<i4"), ("marks", "<u1")])
"""One unit's part in a round; the rows follow the order of their rounds."""


class FigureMonth(Base):
    """The rounds of all reports received in one month (Asia/Shanghai), as rows of bytes; see ``services.measuring``.

    ``revision`` rises with every change, over all months, so that a reader takes only what it has not. A month without
    rounds (``stale``) waits to be counted from the events.
    """

    __tablename__ = "figure_months"

    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day."""
    revision: Mapped[int] = mapped_column(BigInteger, index=True)
    stale: Mapped[bool] = mapped_column(default=False)
    rounds: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    parts: Mapped[bytes] = mapped_column(LargeBinary, default=b"")


class FigureState(Base):
    """How far the months follow the events: up to which entry of the audit chain."""

    __tablename__ = "figure_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    layout: Mapped[int]
    position: Mapped[int]
    revision: Mapped[int] = mapped_column(BigInteger)


class FigurePlace(Base):
    """Where a unit stood in the tree when it had something to do with a report: ids from the root down."""

    __tablename__ = "figure_places"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(String(200), unique=True)
    """Ids joined by dots, the unit's own last."""


class UnitMoved(Base):
    """A unit left its place below ``parent_id``, for another one or, where it ``merged``, for good."""

    __tablename__ = "unit_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    merged: Mapped[bool] = mapped_column(default=False)


class ClosedPeriod(Base):
    """A period whose figures the provincial office closed: what they were then, beside which later ones are shown."""

    __tablename__ = "closed_periods"
    __table_args__ = (
        UniqueConstraint("first_day", "last_day"),
        CheckConstraint("first_day <= last_day", name="ends_after_start"),
        Index("ix_closed_periods_last_day", "last_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    closed_at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    """By unit code ("" is the whole province), and then by figure: numerator and denominator, or the number itself."""
