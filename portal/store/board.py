"""The board's revision: one row that counts every change of what the public can see."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base, Instant


class Board(Base):
    """Where the exposure board stands. Every copy of its cases says which revision it is of.

    Raising the number locks the row until the change is committed: who reads revision n can see every change up to n.
    """

    __tablename__ = "board"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, default=0)
    removal: Mapped[int] = mapped_column(BigInteger, default=0)
    """The revision of the last change that took words or pictures from the public: withdrawal or amendment."""
    changed_at: Mapped[datetime] = mapped_column(Instant)
