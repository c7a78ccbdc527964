"""Events 办理记录: what happened to a report, never changed afterwards; and who held it when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from portal.domain.vocabulary import Action, State
from portal.store.base import Base, Instant, TermType, one_of

_PRESENT = text("until IS NULL")
_GOING_BACK = text("action IN ('return', 'hand_back', 'send_back')")


class Event(Base):
    """One step: who, when, from where to where and why, in officers' words, ids and digests.

    ``unit_path`` is the acting unit's path as it was named then, so that reorganisation does not rewrite the past.
    ``details`` holds what replaying needs: the clock that was opened, levels that were stepped over, reply ids.
    """

    __tablename__ = "events"
    __table_args__ = (
        one_of("action", Action),
        one_of("from_state", State),
        one_of("to_state", State),
        UniqueConstraint("report_id", "position"),
        Index("ix_events_action_at", "action", "at"),
        Index("ix_events_going_back", "report_id", sqlite_where=_GOING_BACK, postgresql_where=_GOING_BACK),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    position: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    action: Mapped[Action] = mapped_column(TermType(Action))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    unit_path: Mapped[str | None] = mapped_column(String(500))
    from_state: Mapped[State | None] = mapped_column(TermType(State))
    to_state: Mapped[State] = mapped_column(TermType(State))
    from_holder_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    to_holder_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    to_holder_path: Mapped[str | None] = mapped_column(String(500))
    words: Mapped[str | None] = mapped_column(Text)
    """The officer's comment or reason; a citizen's words are never kept here."""
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Holding(Base):
    """A stretch of time in which a unit held a report: drives who may see it, and time summed per holder."""

    __tablename__ = "holdings"
    __table_args__ = (
        Index("ix_holdings_unit_report", "unit_id", "report_id"),
        Index("ix_holdings_present", "report_id", sqlite_where=_PRESENT, postgresql_where=_PRESENT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    state: Mapped[State] = mapped_column(TermType(State))
    since: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime | None] = mapped_column(Instant)


class AppendOnly(RuntimeError):
    """Somebody tried to change or delete the past."""


def refuse_change(mapper: Mapper[Any], connection: Any, target: Any) -> None:
    """Listens where rows must not be updated or deleted."""
    raise AppendOnly(f"{type(target).__name__} {target.id} is written once and never changed")


event.listen(Event, "before_update", refuse_change)
event.listen(Event, "before_delete", refuse_change)
