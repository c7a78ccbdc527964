"""How long something took, counted on working days alone (§四): a working day counts whole, from 0:00 to 24:00."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from portal.domain.deadlines import SHANGHAI, Calendar

DAY = 24 * 60
"""Minutes of a working day. The time limit of §四 runs from 0:00 to 24:00, and so does what is measured against it."""


class WorkingTime:
    """Measures times between two instants; remembers how many working days lie before each day that it has met."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._first: date | None = None
        self._before: list[int] = []

    def minutes(self, start: datetime, end: datetime) -> int:
        """Whole minutes from ``start`` to ``end`` (aware; not earlier) that lie on working days in Asia/Shanghai."""
        # The earlier instant first: it may move the day from which is counted.
        begun = self._elapsed(start)
        return max(self._elapsed(end) - begun, 0)

    def _elapsed(self, instant: datetime) -> int:
        """Working minutes from the first day known up to ``instant``."""
        local = instant.astimezone(SHANGHAI)
        day = self._place(local.date())
        worked = self._before[day]
        if self._before[day + 1] == worked:
            return worked * DAY
        return worked * DAY + local.hour * 60 + local.minute

    def _place(self, day: date) -> int:
        if self._first is None:
            self._first, self._before = day, [0]
        if day < self._first:
            self._start_at(day)
        place = (day - self._first).days
        while len(self._before) < place + 2:
            last = self._first + timedelta(days=len(self._before) - 1)
            self._before.append(self._before[-1] + self._calendar.is_working(last))
        return place

    def _start_at(self, day: date) -> None:
        known = len(self._before)
        reach = (self._first or day) + timedelta(days=known - 1)
        self._first, self._before = day, [0]
        self._place(reach)
