"""The State Council's calendar of holidays and make-up days, from the package chinesecalendar."""

from __future__ import annotations

from datetime import date

import chinese_calendar


class StateCouncilCalendar:
    """Working days as announced; Monday to Friday for a year whose holidays are not known yet."""

    def is_working(self, day: date) -> bool:
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return day.weekday() < 5

    def is_announced(self, day: date) -> bool:
        try:
            chinese_calendar.is_workday(day)
        except NotImplementedError:
            return False
        return True
