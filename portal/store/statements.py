"""The statements that every report needs, handed to SQLite's driver as they are.

To prepare one, SQLAlchemy takes three times as long as SQLite takes to carry it out, and all the while nobody else can
write. So each is put together once: its text, and what makes of a value what the column holds, both by SQLAlchemy's own
rules. Results are as the driver gives them, for columns that hold texts and whole numbers alone. On PostgreSQL, where
the way to the server takes longer than all this, SQLAlchemy does everything.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, Select, Table, bindparam, func, insert, select
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from portal.store.base import Base

NOTHING: Mapping[str, Any] = MappingProxyType({})


class _Driven:
    """A statement as SQLite's driver takes it."""

    def __init__(self, statement: Any, names: Sequence[str] | None, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=names)
        self.text = str(compiled)
        self._converters = [
            (name, _converter(compiled.binds[name].type, dialect)) for name in compiled.positiontup or ()
        ]
        self._constants = compiled.params

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """What stands at the places of the text."""
        return [
            convert(given[name]) if name in given else convert(self._constants[name])
            for name, convert in self._converters
        ]


def _converter(kind: Any, dialect: Dialect) -> Callable[[Any], Any]:
    convert: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return convert or (lambda value: value)


class Direct:
    """One statement, put together once; ``names``: of the columns that an insert names."""

    def __init__(self, statement: Executable, names: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._names = names
        self._driven: _Driven | None = None

    def ask(self, session: Session, *sets: Mapping[str, Any]) -> list[Any]:
        """Carry it out with each of these sets of values; the rows that it gives."""
        connection = session.connection()
        if connection.dialect.name != "sqlite":
            return [row for values in sets for row in connection.execute(self._statement, values)]
        driven = self._on(connection)
        with _driver(connection) as cursor:
            return [row for values in sets for row in cursor.execute(driven.text, driven.values(values))]

    def tell(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Carry it out for each of these rows; it gives none."""
        connection = session.connection()
        if connection.dialect.name != "sqlite":
            connection.execute(self._statement, rows)
            return
        driven = self._on(connection)
        with _driver(connection) as cursor:
            cursor.executemany(driven.text, map(driven.values, rows))

    def _on(self, connection: Connection) -> _Driven:
        if self._driven is None:
            self._driven = _Driven(self._statement, self._names, connection.dialect)
        return self._driven


@contextmanager
def _driver(connection: Connection) -> Iterator[Any]:
    """A cursor of SQLite's driver, whose errors are SQLAlchemy's; those hold no values."""
    try:
        yield connection.connection.cursor()
    except sqlite3.Error as error:
        raise DBAPIError.instance("", None, error, sqlite3.Error, hide_parameters=True) from error


class Lookup:
    """Rows found by a key, for many keys at once."""

    def __init__(self, wanted: Select[Any], key: ColumnElement[Any]) -> None:
        """``wanted`` may have parameters of its own, other than ``key`` and ``keys``."""
        self._one = Direct(wanted.where(key == bindparam("key")))
        self._all = Direct(wanted.where(key.in_(bindparam("keys", expanding=True))))

    def find(self, session: Session, keys: Collection[str], values: Mapping[str, Any] = NOTHING) -> Sequence[Any]:
        """The rows with one of the keys, each of which is given once."""
        if session.connection().dialect.name != "sqlite":
            return self._all.ask(session, {**values, "keys": keys}) if keys else ()
        return self._one.ask(session, *({**values, "key": key} for key in keys))


class Rows:
    """Writes many rows of the table of one class in one statement, past the unit of work."""

    def __init__(self, of: type[Base]) -> None:
        self.table: Table = Base.metadata.tables[of.__tablename__]
        self._defaults = {
            column.name: column.default.arg
            for column in self.table.c
            if isinstance(column.default, ScalarElementColumnDefault)
        }
        self._inserts: dict[tuple[str, ...], Direct] = {}
        if "id" in self.table.c:
            self._insert_for_ids = insert(self.table).returning(self.table.c.id, sort_by_parameter_order=True)
            self._last = Direct(select(func.coalesce(func.max(self.table.c.id), 0)))

    def add(self, session: Session, rows: Collection[Mapping[str, Any]]) -> None:
        """Write the rows, which all name the same columns; those with a constant default may be left out."""
        if rows:
            self._write(session, [{**self._defaults, **row} for row in rows])

    def add_numbered(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> Sequence[int]:
        """Write the rows, as :meth:`add` does; the ids that they were given, in their order."""
        if not rows:
            return []
        connection = session.connection()
        if connection.dialect.name != "sqlite":
            return connection.scalars(self._insert_for_ids, rows).all()
        # SQLite tells the ids of one row at a time only. It has one writer at a time, who may as well give them.
        [[last]] = self._last.ask(session, NOTHING)
        ids = range(last + 1, last + 1 + len(rows))
        self._write(session, [{"id": each, **self._defaults, **row} for each, row in zip(ids, rows, strict=True)])
        return ids

    def _write(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        names = tuple(rows[0])
        if names not in self._inserts:
            self._inserts[names] = Direct(insert(self.table), names)
        self._inserts[names].tell(session, rows)
