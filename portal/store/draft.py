"""Drafts: what a citizen has filled in so far, until it is sent or given up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base, Instant


class Draft(Base):
    """One report on its way; only the browser that began it knows the key that ``key_hash`` is made of."""

    __tablename__ = "drafts"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """``answers`` by field name, the steps ``done``, and ``pictures``, each with its ``sha256`` in the store."""
    begun_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant, index=True)
