"""Many rows of one table, written in one statement past the unit of work, which takes as long for a single row as the
database takes for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from portal.store.base import Base


class Rows:
    """Writes rows of the table of one class. Its statements are made once: putting one together, or looking through
    the class, takes longer than SQLite takes to carry it out."""

    def __init__(self, of: type[Base]) -> None:
        self.table: Table = Base.metadata.tables[of.__tablename__]
        self._insert = insert(self.table)
        if "id" in self.table.c:
            self._insert_for_ids = self._insert.returning(self.table.c.id, sort_by_parameter_order=True)
            self._last = select(func.coalesce(func.max(self.table.c.id), 0))

    def add(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write the rows, which all name the same columns."""
        if rows:
            session.connection().execute(self._insert, rows)

    def add_numbered(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> Sequence[int]:
        """Write the rows, which all name the same columns; the ids that they were given, in their order."""
        if not rows:
            return []
        connection = session.connection()
        if connection.dialect.name != "sqlite":
            return connection.scalars(self._insert_for_ids, rows).all()
        # SQLite tells the ids of one row at a time only. It has one writer at a time, who may as well give them.
        first = connection.scalars(self._last).one() + 1
        ids = range(first, first + len(rows))
        connection.execute(self._insert, [{"id": each, **row} for each, row in zip(ids, rows, strict=True)])
        return ids
