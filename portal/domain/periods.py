"""Periods 统计期: a month, a quarter, a year, or any span of days; and the ones that it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from ``first`` to ``last``, both included (Asia/Shanghai)."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("a period ends before it begins")

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A calendar month."""
        first = date(year, month, 1)
        return cls(first, _next_month(first) - timedelta(days=1))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """A quarter, 1 to 4."""
        return cls(date(year, quarter * 3 - 2, 1), cls.month(year, quarter * 3).last)

    @classmethod
    def year(cls, year: int) -> Period:
        """A calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def months_long(self) -> int | None:
        """How many whole calendar months the period is; None where it does not begin and end with one."""
        if self.first.day != 1 or (self.last + timedelta(days=1)).day != 1:
            return None
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def name(self) -> str:
        """The period as pages name it."""
        months = self.months_long
        first, last = self.first, self.last
        if months == 12 and first.month == 1:
            return f"{first.year} 年"
        if months == 3 and first.month % 3 == 1:
            return f"{first.year} 年第{'一二三四'[first.month // 3]}季度"
        if months == 1:
            return f"{first.year} 年 {first.month} 月"
        return _day_name(first) if first == last else f"{_day_name(first)}至{_day_name(last)}"

    @property
    def is_regular(self) -> bool:
        """True for a calendar month, quarter or year."""
        months, first = self.months_long, self.first
        return months == 1 or (months == 3 and first.month % 3 == 1) or (months == 12 and first.month == 1)

    def comparable(self, today: date) -> tuple[Period, Period]:
        """The period before and the one a year before; where this one is still running, only as much of both as has
        passed of it."""
        before, year_before = self.before(), self.year_before()
        if not self.first <= today < self.last:
            return before, year_before
        passed = min(before.last, before.first + (today - self.first))
        return Period(before.first, passed), Period(self.first, today).year_before()

    def before(self) -> Period:
        """The period of the same length just before."""
        months = self.months_long
        last = self.first - timedelta(days=1)
        if months is None:
            return Period(last - (self.last - self.first), last)
        return Period(_months_earlier(self.first, months), last)

    def year_before(self) -> Period:
        """The same days a year earlier; 29 February becomes the 28th."""
        if self.months_long is not None:
            first = _months_earlier(self.first, 12)
            return Period(first, Period.month(self.last.year - 1, self.last.month).last)
        return Period(_year_earlier(self.first), _year_earlier(self.last))

    def months(self) -> Iterator[date]:
        """The first day of every calendar month that the period touches."""
        month = self.first.replace(day=1)
        while month <= self.last:
            yield month
            month = _next_month(month)


def month_names(months: Iterable[date]) -> str:
    """Months, given by a day of each, as pages name them."""
    return "、".join(Period.month(month.year, month.month).name for month in months)


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _months_earlier(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _year_earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _day_name(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
