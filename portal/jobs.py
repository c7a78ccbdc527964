"""The worker: follow-up work, dispatch at the set times, deletions, and the search index, which it alone writes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError

from portal.adapters.downloads import Downloads
from portal.audit_keeper import AuditKeeper
from portal.deletions import Deleter
from portal.digests import DigestKeeper
from portal.domain.deadlines import latest_slot
from portal.downloads import DownloadKeeper
from portal.import_keeper import ImportKeeper
from portal.postman import REMINDED, SEALED, Postman
from portal.queries import published
from portal.reminders import ReminderKeeper
from portal.search import CaseIndex, IndexBusy, IndexedCase, IndexState, IndexUnavailable
from portal.services import challenges, heartbeat, measuring, outbox, pacing, rising, sending
from portal.services.audit_keeping import SEAL
from portal.services.casework import recalculate_clocks
from portal.services.context import Context
from portal.services.dispatch import dispatch_waiting
from portal.services.indexing import REBUILD_INDEX
from portal.services.publication import INDEX_CASE
from portal.services.uploads import IMPORT_FILE
from portal.store import ScheduleRun
from portal.store.facts import load_calendar
from portal.web.workings import Workings

IDLE_SECONDS = 0.3
"""The pause between looks into an empty outbox."""
RECONCILE_EVERY = timedelta(minutes=2)
AFTER_FAILURE = timedelta(seconds=30)
REPAIR_LIMIT = 5_000
"""An index that lacks more cases than this is built anew, which is quicker then."""
DISPATCH = "dispatch"

log = structlog.get_logger()


class IndexKeeper:
    """Keeps the search index equal to what the database shows on the board."""

    def __init__(self, context: Context, index: CaseIndex) -> None:
        self.context = context
        self.index = index

    def update(self, payloads: list[Mapping[str, Any]]) -> None:
        """Bring the named cases up to date; the present row decides, so doing it twice or late is harmless."""
        with self.context.database.reading() as session:
            cases, gone = published.split_visible(session, [payload["report_id"] for payload in payloads])
        try:
            self.index.apply(cases, gone)
            self.index.tidy()
        except IndexUnavailable:
            self.rebuild()

    def rebuild(self, watch: Callable[[Iterator[IndexedCase]], Iterator[IndexedCase]] = iter) -> int:
        """Build the index anew from the database while the old one, if there is one, serves; returns its cases.

        ``watch`` is handed the stream of cases and passes it on: whoever wants to see it go by.
        """
        with self.context.database.reading() as session:
            count = self.index.rebuild(watch(published.visible_cases(session)))
        log.info("index rebuilt", cases=count)
        return count

    def renew(self, _payloads: list[Mapping[str, Any]]) -> None:
        """Build the index anew because readers found it damaged; however many wishes there are, once is enough."""
        self.rebuild()

    def reconcile(self) -> tuple[int, int]:
        """Compare index and database case by case and repair; returns how many were missing or of an old revision, and
        how many too many."""
        try:
            held = self.index.view().held()
        except IndexUnavailable:
            return self.rebuild(), 0
        indexed = set(zip(held.ids.tolist(), held.revisions.tolist(), strict=True))
        with self.context.database.reading() as session:
            visible = published.visible_revisions(session)
            lacking = visible.items() - indexed
            if len(lacking) > REPAIR_LIMIT:
                return self.rebuild(), 0
            missing, _ = published.split_visible(session, [case_id for case_id, _ in lacking])
        surplus = {case_id for case_id, _ in indexed} - visible.keys()
        if missing or surplus:
            self.index.apply(missing, surplus)
            log.warning("index repaired", missing=len(missing), surplus=len(surplus))
        return len(missing), len(surplus)


class Worker:
    """One process that does what must be done later. Killing it loses nothing: every task is in the database."""

    def __init__(self, workings: Workings) -> None:
        self.context = workings.context
        self.settings = workings.settings
        self.keeper = IndexKeeper(workings.context, workings.index)
        self.downloads = DownloadKeeper(workings.context, Downloads(workings.settings.downloads))
        self.reminders = ReminderKeeper(workings.context, workings.settings)
        self.digests = DigestKeeper(workings.context, workings.settings)
        self.postman = Postman(workings.context, workings.settings)
        self.deleter = Deleter(workings.context, workings.settings.retention, workings.pictures)
        self.auditing = AuditKeeper(workings.context, workings.settings)
        self.imports = ImportKeeper(workings.context, workings.settings)
        self.stopping = threading.Event()
        self._next_beat = self._next_reconcile = self._next_look = datetime.min.replace(
            tzinfo=self.context.now().tzinfo
        )

    def run(self) -> None:
        """Work until ``stopping`` is set or the process that started this one is gone."""
        parent = os.getppid()
        log.info("worker started")
        try:
            # First of all, for the database may be an old copy just put back.
            self.deleter.catch_up()
        except Exception:
            log.exception("overdue data cannot be deleted")
        while not self.stopping.is_set():
            try:
                busy = self.turn()
            except Exception:
                # The database may be away for a moment; nothing is lost, the next turn tries again.
                log.exception("worker turn failed")
                busy = False
            if os.getppid() != parent:
                break
            if not busy:
                self.stopping.wait(IDLE_SECONDS)
        log.info("worker stopped")

    def turn(self) -> bool:
        """One look at everything that may be due; True if there was work."""
        now = self.context.now()
        if now >= self._next_beat:
            heartbeat.beat(self.context)
            self._next_beat = now + heartbeat.EVERY
            self.dispatch_if_due()
        if now >= self._next_reconcile or (
            now >= self._next_look and self.keeper.index.state() is not IndexState.READY
        ):
            self._reconcile(now)
            outbox.forget_done(self.context)
            for each in (REMINDED, SEALED):
                sending.forget(self.context, each)
            challenges.forget_expired(self.context)
            pacing.forget_old(self.context)
        handlers = {
            INDEX_CASE: self.keeper.update,
            REBUILD_INDEX: self.keeper.renew,
            SEAL: self.auditing.write_out,
            IMPORT_FILE: self.imports.work,
        }
        worked = outbox.work(self.context, handlers) > 0
        # Each in small pieces too, for a mail server may be slow.
        worked = self.reminders.turn() or worked
        worked = self.digests.turn() or worked
        worked = self.postman.turn() or worked
        worked = self.deleter.turn() or worked
        worked = self.auditing.turn() or worked
        self.imports.turn()
        # Last and in small pieces: a case that was just published is found before files and figures know it.
        worked = self.downloads.turn() or worked
        worked = measuring.turn(self.context) or worked
        return rising.turn(self.context) or worked

    def _reconcile(self, now: datetime) -> None:
        self._next_reconcile = now + RECONCILE_EVERY
        try:
            self.keeper.reconcile()
        except (OSError, IndexUnavailable, IndexBusy):
            # A full disk, for one, must not keep the worker from everything else; and nobody tries all the time.
            log.exception("the index cannot be put in order")
            self._next_look = now + AFTER_FAILURE

    def dispatch_if_due(self) -> bool:
        """Run the dispatch of the latest set time unless it has run; a time missed while no worker was at work is
        made up for. It counts as run only at its end, so that another worker finishes what a killed one began;
        two at once take turns report by report."""
        with self.context.database.reading() as session:
            calendar = load_calendar(session, self.context.calendar)
        slot = latest_slot(self.context.now(), self.settings.dispatch_times, calendar)
        if slot is None or self._has_run(slot):
            return False
        started = self.context.now()
        done = dispatch_waiting(self.context)
        # By now the holidays of a year may have been announced that were not when a clock was opened.
        moved = recalculate_clocks(self.context)
        log.info(
            "dispatched", slot=slot.isoformat(), sent=done.sent, set_aside=done.set_aside, clocks_recalculated=moved
        )
        self._note_run(slot, started)
        return True

    def _has_run(self, slot: datetime) -> bool:
        with self.context.database.reading() as session:
            return session.get(ScheduleRun, (DISPATCH, slot)) is not None

    def _note_run(self, slot: datetime, started: datetime) -> None:
        # A second worker may have noted it meanwhile.
        with suppress(IntegrityError), self.context.database.writing() as session:
            session.add(ScheduleRun(job=DISPATCH, slot=slot, started_at=started))
