"""Rising words: which words reports use more often than before, counted once a day for every organizing unit.

A copy of what the reports say, made anew every day; it may be deleted at any time.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base


class RisingWord(Base):
    """One word on the rise among the reports that a unit may see, the steepest of each unit first by ``id``."""

    __tablename__ = "rising_words"
    __table_args__ = (UniqueConstraint("unit_id", "word"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    word: Mapped[str] = mapped_column(String(20))
    recent: Mapped[int]
    before: Mapped[int]


class RisingReport(Base):
    """A report that was counted for a word, lately or before."""

    __tablename__ = "rising_reports"

    word_id: Mapped[int] = mapped_column(ForeignKey("rising_words.id"), primary_key=True, autoincrement=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True, autoincrement=False)
