"""The walk through the past: every step of every report in the order of time, all in one transaction.

The steps are taken by the portal's own services. They see the database through :class:`OneTransaction`, so that a
year of steps is committed once: a demo that was interrupted leaves nothing behind and can be made again.
"""

from __future__ import annotations

import heapq
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from portal.store import Database
from portal.store.batch import Batch, Item, Result, Work

Walk = Generator[datetime, None, None]
"""One report's life: it yields the instant of its next step and takes that step when it is resumed."""


class OneTransaction(Database):
    """A database whose readers and writers all share one session; whoever made the session commits it."""

    def __init__(self, database: Database, session: Session) -> None:
        self.is_sqlite = database.is_sqlite
        self.engine = database.engine
        self._session = session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        yield self._session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        yield self._session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        yield self._session
        self._session.flush()

    def batch(self, work: Work[Item, Result]) -> Batch[Item, Result]:
        return Batch(self, work)


@dataclass
class Clock:
    """The time that the services are told: that of the step being taken."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class History:
    """Takes the steps of all walks in the order of time, and none after ``until``."""

    clock: Clock
    until: datetime
    _pending: list[tuple[datetime, int, Walk]] = field(default_factory=list)
    _walks: int = 0

    def add(self, walk: Walk) -> None:
        """Let one more report live; of steps at the same instant, those of earlier walks come first."""
        self._walks += 1
        self._schedule(walk, self._walks)

    def run(self) -> None:
        """Walk until nothing is left to do before ``until``. What would come later is left to the people."""
        while self._pending:
            self.clock.now, serial, walk = heapq.heappop(self._pending)
            self._schedule(walk, serial)

    def _schedule(self, walk: Walk, serial: int) -> None:
        at = next(walk, None)
        if at is not None and at <= self.until:
            heapq.heappush(self._pending, (at, serial, walk))
