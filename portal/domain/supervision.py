"""What a supervisor looks for (§二 督促办理, §五.4): what is about to be late, what lies still, what is on the rise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.domain.deadlines import Calendar, day_of, days_from, start_of, working_days_taken
from portal.domain.vocabulary import Action, Waiting

GOING_BACK = (Action.RETURN, Action.HAND_BACK, Action.SEND_BACK)
"""Steps by which a report goes back to where it came from."""
TOO_OFTEN = 2
"""A report that went back so many times goes round in circles **[choice]**."""
LEAST = {Waiting.FRESH: 0, Waiting.SHORT: 2, Waiting.LONG: 4, Waiting.STUCK: 8}
"""The fewest working days of each stretch of waiting **[choice]**."""
SPAN_DAYS = 28
"""What rises is told by comparing so many days with as many before them: whole weeks, for reports know weekdays."""
FEWEST = 5
"""From so many on, more than before is a rise and no accident **[choice]**."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """The present as a supervisor sees it: ``next_day`` is the next working day, ``after_next`` the one behind it.

    ``since`` tells from which instant on a report lies on a desk for less than each stretch's fewest working days.
    """

    now: datetime
    next_day: date
    after_next: date
    since: dict[Waiting, datetime]

    @property
    def today(self) -> date:
        """The present day in Asia/Shanghai."""
        return day_of(self.now)

    def came(self, waiting: Waiting) -> tuple[datetime | None, datetime | None]:
        """From when (None: however long ago) and before when (None: until now) something came that waits so long."""
        stretches = list(Waiting)
        place = stretches.index(waiting)
        longer = stretches[place + 1] if place + 1 < len(stretches) else None
        return self.since[longer] if longer else None, self.since[waiting] if LEAST[waiting] else None


def horizon(now: datetime, calendar: Calendar) -> Horizon:
    """The horizon at ``now``."""
    today = day_of(now)
    next_day = _working_from(today + timedelta(days=1), calendar)
    after_next = _working_from(next_day + timedelta(days=1), calendar)
    since = {waiting: _latest(today, days, calendar) for waiting, days in LEAST.items() if days}
    return Horizon(now, next_day, after_next, since)


def _working_from(day: date, calendar: Calendar) -> date:
    return next(each for each in days_from(day) if calendar.is_working(each))


def _latest(today: date, days: int, calendar: Calendar) -> datetime:
    """The end of the latest day from which ``days`` working days have passed until ``today``."""
    day = today
    while working_days_taken(day, today, calendar) < days:
        day -= timedelta(days=1)
    return start_of(day + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Span:
    """Two stretches of whole days that follow one another, first and last day each; dates in Asia/Shanghai."""

    since: date
    until: date
    before_since: date
    before_until: date

    @property
    def days(self) -> int:
        """How many days each of them has."""
        return (self.until - self.since).days + 1


def span_until(last: date) -> Span:
    """The last :data:`SPAN_DAYS` days up to ``last``, and as many before them."""
    since = last - timedelta(days=SPAN_DAYS - 1)
    return Span(since, last, since - timedelta(days=SPAN_DAYS), since - timedelta(days=1))


def rises(recent: float, before: float) -> bool:
    """True if ``recent`` is enough to speak of, and more than half as much again as ``before``."""
    return recent >= FEWEST and recent * 2 > before * 3
