"""The weekly digest of every unit: planned on the first working day of a week, delivered by the postman."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.domain.deadlines import start_of
from portal.domain.digest import Digest, is_digest_day, last_week, lines, weeks_before
from portal.domain.units import UnitTree
from portal.mornings import MorningKeeper
from portal.postman import DIGEST
from portal.queries.figures import Scope, Statistics, Values
from portal.queries.sheet import Sheets
from portal.services import outbox
from portal.services.context import Context
from portal.store import Account, Clock, Report, ScheduleRun
from portal.store.facts import load_ground

JOB = "digest"

log = structlog.get_logger()


class DigestKeeper(MorningKeeper):
    """Puts the week's digests into the outbox once the working hours of its first working day have begun."""

    def __init__(self, context: Context, settings: Settings) -> None:
        super().__init__(context, settings, wanted=bool(settings.post.smtp_url))

    def plan(self, now: datetime, day: date) -> bool:
        """Put down the digests of the week in one transaction with the note that it was done."""
        run = ScheduleRun(job=JOB, slot=start_of(day), started_at=now)
        with self.context.database.snapshot() as session:
            ground = load_ground(session, self.context.calendar)
            if not is_digest_day(day, ground.calendar) or session.get(ScheduleRun, (run.job, run.slot)) is not None:
                return False
            # The worker needs the sheet once a week, and gives its memory back.
            sheet = Sheets().present(session)
            if not sheet.complete:
                return False
            letters = _letters(session, ground.tree, Statistics(sheet, day), day, now)
        # Another worker may have planned the week at the same moment; then nothing of this is written.
        with suppress(IntegrityError), self.context.database.writing() as session:
            session.add(run)
            session.flush()
            outbox.add_all(session, DIGEST, letters, now)
            log.info("digests planned", letters=len(letters))
        return True


def _letters(
    session: Session, tree: UnitTree, statistics: Statistics, day: date, now: datetime
) -> list[dict[str, Any]]:
    """One letter for each officer who has an address and wants a digest."""
    readers: dict[int, list[int]] = defaultdict(list)
    wanting = select(Account.unit_id, Account.id).where(Account.active, Account.email.is_not(None), Account.weekly)
    for unit_id, account_id in session.execute(wanting.order_by(Account.id)):
        if unit_id is not None:
            readers[tree.resolve(unit_id)].append(account_id)
    pressing = _pressing(session, tree, day, now)
    letters = []
    for unit, accounts in readers.items():
        digest = _digest(tree, statistics, unit, day, pressing)
        if digest.says_something:
            told = list(lines(digest))
            letters += [{"account": account, "day": day.isoformat(), "lines": told} for account in accounts]
    return letters


def _digest(
    tree: UnitTree, statistics: Statistics, unit: int, day: date, pressing: dict[int, tuple[int, int]]
) -> Digest:
    scope, week = Scope(None if unit == tree.root else unit), last_week(day)
    here = [pressing[each] for each in pressing if tree.within(each, unit)]
    return Digest(
        tree[unit].name,
        week,
        _numbers(statistics.totals(week, scope)),
        _numbers(statistics.totals(weeks_before(week), scope)),
        due=sum(due for due, _ in here),
        late=sum(late for _, late in here),
    )


def _numbers(values: Values) -> dict[str, tuple[int, int | None, int | None]]:
    return {key: (value.counted, value.among, value.minutes) for key, value in values.items()}


def _pressing(session: Session, tree: UnitTree, day: date, now: datetime) -> dict[int, tuple[int, int]]:
    """For each unit with open reports: how many fall due by the end of the week, and how many are overdue."""
    sunday = day + timedelta(days=6 - day.weekday())
    counts: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    running = (
        select(Report.holder_id, Clock.due_at)
        .join(Clock, (Clock.report_id == Report.id) & Clock.ended_at.is_(None))
        .where(Report.holder_id.is_not(None), Clock.due_at <= start_of(sunday + timedelta(days=1)))
    )
    for row in session.execute(running):
        unit = tree.resolve(row.holder_id)
        due, late = counts[unit]
        counts[unit] = (due, late + 1) if row.due_at <= now else (due + 1, late)
    return counts
