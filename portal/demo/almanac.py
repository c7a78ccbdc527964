"""When things happen in the demo: office hours on working days, the set times of dispatch, citizens at any hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from portal.domain.deadlines import SHANGHAI, WORKING_DAYS, Calendar, day_of, days_from, start_of

OFFICE_HOURS = ((time(8, 30), time(12)), (time(14, 30), time(18)))
CITIZEN_HOURS = (7, 8, 9, 9, 10, 10, 11, 12, 12, 13, 14, 15, 16, 16, 17, 18, 19, 20, 20, 21, 21, 22, 23)
"""The hours at which citizens write, some more often than others."""


class Almanac:
    """A calendar that remembers what it was asked, with the province's hours laid over it."""

    def __init__(self, calendar: Calendar, dispatch_times: tuple[time, ...], working_days: int = WORKING_DAYS) -> None:
        self.dispatch_times = tuple(sorted(dispatch_times))
        self.limit = working_days
        self.is_working = lru_cache(maxsize=None)(calendar.is_working)
        self.is_announced = lru_cache(maxsize=None)(calendar.is_announced)

    def shift(self, day: date, count: int) -> date:
        """The working day ``count`` working days after ``day``, before it if negative; 0: ``day`` or the next one."""
        step = timedelta(days=1 if count >= 0 else -1)
        while count == 0 and not self.is_working(day):
            day += step
        while count:
            day += step
            count += -step.days if self.is_working(day) else 0
        return day

    def received_day(self, today: date, left: int) -> date:
        """The day of receipt of a report whose time runs out ``left`` working days from today; 0 is today.

        On a free day nothing falls due, so the next working day stands for today.
        """
        return self.shift(self.shift(self.shift(today, 0), left), -self.limit)

    def office(self, at: datetime, minutes: float) -> datetime:
        """The instant at which ``minutes`` of office time have passed after ``at``."""
        left = timedelta(minutes=minutes)
        for opens, closes in self._hours(at):
            here = closes - opens
            if left < here:
                return (opens + left).replace(microsecond=0)
            left -= here
        raise AssertionError("days do not end")

    def minutes(self, since: datetime, until: datetime) -> float:
        """Minutes of office time from ``since`` to ``until``."""
        total = timedelta()
        for opens, closes in self._hours(since):
            if opens >= until:
                break
            total += min(closes, until) - opens
        return total.total_seconds() / 60

    def _hours(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is left of the office hours after ``at``, stretch by stretch."""
        for day in days_from(day_of(at)):
            if not self.is_working(day):
                continue
            for opens, closes in OFFICE_HOURS:
                start = max(at, datetime.combine(day, opens, SHANGHAI))
                end = datetime.combine(day, closes, SHANGHAI)
                if start < end:
                    yield start, end

    def slots(self, day: date) -> list[datetime]:
        """The set times of dispatch on ``day``; none on a free day."""
        if not self.is_working(day):
            return []
        return [datetime.combine(day, at, SHANGHAI) for at in self.dispatch_times]

    def next_slot(self, at: datetime) -> datetime:
        """The first set time of dispatch after ``at``."""
        for day in days_from(day_of(at)):
            for slot in self.slots(day):
                if slot > at:
                    return slot
        raise AssertionError("days do not end")

    def last_slot(self, at: datetime) -> datetime:
        """The last set time of dispatch at or before ``at``."""
        day = self.shift(day_of(at), 0)
        while True:
            for slot in reversed(self.slots(day)):
                if slot <= at:
                    return slot
            day = self.shift(day, -1)

    def before_dispatch_on(self, day: date, rng: Random) -> datetime:
        """An instant at which a citizen writes whose report is dispatched first thing on the working day ``day``."""
        earlier = self.slots(self.shift(day, -1))[-1]
        first = self.slots(day)[0]
        return earlier + (first - earlier) * rng.uniform(0.05, 0.95)


def at_some_hour(day: date, rng: Random) -> datetime:
    """An instant on ``day`` at which a citizen may well sit before a page."""
    return start_of(day) + timedelta(hours=rng.choice(CITIZEN_HOURS), seconds=rng.randrange(3600))
