"""A year as the clock sees it, month by month: which days are worked, which are not, and on what that rests."""

from __future__ import annotations

import calendar as almanac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.deadlines import Calendar
from portal.domain.decided_days import FIRST_YEAR, LAST_YEAR
from portal.domain.vocabulary import DayKind
from portal.store import CalendarDay

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DayView:
    """One day; ``document`` is what an officer's decision rests on, ``differs`` whether it departs from what was
    announced."""

    day: date
    kind: DayKind
    announced: bool
    document: str | None
    differs: bool


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month as rows of a week, Monday first; None pads the days of its neighbours. ``working`` counts its days."""

    month: int
    weeks: Sequence[Sequence[DayView | None]]
    working: int


@dataclass(frozen=True, slots=True)
class YearView:
    """A year. ``provisional``: some of its days are guessed, because its holidays are not announced. ``decided`` are
    the days that officers decided otherwise than announced, ``confirmed`` those that they decided as announced."""

    year: int
    months: Sequence[MonthView]
    decided: Sequence[DayView]
    confirmed: Sequence[DayView]
    provisional: bool
    earlier: int | None
    later: int | None

    @property
    def working(self) -> int:
        """Working days of the year."""
        return sum(month.working for month in self.months)


def year_calendar(session: Session, announced: Calendar, year: int) -> YearView:
    """The year with the officers' decisions laid over the ``announced`` calendar; one query."""
    wanted = select(CalendarDay).where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
    decisions = {row.day: row for row in session.scalars(wanted)}
    months = [_month(year, month, announced, decisions) for month in range(1, 13)]
    days = [day for month in months for week in month.weeks for day in week if day is not None]
    return YearView(
        year=year,
        months=months,
        decided=[day for day in days if day.differs],
        confirmed=[day for day in days if day.document is not None and not day.differs],
        provisional=not all(day.announced for day in days),
        earlier=year - 1 if year > FIRST_YEAR else None,
        later=year + 1 if year < LAST_YEAR else None,
    )


def _month(year: int, month: int, announced: Calendar, decisions: Mapping[date, CalendarDay]) -> MonthView:
    weeks = [
        [_day(date(year, month, number), announced, decisions) if number else None for number in week]
        for week in almanac.Calendar().monthdayscalendar(year, month)
    ]
    worked = (DayKind.WORKING, DayKind.MAKE_UP)
    return MonthView(month, weeks, sum(day is not None and day.kind in worked for week in weeks for day in week))


def _day(day: date, announced: Calendar, decisions: Mapping[date, CalendarDay]) -> DayView:
    decision, usual = decisions.get(day), announced.is_working(day)
    working = usual if decision is None else decision.working
    weekend = day.weekday() >= SATURDAY
    if working:
        kind = DayKind.MAKE_UP if weekend else DayKind.WORKING
    else:
        kind = DayKind.FREE if weekend else DayKind.HOLIDAY
    return DayView(
        day=day,
        kind=kind,
        announced=decision is not None or announced.is_announced(day),
        document=decision.document if decision else None,
        differs=decision is not None and working != usual,
    )
