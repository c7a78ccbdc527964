"""Stage hints: sorted within day 2, answered within day 3, reviewed within day 4, the day of receipt being day 1."""

from __future__ import annotations

from datetime import date

import pytest

from portal.adapters.calendar import StateCouncilCalendar
from portal.domain.deadlines import window
from portal.domain.stages import Pace, StageDays, numbered_day, stage_hint
from portal.domain.vocabulary import State
from tests.conftest import Weekdays

WEEKDAYS = Weekdays()
MONDAY = date(2018, 6, 4)
DAYS = StageDays()


@pytest.mark.parametrize(
    ("state", "today", "pace", "words"),
    [
        (State.TRIAGE, 4, Pace.AHEAD, "最迟 6月5日转办"),
        (State.TRIAGE, 5, Pace.TODAY, "应在今天转办"),
        (State.TRIAGE, 6, Pace.LATE, "已过本环节建议时间"),
        (State.ANSWERING, 5, Pace.AHEAD, "最迟 6月6日答复"),
        (State.ANSWERING, 6, Pace.TODAY, "应在今天答复"),
        (State.ANSWERING, 7, Pace.LATE, "已过本环节建议时间"),
        (State.REVIEW, 6, Pace.AHEAD, "最迟 6月7日审核"),
        (State.REVIEW, 7, Pace.TODAY, "应在今天审核"),
        (State.REVIEW, 8, Pace.LATE, "已过本环节建议时间"),
    ],
)
def test_each_stage_has_its_day(state: State, today: int, pace: Pace, words: str) -> None:
    hint = stage_hint(state, MONDAY, date(2018, 6, today), WEEKDAYS, DAYS)
    assert hint is not None
    assert (hint.pace, hint.words) == (pace, words)


@pytest.mark.parametrize("state", sorted(set(State) - {State.TRIAGE, State.ANSWERING, State.REVIEW}))
def test_nobody_is_hurried_where_no_time_runs(state: State) -> None:
    assert stage_hint(state, MONDAY, date(2018, 6, 20), WEEKDAYS, DAYS) is None


def test_another_province_shares_the_days_out_otherwise() -> None:
    hint = stage_hint(State.TRIAGE, MONDAY, MONDAY, WEEKDAYS, StageDays(1, 2, 4))
    assert hint is not None
    assert hint.words == "应在今天转办"


def test_free_days_do_not_count_and_make_up_days_do() -> None:
    """Friday 9 February 2018 is day 1, the make-up Sunday the 11th is day 2."""
    real = StateCouncilCalendar()
    assert numbered_day(date(2018, 2, 9), 2, real) == date(2018, 2, 11)
    # A report that comes in on a free Saturday begins on the make-up Sunday.
    assert numbered_day(date(2018, 2, 10), 1, real) == date(2018, 2, 11)


def test_a_free_day_between_is_neither_today_nor_late() -> None:
    friday, saturday = date(2018, 6, 8), date(2018, 6, 9)
    hint = stage_hint(State.TRIAGE, friday, saturday, WEEKDAYS, DAYS)
    assert hint is not None
    assert (hint.pace, hint.by) == (Pace.AHEAD, date(2018, 6, 11))


@pytest.mark.parametrize("received", [date(2018, 2, day) for day in range(1, 28)])
def test_the_last_stage_ends_with_the_clock(received: date) -> None:
    """§四: the 4th working day, counted in one way only."""
    real = StateCouncilCalendar()
    assert numbered_day(received, 4, real) == window(received, real).due_on
