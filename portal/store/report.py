"""Reports 留言: what citizens sent, and where each stands."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.vocabulary import ProblemType, ReportKind, State
from portal.store.base import Base, Instant, TermType, one_of
from portal.store.site import Site

_PROMISED = text("promised_for IS NOT NULL")
_RECTIFIED = text("rectified_on IS NOT NULL")


class Report(Base):
    """One report. ``state``, ``holder_id`` and ``version`` are written by ``services.casework`` alone.

    The citizen's words may be emptied when they are no longer needed; everything the workflow needs is in the rest.
    """

    __tablename__ = "reports"
    __table_args__ = (
        one_of("kind", ReportKind),
        one_of("state", State),
        one_of("problem_type", ProblemType),
        CheckConstraint("(state IN ('published', 'closed')) = (finished_at IS NOT NULL)", name="finished_has_time"),
        CheckConstraint(
            "state NOT IN ('triage', 'answering', 'review') OR holder_id IS NOT NULL", name="open_has_holder"
        ),
        CheckConstraint("kind <> 'unlisted' OR site_name IS NOT NULL", name="unlisted_names_site"),
        Index("ix_reports_holder_state", "holder_id", "state"),
        CheckConstraint("retracted_at IS NULL OR state = 'closed'", name="retracted_is_closed"),
        Index("ix_reports_state_submitted", "state", "submitted_at"),
        Index("ix_reports_finished_at", "finished_at"),
        Index("ix_reports_submitted_site", "submitted_at", "site_id"),
        Index("ix_reports_promised", "promised_for", sqlite_where=_PROMISED, postgresql_where=_PROMISED),
        Index("ix_reports_rectified", "rectified_on", sqlite_where=_RECTIFIED, postgresql_where=_RECTIFIED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[ReportKind] = mapped_column(TermType(ReportKind))
    state: Mapped[State] = mapped_column(TermType(State), default=State.RECEIVED)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    version: Mapped[int] = mapped_column(default=1)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)
    site_code: Mapped[str | None] = mapped_column(String(10))
    site_name: Mapped[str | None] = mapped_column(String(100))
    site_url: Mapped[str | None] = mapped_column(String(2000))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), index=True)
    page_url: Mapped[str | None] = mapped_column(String(2000))
    problem_type: Mapped[ProblemType] = mapped_column(TermType(ProblemType))
    description: Mapped[str | None] = mapped_column(Text)
    wrong_text: Mapped[str | None] = mapped_column(Text)
    suggested_text: Mapped[str | None] = mapped_column(Text)
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    rectified_on: Mapped[date | None]
    """The day on which a correction promised in the last reply was reported done."""
    promised_for: Mapped[date | None]
    """The day by which the last reply promised a correction, from the report's end until the correction is done: among
    a million finished reports the few open promises are found by it."""
    transferrer_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    urged_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the oldest urging that nobody has answered was sent."""
    external_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    submission_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Keyed digest of who sent what: the same submission arriving twice finds the first."""
    tracking_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    text_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    """Keyed digest of the folded description: the same words sent again and again are found without reading them."""
    retracted_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the citizen took the report back, which then ended without a reply."""

    site: Mapped[Site | None] = relationship()
    contact: Mapped[Contact | None] = relationship(cascade="all, delete-orphan")


class Contact(Base):
    """How to reach the citizen, apart from the report so that it can be deleted without a trace."""

    __tablename__ = "contacts"

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(50))
    phone: Mapped[str | None] = mapped_column(String(30))
    email: Mapped[str | None] = mapped_column(String(254))
    email_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    """Keyed digest of the address: whoever lost a tracking code is found by it, and no address waits in the outbox."""
    mail_stopped_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the citizen asked for no more letters."""


class Sender(Base):
    """The network address that a report came from, which the law wants kept for half a year; deleted like a contact."""

    __tablename__ = "senders"

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(45), index=True)


class NumberCounter(Base):
    """The last number given out in a year; drawn in the transaction that stores the report, so there are no gaps."""

    __tablename__ = "number_counters"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
