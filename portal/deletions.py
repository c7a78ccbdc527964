"""What the worker, and whoever puts a backup back, does about data whose time is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import structlog

from portal.adapters.pictures import PictureStore
from portal.domain.retention import Retention
from portal.services.context import Context
from portal.services.retention import deletions

EVERY = timedelta(hours=1)
AFTER_FAILURE = timedelta(minutes=5)

log = structlog.get_logger()


class Deleter:
    """Deletes what is overdue, a small batch a turn, once an hour; or everything at once before anybody is served."""

    def __init__(self, context: Context, retention: Retention, pictures: PictureStore) -> None:
        self.context = context
        self.retention = retention
        self.pictures = pictures
        self._next = context.now()
        self._round: Iterator[tuple[str, int]] | None = None
        self._done: Counter[str] = Counter()

    def turn(self) -> bool:
        """Delete one batch if a round is due or under way; True if there may be more at once."""
        now = self.context.now()
        if self._round is None:
            if now < self._next:
                return False
            self._round = deletions(self.context, self.retention, self.pictures)
        try:
            batch = next(self._round, None)
        except Exception:
            # The worker has other work; what could not be deleted now is still overdue then.
            log.exception("overdue data cannot be deleted")
            self._finish(AFTER_FAILURE)
            return False
        if batch is None:
            self._finish(EVERY)
            return False
        self._done[batch[0]] += batch[1]
        return True

    def catch_up(self) -> Counter[str]:
        """Delete everything overdue; returns how many of each setting. Raises what the database raises."""
        for setting, number in deletions(self.context, self.retention, self.pictures):
            self._done[setting] += number
        return self._finish(EVERY)

    def _finish(self, pause: timedelta) -> Counter[str]:
        done, self._done = +self._done, Counter()
        self._round, self._next = None, self.context.now() + pause
        if done:
            # Until then the deleted words can still be read in the log file of an embedded database.
            self.context.database.empty_log()
            log.info("deleted what was overdue", **done)
        return done
