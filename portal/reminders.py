"""Reminding units of what is late or nearly so: planned once on every working day, delivered by the postman."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.domain.deadlines import start_of
from portal.domain.letters import Load, reminder
from portal.domain.units import UnitTree
from portal.mornings import MorningKeeper
from portal.postman import REMINDER, REMINDER_POST
from portal.queries.reminders import UnitDue, due_by_unit, overdue_below
from portal.services import outbox
from portal.services.context import Context
from portal.store import Account, ScheduleRun
from portal.store.facts import load_ground

REMIND = "remind"
"""The name under which it is noted that a day's reminders are planned; its slot is the day's first instant."""

log = structlog.get_logger()


class ReminderKeeper(MorningKeeper):
    """Puts the day's reminders into the outbox as soon as the working hours have begun."""

    def __init__(self, context: Context, settings: Settings) -> None:
        super().__init__(context, settings, wanted=bool(settings.post.smtp_url or settings.post.webhook))

    def plan(self, now: datetime, day: date) -> bool:
        """Put down the reminders of ``day`` in one transaction with the note that it was done."""
        run = ScheduleRun(job=REMIND, slot=start_of(day), started_at=now)
        with self.context.database.reading() as session:
            ground = load_ground(session, self.context.calendar)
            if not ground.calendar.is_working(day) or session.get(ScheduleRun, (run.job, run.slot)) is not None:
                return False
            due = due_by_unit(session, now, ground.calendar, self.settings.stage_days, ground.tree)
            letters = self._letters(session, due, ground.tree, day)
        lines = [line for each in due for line in reminder(each.name, _load(each), ())]
        # Another worker may have planned the day at the same moment; then nothing of this is written.
        with suppress(IntegrityError), self.context.database.writing() as session:
            session.add(run)
            session.flush()
            for letter in letters if self.settings.post.smtp_url else ():
                outbox.add(session, REMINDER, letter, now)
            if self.settings.post.webhook and lines:
                outbox.add(session, REMINDER_POST, {"day": day.isoformat(), "lines": lines}, now)
            log.info("reminders planned", units=len(due), letters=len(letters))
        return True

    def _letters(self, session: Session, due: list[UnitDue], tree: UnitTree, day: date) -> list[dict[str, Any]]:
        """One letter for each officer with an address of a unit that has something to do, or to look after."""
        own = {each.unit: each for each in due}
        below = overdue_below(due)
        officers: dict[int, list[int]] = defaultdict(list)
        reachable = select(Account.unit_id, Account.id).where(Account.active, Account.email.is_not(None))
        for unit_id, account_id in session.execute(reachable.order_by(Account.id)):
            if unit_id is not None:
                officers[tree.resolve(unit_id)].append(account_id)
        letters = []
        for unit in (each.id for each in tree if each.id in own or each.id in below):
            load = _load(own[unit]) if unit in own else Load()
            lines = reminder(tree[unit].name, load, [(each.name, _load(each)) for each in below.get(unit, ())])
            late = sum(each.overdue + each.late_promises for each in below.get(unit, ()))
            subject = load.words or f"下级单位逾期 {late} 件"
            letters += [
                {"unit": unit, "account": account, "day": day.isoformat(), "subject": subject, "lines": lines}
                for account in officers.get(unit, ())
            ]
        return letters


def _load(due: UnitDue) -> Load:
    return Load(due.overdue, due.today, due.next_day, due.stage_late, due.urged, due.late_promises)
