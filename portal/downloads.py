"""Keeping the whole board ready to take home: built every night, and at once after something was withdrawn."""

from __future__ import annotations

import shutil
from datetime import datetime, time, timedelta
from typing import IO

import structlog

from portal.adapters.downloads import Downloads
from portal.domain.deadlines import SHANGHAI
from portal.queries.board_download import Build, board_mark
from portal.services.context import Context

NIGHTLY = time(3)
"""When the files are built anew every day, in Asia/Shanghai."""
AFTER_FAILURE = timedelta(minutes=5)

log = structlog.get_logger()


class DownloadKeeper:
    """Builds the files in small pieces, one each time it is called, so that nothing else has to wait for them."""

    def __init__(self, context: Context, downloads: Downloads) -> None:
        self.context = context
        self.downloads = downloads
        self._build: Build | None = None
        self._lock: IO[str] | None = None
        self._not_before: datetime | None = None

    def turn(self) -> bool:
        """Do one piece of what is due; True while there is more of it."""
        now = self.context.now()
        try:
            self._discard_outdated()
            if self._not_before is not None and now < self._not_before:
                return False
            build = self._build or self._begin(now)
            return build is not None and self._go_on(build)
        except OSError:
            # The disk is full, say. These files are only a copy, so there is time.
            log.exception("download not built")
            self._not_before = now + AFTER_FAILURE
            self._end()
            return False
        except BaseException:
            self._end()
            raise

    def _discard_outdated(self) -> None:
        """Delete files that hold what was taken from the public since, before anything else is done."""
        current = self.downloads.current()
        if current is not None and not board_mark(self.context.database).allows(current.about):
            self.downloads.discard(current)

    def _begin(self, now: datetime) -> Build | None:
        """A new build, if one is due and nobody else is at it."""
        current = self.downloads.current()
        if current is not None and current.built_at >= latest_night(now):
            return None
        self._lock = self.downloads.lock()
        if self._lock is None:
            return None
        self._build = Build(self.context.database, self.downloads.draft(), now)
        return self._build

    def _go_on(self, build: Build) -> bool:
        about = build.go_on()
        if about is None:
            return True
        # If it holds what was withdrawn meanwhile, nobody is given it, and the next turn discards it and begins again.
        self.downloads.publish(build.draft, about)
        log.info("download built", cases=about.cases, revision=about.revision)
        self._end()
        return not board_mark(self.context.database).allows(about)

    def _end(self) -> None:
        """Let go of everything that a build holds, finished or not."""
        if self._build is not None:
            self._build.close()
            shutil.rmtree(self._build.draft, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()
        self._build = self._lock = None


def latest_night(now: datetime) -> datetime:
    """The last time that it was time to build."""
    local = now.astimezone(SHANGHAI)
    tonight = datetime.combine(local.date(), NIGHTLY, SHANGHAI)
    return tonight if tonight <= local else tonight - timedelta(days=1)
