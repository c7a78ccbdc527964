"""By which of its working days a report should have left each stage, so that the whole is done in time (§四).

The notice limits the whole handling only; how its days are shared out is a province's choice. Days are counted as the
clock counts them: the day of receipt is the 1st.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from portal.domain.deadlines import Calendar, days_from
from portal.domain.vocabulary import State

DUTIES = {State.TRIAGE: "转办", State.ANSWERING: "答复", State.REVIEW: "审核"}
"""What the holder has to do in each stage."""


@dataclass(frozen=True, slots=True)
class StageDays:
    """The working day by whose end each stage should be over."""

    triage: int = 2
    answering: int = 3
    review: int = 4

    def of(self, state: State) -> int | None:
        """The day for ``state``; None where nobody's time runs."""
        return {State.TRIAGE: self.triage, State.ANSWERING: self.answering, State.REVIEW: self.review}.get(state)


class Pace(Enum):
    """Where a report stands in its stage."""

    AHEAD = auto()
    TODAY = auto()
    LATE = auto()


@dataclass(frozen=True, slots=True)
class StageHint:
    """By when the present stage should be over, in words; ``by`` is a date in Asia/Shanghai."""

    pace: Pace
    by: date
    words: str


def numbered_day(received_on: date, number: int, calendar: Calendar) -> date:
    """The ``number``-th working day of a report received on ``received_on``; 1 is the day of receipt, or the next
    working day after it (§四)."""
    for day in days_from(received_on):
        number -= calendar.is_working(day)
        if number <= 0:
            return day
    raise AssertionError("days do not end")


def stage_hint(state: State, received_on: date, today: date, calendar: Calendar, days: StageDays) -> StageHint | None:
    """What to tell the holder on ``today``; None for a report that is not being handled.

    On a free day nobody is told to work: what should be done by the next working day is not yet called today's.
    """
    number = days.of(state)
    if number is None:
        return None
    by, duty = numbered_day(received_on, number, calendar), DUTIES[state]
    if by < today:
        return StageHint(Pace.LATE, by, "已过本环节建议时间")
    if by == today:
        return StageHint(Pace.TODAY, by, f"应在今天{duty}")
    return StageHint(Pace.AHEAD, by, f"最迟 {by.month}月{by.day}日{duty}")
