"""Attachments 图片: pictures sent with reports and replies; the bytes lie in the attachment store, by their hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base, Instant


class Attachment(Base):
    """One picture, re-encoded. It belongs to a report and, where it is an officer's evidence, to one of its replies."""

    __tablename__ = "attachments"
    __table_args__ = (CheckConstraint("size > 0 AND width > 0 AND height > 0", name="not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("replies.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    public_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    """The file that the public gets where parts were blacked out; None: the same one."""
    published: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)

    @property
    def public_file(self) -> str:
        """The hash of the file that the public gets once the picture is published."""
        return self.public_sha256 or self.sha256
