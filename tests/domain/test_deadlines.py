"""§四: three working days, from 0:00 of the 2nd working day to 24:00 of the 4th."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.adapters.calendar import StateCouncilCalendar
from portal.domain.deadlines import (
    SHANGHAI,
    Calendar,
    Overridden,
    day_of,
    latest_slot,
    opened_on,
    start_of,
    window,
    working_days_left,
    working_days_taken,
)
from tests.conftest import Weekdays

REAL = StateCouncilCalendar()
WEEKDAYS = Weekdays()


@dataclass(frozen=True)
class Drawn:
    """A calendar that repeats a drawn pattern of worked days, with at least one of them."""

    pattern: tuple[bool, ...]

    def is_working(self, day: date) -> bool:
        return self.pattern[day.toordinal() % len(self.pattern)]

    def is_announced(self, day: date) -> bool:
        return True


dates = st.dates(date(2004, 1, 1), date(2030, 12, 31))
calendars = st.lists(st.booleans(), min_size=1, max_size=30).filter(any).map(lambda days: Drawn(tuple(days)))


@dataclass(frozen=True)
class AnnouncedUntil:
    """Weekdays, announced up to and including a year."""

    year: int

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5

    def is_announced(self, day: date) -> bool:
        return day.year <= self.year


@pytest.mark.parametrize(
    ("received", "opens", "due"),
    [
        ("2018-02-09", "2018-02-11", "2018-02-13"),  # a Friday; the make-up Sunday is the 2nd working day
        ("2018-02-10", "2018-02-12", "2018-02-14"),  # a free Saturday: the make-up Sunday is the 1st
        ("2018-02-13", "2018-02-14", "2018-02-23"),  # the Spring Festival lies between
        ("2018-02-15", "2018-02-23", "2018-02-26"),  # New Year's Eve; the make-up Saturday 02-24 counts
        ("2024-02-08", "2024-02-09", "2024-02-19"),
        ("2025-01-24", "2025-01-26", "2025-02-05"),
        ("2026-02-13", "2026-02-14", "2026-02-25"),
        ("2018-09-28", "2018-09-29", "2018-10-08"),
    ],
)
def test_the_window_follows_the_state_councils_calendar(received: str, opens: str, due: str) -> None:
    given_days = window(date.fromisoformat(received), REAL)
    assert given_days.opens_on == date.fromisoformat(opens)
    assert given_days.due_on == date.fromisoformat(due)
    assert not given_days.provisional


def test_an_ordinary_monday_is_due_on_thursday_at_24() -> None:
    given_days = window(date(2018, 6, 4), WEEKDAYS)
    assert given_days.opens_on == date(2018, 6, 5)
    assert given_days.due_at == datetime(2018, 6, 8, tzinfo=SHANGHAI)


def test_received_at_2359_in_shanghai_still_counts_as_that_day() -> None:
    # 15:59 UTC is 23:59 in Shanghai.
    received = day_of(datetime(2018, 6, 4, 15, 59, tzinfo=UTC))
    assert received == date(2018, 6, 4)
    assert window(received, WEEKDAYS).due_on == date(2018, 6, 7)


def test_received_at_midnight_in_shanghai_counts_as_the_new_day() -> None:
    received = day_of(datetime(2018, 6, 4, 16, 0, tzinfo=UTC))
    assert received == date(2018, 6, 5)
    assert window(received, WEEKDAYS).due_on == date(2018, 6, 8)


def test_a_day_starts_at_midnight_in_shanghai() -> None:
    assert start_of(date(2018, 6, 5)) == datetime(2018, 6, 4, 16, tzinfo=UTC)


def test_on_a_free_day_the_next_working_day_is_the_first() -> None:
    saturday, monday = date(2018, 6, 9), date(2018, 6, 11)
    by_saturday, by_monday = window(saturday, WEEKDAYS), window(monday, WEEKDAYS)
    assert (by_saturday.opens_on, by_saturday.due_on) == (by_monday.opens_on, by_monday.due_on)


def test_the_window_shows_which_days_count_and_which_do_not() -> None:
    numbers = [(each.day.day, each.number) for each in window(date(2018, 6, 7), WEEKDAYS).days]
    assert numbers == [(7, 1), (8, 2), (9, None), (10, None), (11, 3), (12, 4)]


def test_another_province_may_grant_other_days() -> None:
    assert window(date(2018, 6, 4), WEEKDAYS, working_days=5).due_on == date(2018, 6, 11)


@given(dates, calendars, st.integers(1, 10))
def test_the_last_day_is_always_the_working_day_after_the_granted_ones(
    received: date, calendar: Calendar, granted: int
) -> None:
    given_days = window(received, calendar, granted)
    worked = [each for each in given_days.days if calendar.is_working(each.day)]
    assert [each.number for each in worked] == list(range(1, granted + 2))
    assert given_days.opens_on == worked[1].day
    assert given_days.due_on == worked[-1].day
    assert all(each.number is None for each in given_days.days if each not in worked)


@given(dates, calendars, st.integers(1, 10))
def test_the_last_day_tells_when_the_window_opened(received: date, calendar: Calendar, granted: int) -> None:
    given_days = window(received, calendar, granted)
    assert opened_on(given_days.due_on, calendar, granted) == given_days.opens_on


def test_a_year_not_announced_makes_the_window_provisional() -> None:
    assert window(date(2019, 6, 3), AnnouncedUntil(2018)).provisional
    assert not window(date(2018, 6, 4), AnnouncedUntil(2018)).provisional


def test_it_is_provisional_even_if_only_the_last_counted_day_is_not_announced() -> None:
    # Thursday 27, Friday 28, Monday 31 December and Tuesday 1 January.
    given_days = window(date(2018, 12, 27), AnnouncedUntil(2018))
    assert given_days.due_on == date(2019, 1, 1)
    assert given_days.provisional
    # One day earlier everything lies in the announced year.
    assert not window(date(2018, 12, 26), AnnouncedUntil(2018)).provisional


def test_the_real_calendar_says_which_years_it_does_not_know() -> None:
    far = date(2099, 6, 1)
    assert REAL.is_announced(date(2018, 6, 4))
    assert not REAL.is_announced(far)
    assert REAL.is_working(far) == (far.weekday() < 5)
    assert window(far, REAL).provisional


def test_days_decided_by_officers_go_before_the_calendar() -> None:
    tuesday_off, saturday_on = date(2018, 6, 5), date(2018, 6, 9)
    decided = Overridden(WEEKDAYS, {tuesday_off: False, saturday_on: True})
    assert window(date(2018, 6, 4), decided).due_on == date(2018, 6, 8)
    assert window(date(2018, 6, 8), decided).opens_on == saturday_on
    assert decided.is_working(date(2018, 6, 6))


def test_a_decided_day_counts_as_announced() -> None:
    decided = Overridden(AnnouncedUntil(2018), {date(2019, 1, 1): False})
    assert decided.is_announced(date(2019, 1, 1))
    assert not decided.is_announced(date(2019, 1, 2))


@pytest.mark.parametrize(
    ("received", "finished", "taken"),
    [
        ("2018-06-04", "2018-06-04", 0),  # on the day of receipt
        ("2018-06-04", "2018-06-05", 1),
        ("2018-06-04", "2018-06-07", 3),  # the last day
        ("2018-06-04", "2018-06-08", 4),  # late
        ("2018-06-09", "2018-06-09", 0),  # received and finished on a Saturday
        ("2018-06-09", "2018-06-11", 0),  # the Monday after is the day of receipt
        ("2018-06-08", "2018-06-11", 1),
        ("2018-06-05", "2018-06-09", 4),  # due on Friday; the Saturday after is late
    ],
)
def test_working_days_taken(received: str, finished: str, taken: int) -> None:
    assert working_days_taken(date.fromisoformat(received), date.fromisoformat(finished), WEEKDAYS) == taken


@given(dates, st.integers(0, 60), calendars, st.integers(1, 6))
def test_on_time_means_exactly_finished_before_the_due_instant(
    received: date, later: int, calendar: Calendar, granted: int
) -> None:
    finished = received + timedelta(days=later)
    on_time = working_days_taken(received, finished, calendar) <= granted
    last_moment = start_of(finished + timedelta(days=1)) - timedelta(microseconds=1)
    assert on_time == (last_moment < window(received, calendar, granted).due_at)


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        ("2018-06-04", "2018-06-07", 3),
        ("2018-06-07", "2018-06-07", 0),  # the last day
        ("2018-06-08", "2018-06-07", -1),
        ("2018-06-08", "2018-06-11", 1),  # a weekend lies between
        ("2018-06-09", "2018-06-11", 1),
        ("2018-06-09", "2018-06-08", -1),  # late already on the Saturday after
        ("2018-06-11", "2018-06-08", -1),
        ("2018-06-12", "2018-06-08", -2),
    ],
)
def test_working_days_left(today: str, due: str, left: int) -> None:
    assert working_days_left(date.fromisoformat(today), date.fromisoformat(due), WEEKDAYS) == left


@given(dates, calendars, st.integers(-20, 20))
def test_days_left_are_negative_exactly_when_the_deadline_has_passed(
    received: date, calendar: Calendar, offset: int
) -> None:
    due = window(received, calendar).due_on
    today = due + timedelta(days=offset)
    assert (working_days_left(today, due, calendar) < 0) == (today > due)


TIMES = (time(9), time(14))


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2018-06-04T09:00", "2018-06-04T09:00"),  # exactly at the set time
        ("2018-06-04T13:59", "2018-06-04T09:00"),
        ("2018-06-04T14:00", "2018-06-04T14:00"),
        ("2018-06-05T08:59", "2018-06-04T14:00"),  # the slot of the day before
        ("2018-06-10T23:59", "2018-06-08T14:00"),  # never on a free day
        ("2018-06-11T00:00", "2018-06-08T14:00"),
    ],
)
def test_dispatch_runs_at_set_times_on_working_days(now: str, slot: str) -> None:
    """§三(二): the system dispatches 定时; a worker that was down learns the slot that it missed."""
    at = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)
    assert latest_slot(at, TIMES, WEEKDAYS) == datetime.fromisoformat(slot).replace(tzinfo=SHANGHAI)


def test_the_order_of_the_set_times_does_not_matter() -> None:
    now = datetime(2018, 6, 4, 15, tzinfo=SHANGHAI)
    assert latest_slot(now, (time(14), time(9)), WEEKDAYS) == datetime(2018, 6, 4, 14, tzinfo=SHANGHAI)


def test_without_any_set_time_there_is_no_slot() -> None:
    assert latest_slot(datetime(2018, 6, 4, 15, tzinfo=SHANGHAI), (), WEEKDAYS) is None
