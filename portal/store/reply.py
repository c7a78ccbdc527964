"""Replies 答复口径: every version that was proposed, with its finding and its opinion on publication."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.vocabulary import Finding, InvalidReason, WithholdReason
from portal.store.base import Base, Instant, TermType, one_of


class Reply(Base):
    """One version. It is never changed after it was written, but for ``approved_at``, the final approval."""

    __tablename__ = "replies"
    __table_args__ = (
        one_of("finding", Finding),
        one_of("invalid_reason", InvalidReason),
        one_of("withhold_reason", WithholdReason),
        UniqueConstraint("report_id", "version"),
        Index("ix_replies_unit_final", "unit_id", "report_id", "version", "approved_at"),
        CheckConstraint("(finding = 'refused') = (invalid_reason IS NOT NULL)", name="refusal_has_reason"),
        CheckConstraint(
            "original_id IS NULL OR (invalid_reason IS NOT NULL AND invalid_reason = 'duplicate')",
            name="only_duplicates_have_originals",
        ),
        CheckConstraint(
            "invalid_reason IS NULL OR invalid_reason <> 'duplicate' OR original_id IS NOT NULL",
            name="duplicate_names_original",
        ),
        CheckConstraint("original_id <> report_id", name="not_its_own_original"),
        CheckConstraint("public = (withhold_reason IS NULL)", name="withheld_has_reason"),
        CheckConstraint(
            "withhold_reason IS NULL OR withhold_reason <> 'other' OR withhold_note IS NOT NULL",
            name="other_reason_has_words",
        ),
        CheckConstraint(
            "NOT (finding = 'confirmed' AND withhold_reason IS NOT NULL AND withhold_reason = 'unconfirmed')",
            name="confirmed_not_withheld_as_unconfirmed",
        ),
        CheckConstraint(
            "finding <> 'confirmed' OR ((corrected_on IS NULL) <> (correct_by IS NULL))",
            name="confirmed_names_correction",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    version: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    written_at: Mapped[datetime] = mapped_column(Instant)
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    finding: Mapped[Finding] = mapped_column(TermType(Finding))
    text: Mapped[str] = mapped_column(Text)
    invalid_reason: Mapped[InvalidReason | None] = mapped_column(TermType(InvalidReason))
    original_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id"), index=True)
    corrected_on: Mapped[date | None]
    correct_by: Mapped[date | None]
    public: Mapped[bool]
    withhold_reason: Mapped[WithholdReason | None] = mapped_column(TermType(WithholdReason))
    withhold_note: Mapped[str | None] = mapped_column(String(500))
    new_site_code: Mapped[str | None] = mapped_column(String(10))
    new_site_name: Mapped[str | None] = mapped_column(String(100))
    new_site_url: Mapped[str | None] = mapped_column(String(2000))
