"""The clock of §四: three working days, from 0:00 of the 2nd working day to 24:00 of the 4th.

The day on which a unit receives a report is the 1st; if that is not a working day, the next working day is the 1st.
All dates are dates in Asia/Shanghai; instants are aware datetimes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKING_DAYS = 3
"""Working days after the day of receipt within which a report must be finished (§四)."""


class Calendar(Protocol):
    """Which days are worked. Sources differ (the State Council's announcement, an officer's override)."""

    def is_working(self, day: date) -> bool:
        """True if ``day`` is worked, make-up days included."""

    def is_announced(self, day: date) -> bool:
        """False while the holidays that decide ``day`` are not yet published; is_working is a guess then."""


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day that the clock looked at; ``number`` is 1 for the day of receipt, None for a day that does not count."""

    day: date
    number: int | None


@dataclass(frozen=True, slots=True)
class Window:
    """The time in which a report received on ``received_on`` must be finished."""

    received_on: date
    opens_on: date
    due_on: date
    provisional: bool
    days: tuple[CountedDay, ...]

    @property
    def due_at(self) -> datetime:
        """24:00 of the last day, the first instant that is too late."""
        return start_of(self.due_on + timedelta(days=1))


def start_of(day: date) -> datetime:
    """0:00 of ``day`` in Asia/Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def day_of(instant: datetime) -> date:
    """The date in Asia/Shanghai on which ``instant`` (aware) falls."""
    return instant.astimezone(SHANGHAI).date()


def days_from(day: date) -> Iterator[date]:
    """``day`` and every day after it."""
    while True:
        yield day
        day += timedelta(days=1)


def window(received_on: date, calendar: Calendar, working_days: int = WORKING_DAYS) -> Window:
    """The window of a report that a unit receives on ``received_on``, with every day that was looked at.

    It is provisional if any of those days lies in a year whose holidays are not announced (§四).
    """
    counted: list[CountedDay] = []
    number = 0
    opens_on = received_on
    for day in days_from(received_on):
        working = calendar.is_working(day)
        number += working
        counted.append(CountedDay(day, number if working else None))
        if working and number == 2:
            opens_on = day
        if working and number == working_days + 1:
            break
    provisional = not all(calendar.is_announced(each.day) for each in counted)
    return Window(received_on, opens_on, counted[-1].day, provisional, tuple(counted))


def opened_on(due_on: date, calendar: Calendar, working_days: int = WORKING_DAYS) -> date:
    """The day at whose 0:00 a window of this many working days opened, told from its last day (§四)."""
    day, left = due_on, working_days - 1
    while left:
        day -= timedelta(days=1)
        left -= calendar.is_working(day)
    return day


def working_days_taken(received_on: date, finished_on: date, calendar: Calendar) -> int:
    """Working days that handling took: 0 on the day of receipt, on time means not more than three.

    A day that is not worked counts as the next working day, both for receipt (§四) and for the finish: whoever
    finishes on the Saturday after a Friday's deadline is late.
    """
    number = -1
    for day in days_from(received_on):
        number += calendar.is_working(day)
        if day >= finished_on and calendar.is_working(day):
            return max(number, 0)
    raise AssertionError("days do not end")


def working_days_left(today: date, due_on: date, calendar: Calendar) -> int:
    """Working days that remain after ``today`` up to ``due_on``; 0 on the last day, negative once it has passed."""
    step = 1 if due_on >= today else -1
    day, left = today, 0
    while day != due_on:
        if step > 0:
            day += timedelta(days=1)
            left += calendar.is_working(day)
        else:
            left -= calendar.is_working(day)
            day -= timedelta(days=1)
    # A deadline that has passed is late even where only free days lie between.
    return min(left, -1) if today > due_on else left


@dataclass(frozen=True, slots=True)
class Overridden:
    """A calendar with days decided by officers laid over another one.

    ``overrides`` maps a day to True (worked) or False; such a day counts as announced.
    """

    base: Calendar
    overrides: Mapping[date, bool]

    def is_working(self, day: date) -> bool:
        decided = self.overrides.get(day)
        return self.base.is_working(day) if decided is None else decided

    def is_announced(self, day: date) -> bool:
        return day in self.overrides or self.base.is_announced(day)


def latest_slot(now: datetime, times: tuple[time, ...], calendar: Calendar) -> datetime | None:
    """The last of the day's set ``times`` (Asia/Shanghai, working days only) at or before ``now``.

    Looks back at most a month; None where nothing was set in that time. A worker that was down asks for the slot that
    it missed, so dispatch is late then but never left out.
    """
    today = day_of(now)
    for back in range(31):
        day = today - timedelta(days=back)
        if not calendar.is_working(day):
            continue
        for at in sorted(times, reverse=True):
            slot = datetime.combine(day, at, SHANGHAI)
            if slot <= now:
                return slot
    return None
