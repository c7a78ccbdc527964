"""Which units figures and events give a ground to criticise (§五.4); whether they are is for an officer to decide.

Overdue without a reason: the time limit ran out while the unit held the report, and it never said why (说明逾期理由).
To be published but not published: what `queries.withheld` doubts of the reports that ended in the period. Poor review:
the unit agreed to a reply that a level above sent back in the period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.bulletin import Ground, Suspicion
from portal.domain.deadlines import Calendar, day_of, start_of
from portal.domain.figures import BY_KEY
from portal.domain.periods import Period
from portal.domain.rounds import Charge, Round
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Action
from portal.queries.figures import Scope, Statistics
from portal.queries.withheld import withheld_between
from portal.store import Event, Report
from portal.store.rounds import load_measures

Blame = tuple[int, int]
"""A unit and a report, by their ids."""

_AT_ONCE = 500


def suspicions(
    session: Session, tree: UnitTree, statistics: Statistics, period: Period, announced: Calendar
) -> list[Suspicion]:
    """Every unit with every ground and its reports: ground by ground, then in the order of the register."""
    blamed = {
        Ground.OVERDUE: _overdue(session, tree, statistics, period, announced),
        Ground.WITHHELD: _withheld(session, period),
        Ground.POOR_REVIEW: _poorly_reviewed(session, period),
    }
    numbers = _numbers(session, {report for blames in blamed.values() for _, report in blames})
    return [each for ground, blames in blamed.items() for each in _by_unit(tree, ground, blames, numbers)]


def _by_unit(tree: UnitTree, ground: Ground, blames: Iterable[Blame], numbers: dict[int, str]) -> Iterator[Suspicion]:
    """The root supervises and is not criticised by its own bulletin; a unit that merged leaves it to its successor."""
    reports: dict[int, set[str]] = defaultdict(set)
    for unit, report in blames:
        reports[tree.resolve(unit)].add(numbers[report])
    for unit in sorted(reports.keys() - {tree.root}):
        yield Suspicion(unit, ground, tuple(sorted(reports[unit])))


def _overdue(
    session: Session, tree: UnitTree, statistics: Statistics, period: Period, announced: Calendar
) -> list[Blame]:
    late = statistics.reports(BY_KEY["overdue"], period, Scope())
    justified: dict[int, list[tuple[Event, int]]] = defaultdict(list)
    for ids in _pieces(late):
        said = select(Event).where(Event.report_id.in_(ids), Event.action == Action.JUSTIFY)
        for event in session.scalars(said):
            if event.unit_id is not None:
                justified[event.report_id].append((event, tree.resolve(event.unit_id)))
    return [
        (charge.unit, told.dossier.id)
        for told in load_measures(session, announced).rounds(session, late)
        for charge in told.charges
        if period.first <= charge.due_on <= period.last
        and charge.due_on < statistics.today
        and not _explained(told, tree.resolve(charge.unit), charge, justified[told.dossier.id])
    ]


def _explained(told: Round, unit: int, charge: Charge, said: Iterable[tuple[Event, int]]) -> bool:
    """The unit gave a reason after the limit had passed and before the round ended; only the holder ever can."""
    return any(
        by == unit and day_of(event.at) > charge.due_on and (told.ended_at is None or event.at <= told.ended_at)
        for event, by in said
    )


def _withheld(session: Session, period: Period) -> list[Blame]:
    first, end = start_of(period.first), start_of(period.last + timedelta(days=1))
    return [(line.unit, line.report.id) for line in withheld_between(session, first, end)]


def _poorly_reviewed(session: Session, period: Period) -> list[Blame]:
    """Whoever had agreed to a reply before somebody above sent it back."""
    first, end = start_of(period.first), start_of(period.last + timedelta(days=1))
    sent_back = select(Event.report_id).where(Event.action == Action.SEND_BACK, Event.at >= first, Event.at < end)
    blames: list[Blame] = []
    for ids in _pieces(sorted(set(session.scalars(sent_back)))):
        reviewing = (Action.ANSWER, Action.REJECT, Action.APPROVE, Action.SEND_BACK)
        steps = select(Event.report_id, Event.action, Event.unit_id, Event.at).where(
            Event.report_id.in_(ids), Event.action.in_(reviewing)
        )
        agreed: dict[int, list[int]] = defaultdict(list)
        for step in session.execute(steps.order_by(Event.report_id, Event.position)):
            if step.action is Action.APPROVE:
                agreed[step.report_id].append(step.unit_id)
                continue
            if step.action is Action.SEND_BACK and first <= step.at < end:
                blames += [(unit, step.report_id) for unit in agreed[step.report_id] if unit != step.unit_id]
            agreed[step.report_id].clear()
    return blames


def _numbers(session: Session, reports: set[int]) -> dict[int, str]:
    return {
        row.id: row.number
        for ids in _pieces(sorted(reports))
        for row in session.execute(select(Report.id, Report.number).where(Report.id.in_(ids)))
    }


def _pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
