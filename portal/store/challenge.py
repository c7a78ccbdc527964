"""Challenges against programs that send reports by the thousand: each solution counts once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base, Instant


class SpentChallenge(Base):
    """A challenge whose solution was accepted; the row may go once the challenge would have expired anyway."""

    __tablename__ = "spent_challenges"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
