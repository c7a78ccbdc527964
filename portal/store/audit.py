"""The audit log: views of private data, sign-ins and other deeds that are not steps of the workflow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base, Instant

MASK_PICTURE = "mask_picture"
UNMASK_PICTURE = "unmask_picture"


def picture_subject(picture: int) -> str:
    """How the audit log names a picture, by its id."""
    return f"picture:{picture}"


class AuditEntry(Base):
    """One deed: who, when, what, on what. Holds ids and officers' words, never a citizen's."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    deed: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(100))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
