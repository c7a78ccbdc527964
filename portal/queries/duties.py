"""What presses on a report besides its deadline: its stage's own day, an urging (督办), a delay without a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.deadlines import Calendar, day_of
from portal.domain.policy import Actor
from portal.domain.stages import StageDays, StageHint, stage_hint
from portal.domain.supervision import GOING_BACK, TOO_OFTEN
from portal.domain.units import UnitTree
from portal.domain.vocabulary import FINISHED_STATES, OPEN_STATES, Action, ReportKind, State, Watch
from portal.queries.clock_view import ClockView
from portal.store import Clock, Event, Holding, Report

TOLD_BY = (Action.URGE, Action.RESPOND, Action.JUSTIFY)


@dataclass(frozen=True, slots=True)
class Urging:
    """The newest urging of a report: since when it is open, who urged, and the answer if there is one."""

    since: datetime
    by: str
    words: str
    answered_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class Duty:
    """What the holder of a report owes. ``reason`` is why it is late, where that was said (说明逾期理由);
    ``charged`` names the unit that held it when it fell due, which the delay is charged to."""

    hint: StageHint | None
    urging: Urging | None
    overdue: bool
    reason: str | None
    charged: str = ""

    @property
    def urged(self) -> bool:
        """True while nobody has answered the urging."""
        return self.urging is not None and self.urging.answered_at is None

    @property
    def unexplained(self) -> bool:
        """True if the report is late and nobody has said why."""
        return self.overdue and self.reason is None


def duty_of(
    report: Report,
    clock: ClockView | None,
    events: Iterable[Event],
    now: datetime,
    calendar: Calendar,
    days: StageDays,
    charged: str = "",
) -> Duty:
    """What is owed on one report; ``clock`` is its running one, ``events`` its own, oldest first."""
    if clock is None or not clock.running:
        # After the end only a promised correction is urged, and only while nobody has answered.
        open_urging = _urging(report, list(events)) if report.urged_at is not None else None
        return Duty(None, open_urging, overdue=False, reason=None)
    # What belongs to an earlier round of handling is settled, but for an urging that nobody has answered yet.
    since = min(clock.received_at, report.urged_at or clock.received_at)
    recent = [each for each in events if each.action in TOLD_BY and each.at >= since]
    reasons = [each.words or "" for each in recent if each.action is Action.JUSTIFY]
    return Duty(
        hint=stage_hint(report.state, day_of(clock.received_at), day_of(now), calendar, days),
        urging=_urging(report, recent),
        overdue=clock.overdue,
        reason=reasons[-1] if reasons else None,
        charged=charged,
    )


def _urging(report: Report, recent: Sequence[Event]) -> Urging | None:
    urgings = [each for each in recent if each.action is Action.URGE]
    if not urgings:
        return None
    last = urgings[-1]
    by, words = (last.unit_path or "").split(" / ")[-1], last.words or ""
    if report.urged_at is not None:
        return Urging(report.urged_at, by, words, None, "")
    answers = [each for each in recent if each.action is Action.RESPOND and each.position > last.position]
    if not answers:
        return None
    return Urging(last.at, by, words, answers[-1].at, answers[-1].words or "")


def duties_of(
    session: Session,
    shown: Sequence[tuple[Report, ClockView | None]],
    tree: UnitTree,
    now: datetime,
    calendar: Calendar,
    days: StageDays,
) -> dict[int, Duty]:
    """What is owed on each report of a page, by the report's id; two queries."""
    open_ones = [report.id for report, _ in shown if report.state in OPEN_STATES or report.urged_at is not None]
    told: dict[int, list[Event]] = defaultdict(list)
    own = select(Event).where(Event.report_id.in_(open_ones), Event.action.in_(TOLD_BY)).order_by(Event.position)
    for event in session.scalars(own):
        told[event.report_id].append(event)
    charged = _holders_when_due(session, open_ones, now, tree)
    return {
        report.id: duty_of(report, clock, told[report.id], now, calendar, days, charged.get(report.id, ""))
        for report, clock in shown
    }


def _holders_when_due(session: Session, reports: Sequence[int], now: datetime, tree: UnitTree) -> dict[int, str]:
    """Lateness is charged to whoever held the report when it fell due."""
    at_due = (
        select(Holding.report_id, Holding.unit_id)
        .join(Clock, (Clock.report_id == Holding.report_id) & Clock.ended_at.is_(None))
        .where(Holding.report_id.in_(reports), Clock.due_at <= now, Holding.since < Clock.due_at)
        .where(or_(Holding.until.is_(None), Holding.until >= Clock.due_at))
        .order_by(Holding.id)
    )
    return {report: tree[unit].name for report, unit in session.execute(at_due)}


def watched(watch: Watch, actor: Actor, mine: bool, tree: UnitTree, now: datetime) -> ColumnElement[bool]:
    """The condition of one of the lists that are watched, on reports joined with their running clocks.

    On the unit's own desk an urging counts until it is answered; whoever stands above sees the answered ones too.
    """
    # A website that nobody registered waits to be registered from the first day on; everything else waits for a unit.
    waiting = set(State) - FINISHED_STATES if watch is Watch.UNREGISTERED else OPEN_STATES
    is_open: ColumnElement[bool] = Report.state.in_(waiting)
    if not mine and (actor.unit is None or tree.resolve(actor.unit) != tree.root):
        below = tree.subtree(actor.unit) if actor.unit is not None else ()
        is_open = and_(is_open, Report.holder_id.in_(below))
    urged = Report.urged_at.is_not(None)
    if watch is Watch.URGED:
        return and_(is_open, urged if mine else or_(urged, _happened(Action.URGE)))
    if watch is Watch.UNEXPLAINED:
        return and_(is_open, Clock.due_at <= now, ~_happened(Action.JUSTIFY))
    if watch is Watch.UNANSWERED:
        return and_(is_open, urged)
    return and_(is_open, went_back_often() if watch is Watch.RETURNED else is_unregistered())


def went_back_often() -> ColumnElement[bool]:
    """True of a report that went back to where it came from again and again, however it was called each time."""
    # Said word for word, since an index of such steps alone is only used for what the database can read.
    going_back = bindparam(None, GOING_BACK, expanding=True, literal_execute=True, type_=Event.action.type)
    times = select(func.count()).where(Event.report_id == Report.id, Event.action.in_(going_back)).correlate(Report)
    return times.scalar_subquery() >= TOO_OFTEN


def is_unregistered() -> ColumnElement[bool]:
    """True of a report of a missing website (§三(二) 漏报) that has not been registered."""
    return and_(Report.kind == ReportKind.UNLISTED, Report.site_id.is_(None))


def _happened(action: Action) -> ColumnElement[bool]:
    """True if the step was taken since the present clock began."""
    return exists().where(
        Event.report_id == Report.id, Event.action == action, Event.at >= Clock.received_at
    ).correlate(Report, Clock)  # fmt: skip


def counting(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of a group meet the condition."""
    return func.sum(case((condition, 1), else_=0))


@dataclass(frozen=True, slots=True)
class UrgedReport:
    """A report on the unit's own desk that is being urged."""

    number: str
    since: datetime
    words: str


def urged_on(session: Session, holders: Sequence[int], most: int = 5) -> list[UrgedReport]:
    """The reports on these units' desks whose urging is not answered, the oldest first, with what was last said."""
    last_words = (
        select(Event.words)
        .where(Event.report_id == Report.id, Event.action == Action.URGE)
        .order_by(Event.position.desc())
        .limit(1)
        .correlate(Report)
        .scalar_subquery()
    )
    wanted = (
        select(Report.number, Report.urged_at, last_words)
        .where(Report.holder_id.in_(holders), Report.state.in_(OPEN_STATES), Report.urged_at.is_not(None))
        .order_by(Report.urged_at, Report.id)
        .limit(most)
    )
    return [UrgedReport(number, since, words or "") for number, since, words in session.execute(wanted) if since]
