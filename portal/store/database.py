"""The database: one engine, sessions for reading and for writing, on SQLite or PostgreSQL."""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.store.batch import Batch, Item, Result, Work
from portal.store.chain import WritingSession
from portal.store.outbox import Fact

BUSY_SECONDS = 30
"""How long a SQLite writer waits for its turn."""
LINE_SECONDS = 5
LOOK_SECONDS = 0.0005
"""As long as SQLite takes for a fair part of a report; one thread of a process looks."""
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    # What is deleted is overwritten: citizens are promised that it is gone.
    "secure_delete = ON",
)


class Database:
    """Where everything true is kept.

    ``reading()`` gives a session that never writes, ``writing()`` one transaction that commits at its end or not at
    all. On SQLite writers queue from their first statement (``BEGIN IMMEDIATE``): a transaction that reads first and
    upgrades later could be refused in the middle.
    """

    def __init__(self, url: str) -> None:
        """``url`` is an SQLAlchemy address; a plain ``postgresql://`` is served by psycopg."""
        address = make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        self.is_sqlite = address.get_backend_name() == "sqlite"
        in_a_file = self.is_sqlite and address.database not in (None, "", ":memory:")
        if not self.is_sqlite:
            self.engine = create_engine(address, hide_parameters=True, pool_pre_ping=True, pool_size=5, max_overflow=20)
        else:
            if address.database:
                Path(address.database).parent.mkdir(parents=True, exist_ok=True)
            self.engine = _sqlite(address)
        # One connection writes, and so knows the pages and statements of the time before.
        writer = _sqlite(address, pool_size=1, max_overflow=0) if in_a_file else self.engine
        self._writer = writer.execution_options(writes=True)
        self._line = Path(f"{address.database}-line") if in_a_file else None
        self._inside = Lock()
        self._batches: dict[Any, Batch[Any, Any]] = {}
        self._new_batch = Lock()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for queries; whatever it holds is rolled back."""
        with Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session for queries that together see one moment, whatever is committed meanwhile."""
        with Session(self.engine, autoflush=False) as session:
            if not self.is_sqlite:
                # On SQLite every transaction sees one moment.
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One unit of work: committed, safely on disk, when the block ends without an error; what it has to say to the
        audit log is chained then."""
        with self._turn(), WritingSession(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """On SQLite, stand in line behind whoever writes, in this process or another one.

        SQLite itself looks again after longer and longer pauses, in which nobody writes. This line is a courtesy:
        the lock of a file, free when its holder is killed; whoever has waited long goes on and leaves it to SQLite.
        """
        if self._line is None:
            yield
            return
        patience = time.monotonic() + LINE_SECONDS
        first = self._inside.acquire(timeout=LINE_SECONDS)
        try:
            file = os.open(self._line, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                while not _is_locked(file) and time.monotonic() < patience:
                    time.sleep(LOOK_SECONDS)
                yield
            finally:
                os.close(file)
        finally:
            if first:
                self._inside.release()

    def batch(self, work: Work[Item, Result]) -> Batch[Item, Result]:
        """Where the threads of this process bring what ``work`` is to do, so that those at the same time share one
        unit of work."""
        with self._new_batch:
            return self._batches.setdefault(work, Batch(self, work))

    def session(self) -> Session:
        """A session for reading that the caller closes."""
        return Session(self.engine, autoflush=False)

    def identity(self) -> str:
        """The id that this database was given when it was made; copies of its data carry it to be recognised."""
        with self.reading() as session:
            known = session.get(Fact, "database_id")
        if known:
            return known.value
        # Another process may be giving it one at this very moment; whoever was first is right.
        with suppress(IntegrityError), self.writing() as session:
            session.add(Fact(name="database_id", value=secrets.token_hex(16)))
        with self.reading() as session:
            return session.get_one(Fact, "database_id").value

    def empty_log(self) -> None:
        """Move what SQLite has written ahead into its file, so that the log keeps nothing of what was deleted.

        Somebody who reads at this moment puts it off to the next time; nobody waits. PostgreSQL looks after itself.
        """
        if not self.is_sqlite:
            return
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout = 0")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        finally:
            connection.close()

    def dispose(self) -> None:
        """Close every connection; a forked process must do so before its first query."""
        self.engine.dispose()
        self._writer.dispose()


def _is_locked(file: int) -> bool:
    """Lock the file unless somebody else has."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sqlite(address: URL, **pool: int) -> Engine:
    engine = create_engine(address, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS}, **pool)

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, record: Any) -> None:
        # Transactions are begun by the listener below, not by the driver's own rules.
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
