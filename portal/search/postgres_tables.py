"""Where the index lies in PostgreSQL: tables in a schema of their own, and the connections that use them.

    search.state          one row: whose copy it is, the table in use, and how often it was changed
    search.cases_<build>  one row for each case in each revision that it was held in lately

A row is never changed but for the note when it was superseded or removed. So whoever looks at the table as of an
earlier change still finds what it held then, until the worker tidies up.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Index,
    MetaData,
    Table,
    Text,
    and_,
    create_engine,
    delete,
    event,
    func,
    insert,
    inspect,
    or_,
    select,
    text,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import SQLAlchemyError

from portal.search.postgres_grams import record_numbers
from portal.search.protocol import IndexBusy, IndexedCase, IndexState, IndexUnavailable, SearchTooLong

SCHEMA = "search"
SEARCH_SECONDS = 5.0
"""No search holds a connection for longer."""
SUPERSEDED_SECONDS = 60
"""For so long what was replaced is kept for those who are still looking at it."""

# Another Unicode version may normalise differently, and an index written under it could miss words.
_LAYOUT = f"1/{unicodedata.unidata_version}"
_BUILD = re.compile(r"[0-9a-f]{16}")
_CASES = "cases_"
_LOCK = int.from_bytes(b"zhaocuo", "big")
"""The number of the writers' advisory lock, which belongs to the connection and ends with it."""
_MISSING = {"3F000", "42P01"}
"""PostgreSQL's codes for a schema or a table that is not there."""
_BUSY = "55P03"
_CANCELLED = "57014"

STATE = Table(
    "state",
    MetaData(schema=SCHEMA),
    Column("database_id", Text, nullable=False),
    Column("layout", Text, nullable=False),
    Column("build", Text, nullable=False),
    Column("change", BigInteger, nullable=False),
    Column("removal", BigInteger, nullable=False),
    Column("built_at", DateTime(timezone=True), nullable=False),
)


@dataclass(frozen=True)
class Stand:
    """The index as of one change."""

    table: Table
    change: int
    removal: int
    """The latest change that removed a case."""

    @property
    def version(self) -> tuple[str, int]:
        """Differs between any two states of an index."""
        return self.table.name, self.change

    def holds(self) -> ColumnElement[bool]:
        """The condition that a row is part of the index as of this change."""
        gone = self.table.c.gone
        return and_(self.table.c.change <= self.change, or_(gone.is_(None), gone > self.change))


class IndexDatabase:
    """The database with the index. No connection is made before it is needed."""

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(
            url.set(drivername="postgresql+psycopg"), hide_parameters=True, pool_pre_ping=True, pool_size=5,
            max_overflow=20, isolation_level="AUTOCOMMIT",
        )  # fmt: skip
        event.listen(self._engine, "connect", _prepare)
        weakref.finalize(self, self._engine.dispose)
        self._driver_error: type[Exception] = self._engine.dialect.loaded_dbapi.Error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for searches. Whatever goes wrong is IndexUnavailable."""
        with self._failures_reported(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, patience: float) -> Iterator[Connection]:
        """One transaction of the only writer; raises IndexBusy when another one works for longer than ``patience``.

        The lock goes with the transaction, and that with its connection: a killed writer leaves nothing behind.
        """
        with self._failures_reported(), self._engine.connect() as pooled:
            connection = pooled.execution_options(isolation_level="READ COMMITTED")
            with connection.begin():
                # A timeout of nothing would mean to wait for ever.
                settings = {"lock_timeout": max(1, round(patience * 1000)), "statement_timeout": 0,
                            "maintenance_work_mem": "256MB"}  # fmt: skip
                for name, value in settings.items():
                    connection.execute(select(func.set_config(name, str(value), True)))
                connection.execute(_NOTICE_DEATH)
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
                yield connection

    def start_afresh_in_child(self) -> None:
        """Leave the connections to the parent after a fork, without closing them."""
        self._engine.dispose(close=False)

    @contextmanager
    def _failures_reported(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, self._driver_error) as error:
            code = getattr(getattr(error, "orig", None) or error, "sqlstate", None)
            if code == _BUSY:
                raise IndexBusy("another writer is changing the index") from error
            if code == _CANCELLED:
                raise SearchTooLong("the search took longer than it may") from error
            state = IndexState.MISSING if code in _MISSING else IndexState.BROKEN
            raise IndexUnavailable(f"the index cannot be used: {error}", state) from error


def stand_of(connection: Connection, database_id: str) -> Stand:
    """How the index stands now. Raises IndexUnavailable unless it is one of this database in this layout."""
    state = connection.execute(select(STATE, func.to_regclass(_QUALIFIED + STATE.c.build).label("table"))).one_or_none()
    if state is None:
        raise IndexUnavailable("the index was never finished", IndexState.MISSING)
    if state.database_id != database_id:
        raise IndexUnavailable("the index was built from another database", IndexState.FOREIGN)
    if state.layout != _LAYOUT:
        raise IndexUnavailable("the index was written by another version of the program")
    if state.table is None or not _BUILD.fullmatch(state.build):
        raise IndexUnavailable("the index has lost its table")
    return Stand(_cases_table(state.build), state.change, state.removal)


def create_cases(connection: Connection) -> Table:
    """A new, empty table, without indexes, that nobody uses yet."""
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    table = _cases_table(secrets.token_hex(8))
    table.create(connection)
    # Texts and grams lie apart from the rows, so that reading the rows of many hits reads little else.
    connection.execute(text(f"ALTER TABLE {table} ALTER record SET STORAGE EXTERNAL, ALTER record SET STATISTICS 0,"
                            f" ALTER grams SET STATISTICS 0"))  # fmt: skip
    return table


def fill(connection: Connection, table: Table, change: int, cases: Iterable[IndexedCase]) -> int:
    """Add cases as part of this change; returns how many there were."""
    count = 0
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table} (case_id, revision, change, record, grams) FROM STDIN") as copy,
    ):
        for case in cases:
            record = case.record()
            grams = f"{{{','.join(map(str, record_numbers(record)))}}}"
            copy.write_row((case.case_id, case.revision, change, record, grams))
            count += 1
    return count


def create_indexes(connection: Connection, table: Table) -> None:
    """Index a filled table."""
    Index(None, table.c.case_id).create(connection)
    Index(None, table.c.change).create(connection)
    # Changes go into the index at once: a list of pending ones would be read through by every search.
    Index(f"{table.name}_grams", table.c.grams, postgresql_using="gin", postgresql_with={"fastupdate": "off"}).create(
        connection
    )
    connection.execute(text(f"ANALYZE {table}"))


def publish(connection: Connection, table: Table, database_id: str) -> None:
    """Make this the table in use, whatever was there before; the one in use until now stays for its readers."""
    former = connection.scalar(select(func.to_regclass(f"{SCHEMA}.{STATE.name}"))) and _build_in_use(connection)
    drop_others(connection, {table.name, f"{_CASES}{former}"})
    # Made anew each time, so that it does not matter which version of the program made the one before.
    STATE.drop(connection, checkfirst=True)
    STATE.create(connection)
    build = table.name.removeprefix(_CASES)
    state = {"database_id": database_id, "layout": _LAYOUT, "build": build, "change": 0, "removal": 0}
    connection.execute(insert(STATE).values(**state, built_at=func.now()))


def drop_others(connection: Connection, kept: set[str]) -> bool:
    """Drop the tables of former builds but these; True if there was one."""
    others = [name for name in inspect(connection).get_table_names(SCHEMA)
              if name.startswith(_CASES) and name not in kept]  # fmt: skip
    for name in others:
        _cases_table(name.removeprefix(_CASES)).drop(connection)
    return bool(others)


def drop_superseded(connection: Connection, table: Table) -> bool:
    """Drop rows and tables that nobody has any business with any more; True if there were any."""
    past = func.now() - func.make_interval(0, 0, 0, 0, 0, 0, SUPERSEDED_SECONDS)
    rows = connection.execute(delete(table).where(table.c.gone_at < past)).rowcount
    old_build = connection.scalar(select(STATE.c.built_at < past))
    return bool((old_build and drop_others(connection, {table.name})) or rows)


def _build_in_use(connection: Connection) -> str | None:
    column = inspect(connection).get_columns(STATE.name, SCHEMA)
    return connection.scalar(select(STATE.c.build)) if any(each["name"] == "build" for each in column) else None


_QUALIFIED = f"{SCHEMA}.{_CASES}"
# Otherwise the server notices only at the end of a long statement that its client is gone. Not every server can.
_NOTICE_DEATH = text(
    "SELECT set_config(name, '1000', true) FROM pg_settings WHERE name = 'client_connection_check_interval'"
)


def _cases_table(build: str) -> Table:
    return Table(
        f"{_CASES}{build}",
        MetaData(schema=SCHEMA),
        Column("case_id", BigInteger, nullable=False),
        Column("revision", BigInteger, nullable=False),
        Column("change", BigInteger, nullable=False),
        Column("gone", BigInteger),
        Column("gone_at", DateTime(timezone=True)),
        Column("record", Text(collation="C"), nullable=False),
        Column("grams", ARRAY(BigInteger), nullable=False),
        # Room in every page to note that a row is gone: elsewhere it would have to be indexed again.
        postgresql_with={"fillfactor": 90, "toast_tuple_target": 128},
    )


def _prepare(connection: Any, _record: Any) -> None:
    # Reading every row looks cheap to the planner, which does not know how long texts and grams are.
    for setting in ("enable_seqscan = off", "jit = off", f"statement_timeout = {round(SEARCH_SECONDS * 1000)}"):
        connection.execute(f"SET {setting}")
    connection.commit()
