"""What the owner of the database can do to the audit log, past the program and past the database's own refusals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, select, text, update

from portal.domain.audit_chain import Link
from portal.store import AuditEntry, AuditHead, Database
from portal.store.base import Base

ENTRIES = Base.metadata.tables[AuditEntry.__tablename__]
TRIGGERS = {
    "events": ("events_unchanged", "events_kept"),
    "audit_entries": ("audit_entries_unchanged", "audit_entries_kept"),
}


@contextmanager
def owner(database: Database) -> Iterator[Connection]:
    """The database with nobody watching; committed at the end."""
    with database.engine.execution_options(writes=True).begin() as connection:
        kept = _disarm(connection)
        yield connection
        for statement in kept:
            connection.execute(text(statement))


def _disarm(connection: Connection) -> list[str]:
    """Switch the triggers off; what switches them on again."""
    if connection.dialect.name == "postgresql":
        for table in TRIGGERS:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TRIGGERS]
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in found:
        connection.execute(text(f"DROP TRIGGER {name}"))
    return [sql for _, sql in found]


def change(connection: Connection, position: int, **values: Any) -> None:
    """Write something else into one entry, and nothing into its neighbours."""
    connection.execute(update(ENTRIES).where(ENTRIES.c.id == position).values(**values))


def remove(connection: Connection, position: int) -> None:
    """Delete one entry."""
    connection.execute(ENTRIES.delete().where(ENTRIES.c.id == position))


def shift(connection: Connection, first: int, by: int) -> None:
    """Renumber the entries from ``first`` on."""
    ids = connection.scalars(select(ENTRIES.c.id).where(ENTRIES.c.id >= first).order_by(ENTRIES.c.id)).all()
    for each in ids if by < 0 else reversed(ids):
        change(connection, each, id=each + by)


def insert(connection: Connection, position: int, subject: str) -> None:
    """Put a forged entry at ``position``, which is free, linked and hashed as it must be."""
    before = connection.execute(select(ENTRIES).where(ENTRIES.c.id == position - 1)).one()
    link = Link(position, before.at, None, "view_contact", subject, {}, before.hash)
    connection.execute(ENTRIES.insert().values(**row_of(link)))


def row_of(link: Link) -> dict[str, Any]:
    """An entry as a row."""
    return {
        "id": link.position,
        "at": link.at,
        "account_id": link.account_id,
        "deed": link.deed,
        "subject": link.subject,
        "details": link.details,
        "previous_hash": link.previous_hash,
        "hash": link.hash,
    }


def recompute(connection: Connection, first: int = 1) -> None:
    """Make the chain whole again from ``first`` on, as the program would have written it."""
    rows = connection.execute(select(ENTRIES).where(ENTRIES.c.id >= first - 1).order_by(ENTRIES.c.id)).all()
    previous = rows[0].hash if first > 1 else rows[0].previous_hash
    for row in rows[1:] if first > 1 else rows:
        link = Link(row.id, row.at, row.account_id, row.deed, row.subject, row.details, previous)
        change(connection, row.id, previous_hash=previous, hash=link.hash)
        previous = link.hash
    connection.execute(update(AuditHead).values(position=rows[-1].id, hash=previous))
