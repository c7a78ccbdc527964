"""The audit log: every deed as an entry chained to the one before, where the chain ends, and its daily seals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import DDL, JSON, CheckConstraint, Date, String, event
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base, Instant
from portal.store.event import refuse_change


def picture_subject(picture: int) -> str:
    """How the audit log names a picture, by its id."""
    return f"picture:{picture}"


class AuditEntry(Base):
    """One deed: who, when, what, on what. Holds ids and officers' words, never a citizen's.

    ``id`` is the entry's position in the chain, without gaps. The account is no foreign key: to check one, PostgreSQL
    locks the account's row, and whoever holds that row and waits for the end of the chain would wait for ever.
    """

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    account_id: Mapped[int | None] = mapped_column(index=True)
    deed: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(String(100), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The end of the chain, one row that writers lock in turn; and up to where entries were deleted as too old."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    cut: Mapped[int]
    cut_hash: Mapped[str] = mapped_column(String(64))


class AuditSeal(Base):
    """The end of the chain on one day, signed; the same line leaves the database (see PORTAL_AUDIT_SEALS)."""

    __tablename__ = "audit_seals"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    position: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    count: Mapped[int]
    signature: Mapped[str] = mapped_column(String(64))


event.listen(AuditEntry, "before_update", refuse_change)
event.listen(AuditEntry, "before_delete", refuse_change)

# The same in the database itself, for whoever comes past the program. Entries that were cut off may go.
_SQLITE = (
    "CREATE TRIGGER events_unchanged BEFORE UPDATE ON events "
    "BEGIN SELECT RAISE(ABORT, 'events are written once and never changed'); END",
    "CREATE TRIGGER events_kept BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
    "CREATE TRIGGER audit_entries_unchanged BEFORE UPDATE ON audit_entries "
    "BEGIN SELECT RAISE(ABORT, 'audit_entries are written once and never changed'); END",
    "CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries "
    "WHEN OLD.id > (SELECT cut FROM audit_head WHERE id = 1) "
    "BEGIN SELECT RAISE(ABORT, 'audit_entries are deleted only up to the cut'); END",
)
_POSTGRES = (
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE integrity_constraint_violation USING MESSAGE = TG_TABLE_NAME || ' are written once and never changed'; "
    "END $$",
    "CREATE FUNCTION keep_audit_entries() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF OLD.id > (SELECT cut FROM audit_head WHERE id = 1) THEN "
    "RAISE integrity_constraint_violation USING MESSAGE = 'audit_entries are deleted only up to the cut'; "
    "END IF; RETURN OLD; END $$",
    "CREATE TRIGGER events_unchanged BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER audit_entries_unchanged BEFORE UPDATE ON audit_entries "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries "
    "FOR EACH ROW EXECUTE FUNCTION keep_audit_entries()",
)

for _dialect, _statements in (("sqlite", _SQLITE), ("postgresql", _POSTGRES)):
    for _statement in _statements:
        _ddl = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(Base.metadata, "after_create", _ddl)
