"""Writers that come at the same moment share one transaction, and so the wait for the disk.

A database on one disk commits some hundreds of times a second, whatever is in a commit. So whoever finds nobody at
work takes everything along that waits by the time the database is free; the others find their own done when their turn
comes. Nobody is answered before the commit that holds their work is on disk.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from portal.store.database import Database

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Session, Sequence[Item]], Sequence[Result | Exception]]
"""Does all items within the session's transaction; one result each, in their order. A result that is an exception is
raised to whoever brought that item. What it raises itself undoes the transaction; each item is then tried alone."""

MOST = 50
"""Items of one transaction: other writers wait meanwhile."""


class Interrupted(RuntimeError):
    """The process was told to stop while it did this work, which is not done."""


class _Waiting(Generic[Item, Result]):
    """One item on its way, and what came of it."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.called = threading.Event()
        self.done = False
        self.result: Result | Exception | None = None

    def finish(self, result: Result | Exception) -> None:
        self.result, self.done = result, True
        self.called.set()


class Batch(Generic[Item, Result]):
    """Everything of one kind that the threads of this process want written; made by :meth:`Database.batch`."""

    def __init__(self, database: Database, work: Work[Item, Result]) -> None:
        self._database = database
        self._work = work
        self._queue: deque[_Waiting[Item, Result]] = deque()
        self._writing = False
        self._door = threading.Lock()

    def add(self, item: Item) -> Result:
        """Have ``item`` done together with whatever else waits; its result once that is committed, or its error."""
        mine: _Waiting[Item, Result] = _Waiting(item)
        with self._door:
            waits = self._writing
            self._writing = True
            if waits:
                self._queue.append(mine)
        if waits:
            mine.called.wait()
        if not mine.done:
            self._lead(mine)
        result: Any = mine.result
        if isinstance(result, Exception):
            raise result
        return result  # type: ignore[no-any-return]  # what the work returned for this item

    def _lead(self, mine: _Waiting[Item, Result]) -> None:
        """Do one's own item and all that wait, then call whoever came meanwhile to do the same."""
        try:
            self._do([mine], self._queue)
        finally:
            with self._door:
                following = self._queue.popleft() if self._queue else None
                self._writing = following is not None
            if following:
                following.called.set()

    def _do(self, waiting: list[_Waiting[Item, Result]], others: deque[_Waiting[Item, Result]] | None = None) -> None:
        try:
            with self._database.writing() as session:
                # Not before: while another process writes, more arrive here.
                while others and len(waiting) < MOST:
                    waiting.append(others.popleft())
                results = self._work(session, [each.item for each in waiting])
            for each, result in zip(waiting, results, strict=True):
                each.finish(result)
        except Exception as error:
            if len(waiting) == 1:
                waiting[0].finish(error)
            else:
                # One of them is to blame; alone, it keeps nobody else from being done.
                for each in waiting:
                    self._do([each])
        finally:
            for each in waiting:
                if not each.done:
                    each.finish(Interrupted())
