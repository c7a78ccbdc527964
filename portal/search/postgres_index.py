"""The shared index: a table and its GIN index in PostgreSQL, for several web nodes that cannot share a folder.

The index is over an array of numbers, one for each character and pair of characters of a case. That is as small and
as quick to search as any other way, and far quicker to build. 10,000 cases of 590 characters, PostgreSQL 15 as it
comes, one of two busy cores:

    column        copied    indexed    index    word in 30 % of cases, in 3 %, in 0.03 %
    bigint[]       2.5 s       6 s     67 MB    0.9 ms, 0.4 ms, 0.2 ms
    text[]         4.1 s      16 s     67 MB    0.7 ms, 0.3 ms, 0.2 ms
    tsvector       8.2 s      31 s     67 MB    0.7 ms, 0.2 ms, 0.1 ms

100,000 cases: rebuilt in 170 to 280 s by a process of 150 MB; table 600 MB, index 320 MB; one case applied in 36 ms.
A word in 30 % of the cases takes 27 ms, in 3 % 16 ms, in 0.03 % 5 ms. Longer than two characters, it must be looked
for in the texts that its pairs nominate, 17 microseconds each: 40 ms for 3,000 of them, half a second for 30,000.
Numbers for three characters would spare that up to three, but take three times as long to build.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from sqlalchemy import URL, ColumnElement, Connection, LargeBinary, any_, func, literal, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT

from portal.search.postgres_grams import meets
from portal.search.postgres_tables import (
    STATE,
    IndexDatabase,
    Stand,
    create_cases,
    create_indexes,
    drop_superseded,
    fill,
    publish,
    stand_of,
)  # fmt: skip
from portal.search.protocol import Hits, IndexedCase, IndexState, IndexUnavailable
from portal.search.query import Clause

CHANGE_PATIENCE_SECONDS = 10.0
REBUILD_PATIENCE_SECONDS = 60.0
_RECORDS_AT_ONCE = 1_000


class _SourceFailed(Exception):
    """What cases are read from has failed, which is no failure of the index."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


class PostgresIndex:
    """A CaseIndex in a database. Nothing is connected to before it is needed."""

    def __init__(self, url: URL, database_id: str) -> None:
        self._database = IndexDatabase(url)
        self._database_id = database_id
        self._lock = threading.Lock()
        self._known = _Known()
        self._view: PostgresView | None = None
        _INSTANCES.add(self)

    def view(self) -> PostgresView:
        with self._lock:
            with self._database.reading() as connection:
                stand = stand_of(connection, self._database_id)
            if self._view is None or self._view.version != stand.version:
                self._view = PostgresView(self._database, stand, self._known)
            return self._view

    def state(self) -> IndexState:
        try:
            self.view()
        except IndexUnavailable as unavailable:
            return unavailable.state
        return IndexState.READY

    def apply(self, changed: Iterable[IndexedCase], removed: Iterable[int]) -> None:
        fresh = {case.case_id: case for case in changed}
        outdated = fresh.keys() | set(removed)
        if not outdated:
            return
        with self._database.writing(CHANGE_PATIENCE_SECONDS) as connection:
            stand = stand_of(connection, self._database_id)
            change = stand.change + 1
            gone = _supersede(connection, stand, change, outdated)
            fill(connection, stand.table, change, fresh.values())
            removal = change if gone - fresh.keys() else stand.removal
            connection.execute(update(STATE).values(change=change, removal=removal))

    def tidy(self) -> bool:
        with self._database.writing(CHANGE_PATIENCE_SECONDS) as connection:
            return drop_superseded(connection, stand_of(connection, self._database_id).table)

    def rebuild(self, cases: Iterable[IndexedCase]) -> int:
        try:
            # Tables, rows and indexes appear all at once, with the transaction; one that is killed leaves nothing.
            with self._database.writing(REBUILD_PATIENCE_SECONDS) as connection:
                table = create_cases(connection)
                count = fill(connection, table, 0, _marked(cases))
                create_indexes(connection, table)
                publish(connection, table, self._database_id)
        except _SourceFailed as failed:
            raise failed.error from None
        return count

    def start_afresh_in_child(self) -> None:
        """Share neither connections nor locks with the parent of a forked process."""
        self._database.start_afresh_in_child()
        self._lock = threading.Lock()
        self._known = _Known()
        self._view = None


class PostgresView:
    """The table as of one change, also after later changes and a rebuild, until the worker tidies them away."""

    def __init__(self, database: IndexDatabase, stand: Stand, known: _Known) -> None:
        self.version = stand.version
        self._database = database
        self._stand = stand
        self._known = known

    def held(self) -> Hits:
        with self._database.reading() as connection:
            return self._known.hits(connection, self._stand)

    def find(self, clauses: Sequence[Clause]) -> Hits:
        if not clauses or not all(clause and all(clause) for clause in clauses):
            raise ValueError("a search needs at least one word, and no word may be empty")
        with self._database.reading() as connection:
            return _hits(connection, self._stand, meets(self._stand.table, clauses))

    def records(self, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
        table, wanted = self._stand.table.c, iter(ids)
        while some := list(islice(wanted, _RECORDS_AT_ONCE)):
            query = select(table.case_id, table.record).where(_among(table.case_id, some), self._stand.holds())
            with self._database.reading() as connection:
                rows = connection.execute(query).all()
            yield from ((row.case_id, row.record) for row in rows)


class _Known:
    """The cases that a process has already read from the index, so that after a change only new ones are read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stand: Stand | None = None
        self._hits = Hits(np.empty(0, np.int64), np.empty(0, np.int64))

    def hits(self, connection: Connection, stand: Stand) -> Hits:
        """Every case in the index as it stands."""
        with self._lock:
            known = self._stand
            if known is None or known.version != stand.version:
                if known and known.table.name == stand.table.name and stand.removal <= known.change <= stand.change:
                    fresh = _hits(connection, stand, stand.table.c.change > known.change)
                    self._hits = _replaced(self._hits, fresh)
                else:
                    self._hits = _hits(connection, stand, true())
                self._stand = stand
            return self._hits


def _hits(connection: Connection, stand: Stand, condition: ColumnElement[bool]) -> Hits:
    """The cases that meet a condition, in two values: as a row each they would take several times as long."""
    table = stand.table.c
    columns = [
        func.string_agg(func.int8send(column), literal(b"", LargeBinary)) for column in (table.case_id, table.revision)
    ]
    ids, revisions = connection.execute(select(*columns).where(stand.holds(), condition)).one()
    return Hits(*(np.frombuffer(each or b"", ">i8").astype(np.int64) for each in (ids, revisions)))


def _replaced(hits: Hits, fresh: Hits) -> Hits:
    kept = np.isin(hits.ids, fresh.ids, invert=True)
    return Hits(np.concatenate([hits.ids[kept], fresh.ids]), np.concatenate([hits.revisions[kept], fresh.revisions]))


def _supersede(connection: Connection, stand: Stand, change: int, case_ids: Iterable[int]) -> set[int]:
    """Note that these cases are gone from this change on; returns those that there were."""
    table = stand.table
    rows = update(table).where(_among(table.c.case_id, list(case_ids)), table.c.gone.is_(None))
    return set(connection.scalars(rows.values(gone=change, gone_at=func.now()).returning(table.c.case_id)))


def _among(column: ColumnElement[int], ids: Sequence[int]) -> ColumnElement[bool]:
    return column == any_(literal(ids, ARRAY(BIGINT)))


def _marked(cases: Iterable[IndexedCase]) -> Iterator[IndexedCase]:
    try:
        yield from cases
    except Exception as error:
        raise _SourceFailed(error) from error


_INSTANCES: weakref.WeakSet[PostgresIndex] = weakref.WeakSet()


def _start_afresh_in_child() -> None:
    for index in list(_INSTANCES):
        index.start_afresh_in_child()


os.register_at_fork(after_in_child=_start_afresh_in_child)
