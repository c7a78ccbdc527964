"""A report's handling in rounds 办理轮次, told from its events: what every figure of the statistics is counted from.

A round begins when a citizen sends a report, or when the provincial office reopens it, and ends with the final
approval, or with the citizen taking the report back. A later round changes nothing of an earlier one, so that what was
finished in May was finished in May, whatever is decided in June.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from portal.domain.deadlines import day_of
from portal.domain.history import PastStep, RanClock
from portal.domain.vocabulary import (
    FINISHED_STATES,
    Action,
    Finding,
    InvalidReason,
    ProblemType,
    ReportKind,
    State,
    WithholdReason,
)

_HANDING_OUT = frozenset({Action.DISPATCH, Action.TRANSFER})


@dataclass(frozen=True, slots=True)
class Answer:
    """What counts of a reply: who wrote it, what it found, and what it says of publication and correction."""

    unit: int
    finding: Finding
    invalid_reason: InvalidReason | None = None
    withhold_reason: WithholdReason | None = None
    corrected_on: date | None = None
    correct_by: date | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """What counts of a report besides its steps. ``answers`` are its replies by version, ``rating`` is the
    citizen's, given at ``rated_at``."""

    id: int
    kind: ReportKind
    problem_type: ProblemType
    region: str | None = None
    site: int | None = None
    answers: Mapping[int, Answer] = field(default_factory=dict)
    rating: int | None = None
    rated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch of time in which a unit had the report; ``until`` is None while it has."""

    unit: int
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """A time limit that ran out, or will if nobody acts before: whoever holds the report then answers for it (§四)."""

    unit: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's part in a round: when it had the report, and the time limit that it let pass, if it did."""

    unit: int
    held: tuple[Held, ...]
    due_on: date | None = None

    @property
    def charged(self) -> bool:
        """The unit held the report when a time limit fell due, or will if it does not act."""
        return self.due_on is not None

    @property
    def left_at(self) -> datetime | None:
        """When the unit gave the report out of its hands for the last time; None while it has it."""
        return self.held[-1].until

    @property
    def day(self) -> date | None:
        """The day by which it belongs to a period: of the limit that passed, else of handing over."""
        return self.due_on or (day_of(self.left_at) if self.left_at is not None else None)


@dataclass(slots=True)
class Round:
    """One round of one report.

    ``unit`` is who handles it: whoever wrote the final reply, or, before, the last unit that the report was given to;
    ``unit_at`` says since when, ``charges`` who answers for a time limit. ``taken_from`` is when the unit was given the
    time that ``ended_at`` is measured against.
    """

    dossier: Dossier
    number: int
    began_at: datetime
    unit: int | None = None
    unit_at: datetime | None = None
    clocks: list[RanClock] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    steps: dict[Action, int] = field(default_factory=dict)
    answer: Answer | None = None
    ended_at: datetime | None = None
    retracted: bool = False
    published: bool = False
    """The outcome was made public, then or later."""
    withdrawn: WithholdReason | None = None
    """Why it was taken from the public again."""
    rectified_on: date | None = None
    disputed: bool = False
    upheld: bool = False
    reopened: bool = False
    rating: int | None = None

    @property
    def finished(self) -> bool:
        """It ended with a final reply."""
        return self.answer is not None

    @property
    def taken_from(self) -> datetime | None:
        """When the last clock of the round was started (§四); None where none ever was."""
        return self.clocks[-1].received_at if self.clocks else None

    @property
    def late(self) -> bool:
        """It ended after its last time limit (§四)."""
        return self.ended_at is not None and bool(self.clocks) and self.ended_at >= self.clocks[-1].due_at

    @property
    def corrected_on(self) -> date | None:
        """The day of the correction, from the reply or reported later."""
        return (self.answer.corrected_on if self.answer else None) or self.rectified_on

    def count(self, action: Action) -> int:
        """How often this happened in the round."""
        return self.steps.get(action, 0)

    def parts(self) -> list[Part]:
        """What each unit had to do with the round, in the order in which they got it."""
        due = {charge.unit: charge.due_on for charge in reversed(self.charges)}
        stretches: dict[int, list[Held]] = {}
        for held in self.held:
            stretches.setdefault(held.unit, []).append(held)
        return [Part(unit, tuple(had), due.get(unit)) for unit, had in stretches.items()]


def rounds(dossier: Dossier, steps: Iterable[PastStep]) -> list[Round]:
    """Fold the steps of a report, oldest first, into its rounds, oldest first."""
    told: list[Round] = []
    for step in steps:
        if step.action in (Action.SUBMIT, Action.REOPEN):
            if told:
                told[-1].reopened = True
                # Whoever reopens a report after having refused its dispute has another reason.
                told[-1].upheld = told[-1].disputed and not told[-1].count(Action.REFUSE_DISPUTE)
            told.append(Round(dossier, len(told) + 1, step.at))
        if told:
            _take(told, step)
    if told:
        _charge(told[-1], None)
        _rate(told)
    return told


def _rate(told: list[Round]) -> None:
    """A rating is of the answer that the citizen had when it was given, not of a later one."""
    dossier = told[0].dossier
    if dossier.rated_at is None:
        return
    known = [each for each in told if each.finished and each.ended_at and each.ended_at <= dossier.rated_at]
    if known:
        known[-1].rating = dossier.rating


def _take(told: list[Round], step: PastStep) -> None:
    present = told[-1]
    if present.ended_at is None or step.action not in (Action.URGE, Action.RESPOND):
        # A correction that is urged after the end says nothing of how the report was handled.
        present.steps[step.action] = present.count(step.action) + 1
    if step.action is Action.RECALCULATE:
        if present.clocks and step.clock is not None:
            present.clocks[-1] = step.clock
    elif step.action is Action.WITHDRAW and present.ended_at is None:
        # What stands on the board while a report is handled anew is the outcome of the round before.
        _follow_up(told[-2], step)
    elif present.ended_at is None:
        _handle(present, step)
        if present.answer is not None and not present.published and len(told) > 1 and told[-2].published:
            told[-2].withdrawn = told[-2].withdrawn or present.answer.withhold_reason
    else:
        _follow_up(present, step)


def _handle(told: Round, step: PastStep) -> None:
    """A step of the handling itself, up to its end."""
    ends = step.to_state in FINISHED_STATES
    leaves_clock = ends or step.to_state is State.RECEIVED
    if leaves_clock:
        _charge(told, step.at)
    _hand_over(told, step, ends)
    if step.clock is not None:
        told.clocks.append(step.clock)
    if step.action in _HANDING_OUT or (step.action is Action.REOPEN and step.to_holder is not None):
        told.unit, told.unit_at = step.to_holder, step.at
    if not ends:
        return
    told.ended_at = step.at
    told.retracted = step.action is Action.RETRACT
    told.published = step.to_state is State.PUBLISHED
    if told.clocks:
        told.clocks[-1] = replace(told.clocks[-1], ended_at=step.at)
    if not told.retracted and step.reply is not None:
        told.answer = told.dossier.answers[step.reply]
        told.unit, told.unit_at = told.answer.unit, step.at


def _hand_over(told: Round, step: PastStep, ends: bool) -> None:
    """Close the holder's stretch of time and open the next one."""
    holder = None if ends else step.to_holder
    last = told.held[-1] if told.held and told.held[-1].until is None else None
    if last is not None and last.unit != holder:
        told.held[-1] = replace(last, until=step.at)
        last = None
    if last is None and holder is not None:
        told.held.append(Held(holder, step.at))


def _charge(told: Round, ended_at: datetime | None) -> None:
    """Whoever holds the report when the running clock falls due answers for it; nobody does if it ended before."""
    clock = told.clocks[-1] if told.clocks else None
    if clock is None or clock.ended_at is not None or not told.held:
        return
    if ended_at is not None:
        told.clocks[-1] = replace(clock, ended_at=ended_at)
        if ended_at < clock.due_at:
            return
    holding = [each for each in told.held if each.since < clock.due_at] or told.held[:1]
    told.charges.append(Charge(holding[-1].unit, clock.due_on))


def _follow_up(told: Round, step: PastStep) -> None:
    """What happens to a report after its end."""
    if step.action is Action.DISPUTE:
        told.disputed = True
    elif step.action is Action.RECTIFY:
        told.rectified_on = step.corrected_on
    elif step.action is Action.DISCLOSE:
        told.published, told.withdrawn = True, None
    elif step.action is Action.WITHDRAW:
        told.withdrawn = step.withhold_reason
