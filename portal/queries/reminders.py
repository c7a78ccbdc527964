"""Whom to remind of what: how many reports of each unit are late or about to be, and who watches over it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.deadlines import Calendar, day_of, working_days_left
from portal.domain.stages import Pace, StageDays, stage_hint
from portal.domain.units import UnitTree
from portal.domain.vocabulary import OPEN_STATES, State
from portal.queries.promises import late_promises
from portal.store import Clock, Report
from portal.store.facts import load_tree


class Urgency(Enum):
    """Why a report is named in a reminder; each is counted once, under the worst that holds."""

    OVERDUE = auto()
    TODAY = auto()
    NEXT_DAY = auto()
    STAGE_LATE = auto()


@dataclass(frozen=True, slots=True)
class UnitDue:
    """How many reports on a unit's desk press, by :class:`Urgency`; numbers only, nothing of any report.

    ``urged`` are the reports whose urging (督办) the unit has not answered, whatever else they are counted under.
    ``late_promises`` are corrections that the unit promised for a day that has passed (§四 持续整改跟踪). ``above`` is
    the unit to tell of what is overdue, answers and promises alike: the next organizing unit above with somebody at
    work; None where nothing is overdue, and for the root.
    """

    unit: int
    code: str
    name: str
    overdue: int
    today: int
    next_day: int
    stage_late: int
    urged: int
    late_promises: int
    above: int | None


def due_by_unit(
    session: Session, now: datetime, calendar: Calendar, days: StageDays, tree: UnitTree | None = None
) -> list[UnitDue]:
    """Every unit with something that presses at ``now``, in the order of the tree; mergers resolved.

    Two queries, and one more where the caller has no ``tree`` at hand.
    """
    tree = tree or load_tree(session)
    counts: dict[int, dict[Urgency, int]] = defaultdict(lambda: dict.fromkeys(Urgency, 0))
    urged: dict[int, int] = defaultdict(int)
    known: dict[tuple[State, date, date], Urgency | None] = {}
    running = (
        select(Report.holder_id, Report.state, Report.urged_at, Clock.received_at, Clock.due_on, Clock.due_at)
        .join(Clock, (Clock.report_id == Report.id) & Clock.ended_at.is_(None))
        .where(Report.state.in_(OPEN_STATES), Report.holder_id.is_not(None))
    )
    for row in session.execute(running):
        unit, received_on = tree.resolve(row.holder_id), day_of(row.received_at)
        # Reports received on one day differ in nothing else, and a province has thousands of them.
        key = (row.state, received_on, row.due_on)
        if key not in known:
            known[key] = _urgency(row.state, received_on, row.due_on, day_of(now), calendar, days)
        urgency = Urgency.OVERDUE if now >= row.due_at else known[key]
        if urgency is not None:
            counts[unit][urgency] += 1
        if row.urged_at is not None:
            urged[unit] += 1
    promises = late_promises(session, tree, day_of(now))
    pressed = (each.id for each in tree if each.id in counts or each.id in urged or each.id in promises)
    return [_unit_due(tree, unit, counts[unit], urged[unit], promises.get(unit, 0)) for unit in pressed]


def overdue_below(due: Sequence[UnitDue]) -> dict[int, list[UnitDue]]:
    """For every unit that must be told of others' delay: whose it is (escalation, one level up)."""
    told: dict[int, list[UnitDue]] = defaultdict(list)
    for each in due:
        if each.above is not None:
            told[each.above].append(each)
    return dict(told)


def _urgency(
    state: State, received_on: date, due_on: date, today: date, calendar: Calendar, days: StageDays
) -> Urgency | None:
    left = working_days_left(today, due_on, calendar)
    if left <= 1:
        return Urgency.OVERDUE if left < 0 else Urgency.NEXT_DAY if left else Urgency.TODAY
    hint = stage_hint(state, received_on, today, calendar, days)
    return Urgency.STAGE_LATE if hint is not None and hint.pace is Pace.LATE else None


def _unit_due(tree: UnitTree, unit: int, counts: dict[Urgency, int], urged: int, promises: int) -> UnitDue:
    above = None
    if (counts[Urgency.OVERDUE] or promises) and unit != tree.root:
        above, _ = tree.first_staffed(tree.above(unit))
    return UnitDue(
        unit=unit,
        code=tree[unit].code,
        name=tree[unit].name,
        overdue=counts[Urgency.OVERDUE],
        today=counts[Urgency.TODAY],
        next_day=counts[Urgency.NEXT_DAY],
        stage_late=counts[Urgency.STAGE_LATE],
        urged=urged,
        late_promises=promises,
        above=above,
    )
