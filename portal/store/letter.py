"""Letters: what was sent to whom, so that nothing is sent twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base, Instant


class Letter(Base):
    """One message that left, or is leaving, the portal; ``key`` says which one, never what it says or to whom."""

    __tablename__ = "letters"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    """What makes the message the same one, such as the kind, the report's id and the step, or the unit and the day."""
    taken_at: Mapped[datetime] = mapped_column(Instant)
    """When the worker began to send it."""
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
