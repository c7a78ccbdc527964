"""A report's events alone tell where it stands and which clocks ran."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from portal.domain.deadlines import SHANGHAI
from portal.domain.history import BrokenHistory, PastStep, RanClock, Standing, replay
from portal.domain.vocabulary import Action, State

ROOT, COUNTY, GOV = 1, 2, 3
START = datetime(2018, 6, 4, 10, tzinfo=SHANGHAI)
CLOCK = RanClock(COUNTY, START + timedelta(hours=1), date(2018, 6, 7), provisional=False)


class Story:
    """Steps that follow from one another, an hour apart."""

    def __init__(self) -> None:
        self.steps: list[PastStep] = []

    def then(self, action: Action, state: State, holder: int | None, clock: RanClock | None = None) -> Story:
        """The next step, from wherever the last one led."""
        last = self.steps[-1] if self.steps else None
        self.steps.append(
            PastStep(
                action, START + timedelta(hours=len(self.steps)), last.to_state if last else None, state,
                last.to_holder if last else None, holder, clock,
            )
        )  # fmt: skip
        return self


def submitted() -> Story:
    return Story().then(Action.SUBMIT, State.RECEIVED, None)


def dispatched() -> Story:
    return submitted().then(Action.DISPATCH, State.TRIAGE, COUNTY, CLOCK)


def in_final_review() -> Story:
    return (
        dispatched()
        .then(Action.TRANSFER, State.ANSWERING, GOV)
        .then(Action.ANSWER, State.REVIEW, COUNTY)
        .then(Action.APPROVE, State.REVIEW, ROOT)
    )


def test_a_new_report_lies_on_nobodys_desk_without_a_clock() -> None:
    assert replay(submitted().steps) == Standing(State.RECEIVED, None, ())


def test_dispatch_starts_the_clock_and_transfer_and_review_leave_it_running() -> None:
    """§四: the time counts from receipt by the organizing unit until the final approval."""
    assert replay(in_final_review().steps) == Standing(State.REVIEW, ROOT, (CLOCK,))


def test_final_approval_ends_the_clock() -> None:
    story = in_final_review().then(Action.APPROVE, State.PUBLISHED, None)
    standing = replay(story.steps)
    assert (standing.state, standing.holder) == (State.PUBLISHED, None)
    assert [clock.ended_at for clock in standing.clocks] == [story.steps[-1].at]


@pytest.mark.parametrize(("action", "holder"), [(Action.RETURN, None), (Action.RECALL, ROOT)])
def test_a_report_that_leaves_the_unit_leaves_its_clock(action: Action, holder: int | None) -> None:
    story = dispatched().then(action, State.RECEIVED, holder)
    assert replay(story.steps).clocks[0].ended_at == story.steps[-1].at


def test_recalling_from_the_filing_unit_does_not_stop_the_clock() -> None:
    story = dispatched().then(Action.TRANSFER, State.ANSWERING, GOV).then(Action.RECALL, State.TRIAGE, COUNTY)
    assert replay(story.steps).clocks == (CLOCK,)


def test_reopening_starts_a_clock_anew() -> None:
    second = RanClock(GOV, START + timedelta(days=9), date(2018, 6, 18), provisional=True)
    story = in_final_review().then(Action.APPROVE, State.CLOSED, None).then(Action.REOPEN, State.ANSWERING, GOV, second)
    clocks = replay(story.steps).clocks
    assert clocks[0].ended_at is not None
    assert clocks[1] == second


def test_a_recalculation_moves_the_running_clock_only() -> None:
    moved = RanClock(COUNTY, CLOCK.received_at, date(2018, 6, 8), provisional=False)
    story = dispatched().then(Action.RECALCULATE, State.TRIAGE, COUNTY, moved)
    assert replay(story.steps) == Standing(State.TRIAGE, COUNTY, (moved,))


def test_a_gap_between_two_steps_is_found() -> None:
    steps = in_final_review().steps
    with pytest.raises(BrokenHistory, match="starts at"):
        replay([*steps[:2], *steps[3:]])


@pytest.mark.parametrize(
    "story",
    [
        Story(),
        submitted().then(Action.APPROVE, State.PUBLISHED, None),  # the table has no such row
        submitted().then(Action.DISPATCH, State.TRIAGE, COUNTY),  # a clock that nobody told of
        submitted().then(Action.RECALCULATE, State.RECEIVED, None, CLOCK),  # nothing to recalculate
        dispatched().then(Action.RECALCULATE, State.TRIAGE, COUNTY),
        dispatched().then(Action.SUBMIT, State.RECEIVED, None),
    ],
)
def test_a_history_that_cannot_have_happened_is_refused(story: Story) -> None:
    with pytest.raises(BrokenHistory):
        replay(story.steps)
