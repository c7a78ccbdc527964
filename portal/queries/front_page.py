"""What the home page shows besides the newest cases: the figures, what was corrected lately, and whose sites improved.

Each part is read again only after something has changed that it depends on. The figures change with every step of every
report, and to count them again takes the longest, so that they may be some seconds old.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from portal.domain.deadlines import SHANGHAI
from portal.domain.vocabulary import Finding, State
from portal.queries.ledger import is_finished_late
from portal.queries.standing import board_standing, ledger_standing
from portal.store import Case, Clock, Report, Site

FIGURES_SECONDS = 30
"""How old the figures may be while reports are being handled."""
MEDIAN_OF = 1_000
"""The median is taken of so many of the cases published last."""
CORRECTIONS = 4
CORRECTIONS_AMONG = 500
"""Corrections are looked for among so many of the cases published last."""
LONGEST_WORDS = 40
"""Characters on either side of a correction that is shown; longer ones are no longer read at a glance."""
SITES = 5
IMPROVED_DAYS = 90


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of all reports ever received.

    ``finished``: with a final reply, refusals too; ``timed``: those of them that had a time limit, and ``late`` those
    that missed it. ``median_days``: working days taken, of the ``recent`` cases published last.
    """

    received: int
    finished: int
    timed: int
    late: int
    recent: int
    median_days: float | None

    @property
    def on_time(self) -> int:
        """How many were finished within their time limit."""
        return self.timed - self.late

    @property
    def on_time_percent(self) -> float | None:
        """Rounded down to a tenth, so that 100 means every single one; none without any."""
        return self.on_time * 1000 // self.timed / 10 if self.timed else None


@dataclass(frozen=True, slots=True)
class Correction:
    """Words that were wrong on a site, and those that stand there now."""

    number: str
    site_name: str
    wrong_text: str
    suggested_text: str
    corrected_on: date


@dataclass(frozen=True, slots=True)
class ImprovedSite:
    """A site, and how many confirmed problems it put right lately."""

    code: str
    name: str
    corrected: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What follows from the published cases alone."""

    corrections: Sequence[Correction]
    sites: Sequence[ImprovedSite]


class FrontPage:
    """The home page's parts as one process holds them. Several threads may ask it."""

    def __init__(self) -> None:
        self._counting = threading.Lock()
        self._progress: tuple[tuple[str, date], Progress] | None = None
        self._figures: tuple[str, float, Figures] | None = None

    def progress(self, session: Session, today: date) -> Progress:
        """Corrections and improved sites, never older than the board: a withdrawn case is gone at once."""
        key = board_standing(session).stamp, today
        if self._progress is None or self._progress[0] != key:
            self._progress = key, Progress(newest_corrections(session), improved_sites(session, today))
        return self._progress[1]

    def figures(self, session: Session) -> Figures:
        """The figures, at most FIGURES_SECONDS old."""
        known = self._figures
        if known is not None and time.monotonic() - known[1] < FIGURES_SECONDS:
            return known[2]
        # While one thread counts anew, the others need not wait as long as there are figures of a moment ago.
        if not self._counting.acquire(blocking=known is None):
            return known[2]  # type: ignore[index]  # not waiting means that there are some
        try:
            stamp = ledger_standing(session).stamp
            known = self._figures
            counted = known[2] if known is not None and known[0] == stamp else count_figures(session)
            self._figures = stamp, time.monotonic(), counted
            return counted
        finally:
            self._counting.release()


def count_figures(session: Session) -> Figures:
    """Count everything anew; seven queries, of which none reads the texts of all reports."""
    # Those taken back are few, and found by their state: asked for among all that are finished, every row is read.
    finished = Report.finished_at.is_not(None)
    retracted = (Report.state == State.CLOSED) & Report.retracted_at.is_not(None)
    limited = exists().where(Clock.report_id == Report.id)
    newest = select(Case.working_days).where(Case.visible).order_by(Case.published_at.desc(), Case.report_id.desc())
    days = session.scalars(newest.limit(MEDIAN_OF)).all()
    return Figures(
        received=_count(session),
        finished=_count(session, finished) - _count(session, retracted),
        timed=_count(session, finished, limited) - _count(session, retracted, limited),
        late=_count(session, *is_finished_late()),
        recent=len(days),
        median_days=median(days) if days else None,
    )


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(Report.id)).where(*conditions)) or 0


def newest_corrections(session: Session, count: int = CORRECTIONS) -> list[Correction]:
    """Words put right on a site that are short enough to be read at a glance, of the cases published last."""
    newest = select(Case.report_id).where(Case.visible).order_by(Case.published_at.desc(), Case.report_id.desc())
    wanted = select(Case).where(
        Case.report_id.in_(newest.limit(CORRECTIONS_AMONG)),
        Case.finding == Finding.CONFIRMED,
        Case.corrected_on.is_not(None),
        Case.reopened.is_(False),
        func.length(Case.wrong_text).between(1, LONGEST_WORDS),
        func.length(Case.suggested_text).between(1, LONGEST_WORDS),
    )
    last_first = wanted.order_by(Case.corrected_on.desc(), Case.published_at.desc(), Case.report_id.desc())
    return [
        Correction(case.number, case.site_name, case.wrong_text, case.suggested_text, case.corrected_on)
        for case in session.scalars(last_first.limit(count))
        if case.corrected_on is not None
    ]


def improved_sites(session: Session, today: date, count: int = SITES) -> list[ImprovedSite]:
    """The sites that put most confirmed problems right within IMPROVED_DAYS up to ``today``."""
    since = today - timedelta(days=IMPROVED_DAYS - 1)
    # A case is never changed before its correction: the index of changes leaves out what is older.
    changed = Case.changed_at >= datetime(since.year, since.month, since.day, tzinfo=SHANGHAI)
    corrected = func.count()
    sites = (
        select(Site.code, Site.name, corrected.label("corrected"))
        .join(Case, Case.site_id == Site.id)
        .where(Case.visible, changed, Case.finding == Finding.CONFIRMED, Case.corrected_on >= since)
        .group_by(Site.id)
        .order_by(corrected.desc(), Site.code)
    )
    return [ImprovedSite(row.code, row.name, row.corrected) for row in session.execute(sites.limit(count))]
