"""A report's past: its events alone reproduce where it stands and every clock that ran."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from portal.domain.deadlines import start_of
from portal.domain.vocabulary import Action, State, WithholdReason
from portal.domain.workflow import TRANSITIONS, Clock


@dataclass(frozen=True, slots=True)
class RanClock:
    """A clock as the history tells it. ``ended_at`` is None while it runs."""

    unit: int
    received_at: datetime
    due_on: date
    provisional: bool
    ended_at: datetime | None = None

    @property
    def due_at(self) -> datetime:
        """24:00 of ``due_on``, the first instant that is too late (§四)."""
        return start_of(self.due_on + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class PastStep:
    """One event as far as it moves a report or counts in the statistics.

    ``clock`` is given where one was opened or recalculated, ``reply`` is the version of the reply that the step wrote
    or approved; ``corrected_on`` and ``withhold_reason`` belong to a correction reported done and to a withdrawal.
    """

    action: Action
    at: datetime
    from_state: State | None
    to_state: State
    from_holder: int | None
    to_holder: int | None
    clock: RanClock | None = None
    reply: int | None = None
    corrected_on: date | None = None
    withhold_reason: WithholdReason | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a report stands after its history."""

    state: State
    holder: int | None
    clocks: tuple[RanClock, ...]


class BrokenHistory(ValueError):
    """An event does not follow from the one before it."""


def replay(steps: Iterable[PastStep]) -> Standing:
    """Fold the steps, oldest first, into the standing that they lead to.

    Raises BrokenHistory where a step does not start where the last one ended, or where the workflow table has no row.
    """
    state: State | None = None
    holder: int | None = None
    clocks: list[RanClock] = []
    for past in steps:
        if (past.from_state, past.from_holder) != (state, holder):
            raise BrokenHistory(f"{past.action} starts at {past.from_state}, the report stood at {state}")
        if past.action is Action.RECALCULATE:
            _recalculate(clocks, past)
            continue
        effect = _clock_effect(past)
        ended = effect is Clock.END or (effect is Clock.END_AT_ROOT and past.to_holder is None)
        if ended and clocks and clocks[-1].ended_at is None:
            clocks[-1] = replace(clocks[-1], ended_at=past.at)
        if effect is Clock.OPEN:
            if past.clock is None:
                raise BrokenHistory(f"{past.action} opens a clock but tells none")
            clocks.append(past.clock)
        state, holder = past.to_state, past.to_holder
    if state is None:
        raise BrokenHistory("no report without its submission")
    return Standing(state, holder, tuple(clocks))


def _clock_effect(past: PastStep) -> Clock:
    for row in TRANSITIONS:
        starts = past.from_state in row.sources if past.from_state else not row.sources
        if row.action is past.action and starts:
            return row.clock
    raise BrokenHistory(f"the workflow table has no {past.action} from {past.from_state}")


def _recalculate(clocks: list[RanClock], past: PastStep) -> None:
    if not clocks or past.clock is None:
        raise BrokenHistory("a recalculation needs a clock")
    clocks[-1] = past.clock
