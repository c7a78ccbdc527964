"""Cases 公示案例: the public copy of finished reports, the only rows that public pages read texts from."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.vocabulary import Finding, ProblemType, ReportKind, WithholdReason
from portal.store.base import Base, Instant, TermType, one_of


class Case(Base):
    """One case on the exposure board: words cleaned of personal data, dates, and names as they were then."""

    __tablename__ = "cases"
    __table_args__ = (
        one_of("kind", ReportKind),
        one_of("problem_type", ProblemType),
        one_of("finding", Finding),
        one_of("withhold_reason", WithholdReason),
        CheckConstraint("visible = (withhold_reason IS NULL)", name="hidden_has_reason"),
        CheckConstraint("working_days >= 0", name="days_not_negative"),
        Index(
            "ix_cases_newest",
            text("published_at DESC"),
            text("report_id DESC"),
            sqlite_where=text("visible = 1"),
            postgresql_where=text("visible"),
        ),
        Index(
            "ix_cases_changed",
            "changed_at",
            "report_id",
            sqlite_where=text("visible = 1"),
            postgresql_where=text("visible"),
        ),
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    visible: Mapped[bool]
    kind: Mapped[ReportKind] = mapped_column(TermType(ReportKind))
    problem_type: Mapped[ProblemType] = mapped_column(TermType(ProblemType), index=True)
    title: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(Text)
    wrong_text: Mapped[str] = mapped_column(Text, default="")
    suggested_text: Mapped[str] = mapped_column(Text, default="")
    reply: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)
    site_code: Mapped[str | None] = mapped_column(String(10))
    site_name: Mapped[str] = mapped_column(String(100))
    page_url: Mapped[str] = mapped_column(String(2000))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    unit_name: Mapped[str] = mapped_column(String(100))
    finding: Mapped[Finding] = mapped_column(TermType(Finding))
    corrected_on: Mapped[date | None]
    correct_by: Mapped[date | None]
    received_on: Mapped[date]
    due_on: Mapped[date]
    finished_on: Mapped[date]
    published_at: Mapped[datetime] = mapped_column(Instant)
    working_days: Mapped[int]
    on_time: Mapped[bool]
    reopened: Mapped[bool] = mapped_column(default=False)
    """The report is being handled anew (重新办理中); the case stays meanwhile."""
    edited: Mapped[bool] = mapped_column(default=False)
    """More than shortened or masked on its way to the board (经编辑)."""
    amended_on: Mapped[date | None]
    """The day of the last correction of the published case (更正)."""
    changed_at: Mapped[datetime] = mapped_column(Instant)
    revision: Mapped[int] = mapped_column(BigInteger, server_default="0", index=True)
    """The board's revision with which this row changed last; every copy of the case carries it."""
    withhold_reason: Mapped[WithholdReason | None] = mapped_column(TermType(WithholdReason))
    """Why the case is no longer on the board; the ledger shows the reason, never the note."""
    withhold_note: Mapped[str | None] = mapped_column(String(500))
