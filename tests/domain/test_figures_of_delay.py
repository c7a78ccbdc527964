"""What an assessment deducts for: finished over a month after its limit, or not at all (§四)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from portal.domain.deadlines import SHANGHAI, start_of
from portal.domain.figures import BIT, BY_KEY, MARKS, UNFINISHED, marks_of
from portal.domain.history import RanClock
from portal.domain.rounds import Answer, Dossier, Round
from portal.domain.vocabulary import Finding, ProblemType, ReportKind

RECEIVED = datetime(2018, 6, 4, 10, tzinfo=SHANGHAI)
DUE = date(2018, 6, 7)
DOSSIER = Dossier(1, ReportKind.CORRECTION, ProblemType.TYPO)
ANSWER = Answer(4, Finding.CONFIRMED)


def told(ended_at: datetime | None, answer: Answer | None = ANSWER, *, clock: bool = True) -> Round:
    """A round with a limit of 7 June, ended then or still open."""
    clocks = [RanClock(3, RECEIVED, DUE, False, ended_at)] if clock else []
    return Round(DOSSIER, 1, RECEIVED, clocks=clocks, answer=answer if ended_at else None, ended_at=ended_at)


def has(mark: str, one: Round) -> bool:
    return bool(marks_of(one) >> BIT[mark] & 1)


@pytest.mark.parametrize(
    ("ended_at", "late"),
    [
        (start_of(DUE), False),
        (start_of(DUE + timedelta(days=1)), False),
        (start_of(DUE + timedelta(days=31)) - timedelta(seconds=1), False),
        (start_of(DUE + timedelta(days=31)), True),
    ],
)
def test_over_a_month_late_begins_with_the_thirty_first_day_after_the_limit(ended_at: datetime, late: bool) -> None:
    assert has("month_late", told(ended_at)) is late


def test_what_a_citizen_took_back_is_not_late_and_what_had_no_limit_neither() -> None:
    after_months = start_of(DUE + timedelta(days=90))
    assert not has("month_late", told(after_months, None))
    assert not has("month_late", told(after_months, clock=False))


def test_only_a_limit_that_runs_can_run_out() -> None:
    assert has(UNFINISHED, told(None))
    assert not has(UNFINISHED, told(None, clock=False))
    assert not has(UNFINISHED, told(start_of(DUE)))


def test_marks_keep_their_places_for_ever() -> None:
    assert list(MARKS)[-2:] == [UNFINISHED, "month_late"]
    assert len(MARKS) <= 64
    assert BY_KEY["month_late"].among == "timed"
