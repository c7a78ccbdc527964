"""Keeps the months of the statistics equal to what the events tell: only what changed is counted anew.

Which reports changed is told by the audit chain, whose order is that of the commits: what is committed late is not
left out. What is read is one moment of the database, and it is written, quickly, only if nobody wrote meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.deadlines import day_of
from portal.domain.rounds import Round
from portal.services.context import Context
from portal.store import AuditEntry, AuditHead, FigureMonth, FigurePlace, FigureState, Report
from portal.store.figures import LAYOUT, PART, ROUND
from portal.store.round_rows import part_rows, paths_of, round_rows
from portal.store.rounds import Measures, load_measures, months_of, reports_held, reports_of_month

ENTRIES = 1_000
"""Entries of the chain looked at in one turn."""
_COUNTED = (Deed.STEP.value, Deed.RATE.value)
_DECIDED = (Deed.SET_CALENDAR_DAY.value, Deed.UNSET_CALENDAR_DAY.value)
"""A day that is decided when it is past changes the working time of what was finished."""

Rows = tuple[npt.NDArray[np.void], npt.NDArray[np.void]]
"""Rounds, and the parts that belong to them."""


@dataclass(frozen=True, slots=True)
class _State:
    layout: int
    position: int
    revision: int


class Overtaken(Exception):
    """Another worker wrote meanwhile; what was counted is thrown away."""


def turn(context: Context) -> bool:
    """Count what changed since the last turn, or one month that waits; True if there was something."""
    with context.database.reading() as session:
        state, head, cut = _standing(session)
    try:
        if state is None or state.layout != LAYOUT or state.position < cut:
            start_over(context)
            return True
        return _count_waiting(context, state) or (head > state.position and _count_changed(context, state))
    except Overtaken:
        return True


def start_over(context: Context) -> None:
    """Have every month counted from the events, beginning with the newest."""
    with context.database.writing() as session:
        head = session.scalar(select(AuditHead.position)) or 0
        state = session.get(FigureState, 1, with_for_update=True)
        revision = (state.revision if state else 0) + 1
        session.execute(delete(FigureMonth))
        session.merge(FigureState(id=1, layout=LAYOUT, position=head, revision=revision))
        session.add_all(FigureMonth(month=month, revision=revision, stale=True) for month in all_months(session))


def count_again(context: Context, months: Iterable[date]) -> None:
    """Have these months counted from the events once more."""
    with context.database.writing() as session:
        state = session.get_one(FigureState, 1, with_for_update=True)
        state.revision += 1
        for month in months:
            session.merge(FigureMonth(month=month, revision=state.revision, stale=True, rounds=b"", parts=b""))


def _standing(session: Session) -> tuple[_State | None, int, int]:
    head, cut = session.execute(select(AuditHead.position, AuditHead.cut)).one()
    row = session.get(FigureState, 1)
    return (_State(row.layout, row.position, row.revision) if row else None), head, cut


def all_months(session: Session) -> list[date]:
    """The first day of every month from the first report's to the last one's."""
    first, last = session.execute(select(func.min(Report.submitted_at), func.max(Report.submitted_at))).one()
    if first is None:
        return []
    month, months = day_of(first).replace(day=1), []
    while month <= day_of(last):
        months.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    return months


def _count_waiting(context: Context, state: _State) -> bool:
    """Count the newest month that waits."""
    with context.database.snapshot() as session:
        waiting = session.scalar(select(FigureMonth.month).where(FigureMonth.stale).order_by(FigureMonth.month.desc()))
        if waiting is None:
            return False
        measures = load_measures(session, context.calendar)
        counted = measures.rounds(session, reports_of_month(session, waiting))
    empty = (np.empty(0, ROUND), np.empty(0, PART))
    _write(context, state, state.position, {waiting: _with(context, measures, empty, counted)})
    return True


def _count_changed(context: Context, state: _State) -> bool:
    """Count anew what the next entries of the chain are about."""
    with context.database.snapshot() as session:
        changed, position = changed_since(session, state.position, ENTRIES)
        by_month = months_of(session, changed)
        months = {row.month: row for row in session.scalars(select(FigureMonth).where(FigureMonth.month.in_(by_month)))}
        measures = load_measures(session, context.calendar)
        # A month that waits is counted whole, and takes what changed in it along.
        due = {month: ids for month, ids in by_month.items() if month not in months or not months[month].stale}
        counted = {month: measures.rounds(session, ids) for month, ids in due.items()}
        kept = {month: without(months.get(month), ids) for month, ids in due.items()}
    rows = {month: _with(context, measures, kept[month], counted[month]) for month in due}
    _write(context, state, position, rows)
    return True


def changed_since(session: Session, position: int, most: int | None = None) -> tuple[set[int], int]:
    """The reports that the next entries of the chain, or ``most`` of them, are about, and the last of these entries."""
    entries = select(AuditEntry.id, AuditEntry.deed, AuditEntry.subject).where(AuditEntry.id > position)
    found = session.execute(entries.order_by(AuditEntry.id).limit(most)).all()
    changed = {int(_named(each.subject)) for each in found if each.deed in _COUNTED}
    days = [date.fromisoformat(_named(each.subject)) for each in found if each.deed in _DECIDED]
    if days:
        changed |= reports_held(session, min(days), max(days))
    return changed, found[-1].id if found else position


def _named(subject: str) -> str:
    """What an entry's subject names, without saying of what kind it is."""
    return subject.partition(":")[2]


def without(month: FigureMonth | None, reports: Iterable[int]) -> Rows:
    """The rows of a month but for those of some reports."""
    if month is None:
        return np.empty(0, ROUND), np.empty(0, PART)
    rounds, parts = np.frombuffer(month.rounds, ROUND), np.frombuffer(month.parts, PART)
    stays = ~np.isin(rounds["report"], list(reports))
    return rounds[stays], parts[np.repeat(stays, rounds["parts"])]


def _with(context: Context, measures: Measures, kept: Rows, counted: Sequence[Round]) -> Rows:
    """The same rows with those of ``counted`` behind them."""
    places = _places(context, paths_of(counted, measures.trees))
    rounds = round_rows(counted, measures, places)
    parts = part_rows(counted, measures, places)
    return np.concatenate([kept[0], rounds]), np.concatenate([kept[1], parts])


def _places(context: Context, paths: set[str]) -> dict[str, int]:
    """The numbers of these paths; those that are met for the first time get one."""
    known = select(FigurePlace.path, FigurePlace.id).where(FigurePlace.path.in_(paths))
    with context.database.reading() as session:
        places = {row.path: row.id for row in session.execute(known)}
    if len(places) < len(paths):
        with context.database.writing() as session:
            # Whoever adds places holds the state, so that nobody adds one twice.
            session.get_one(FigureState, 1, with_for_update=True)
            places = {row.path: row.id for row in session.execute(known)}
            session.add_all(FigurePlace(path=path) for path in sorted(paths - places.keys()))
            session.flush()
            places = {row.path: row.id for row in session.execute(known)}
    return places


def _write(context: Context, before: _State, position: int, months: dict[date, Rows]) -> None:
    with context.database.writing() as session:
        unchanged = update(FigureState).where(
            FigureState.position == before.position, FigureState.revision == before.revision
        )
        revision = before.revision + 1
        if not session.execute(unchanged.values(position=position, revision=revision)).rowcount:  # type: ignore[attr-defined]
            raise Overtaken
        session.execute(delete(FigureMonth).where(FigureMonth.month.in_(months)))
        rows = [
            {"month": month, "revision": revision, "stale": False, "rounds": own.tobytes(), "parts": parts.tobytes()}
            for month, (own, parts) in months.items()
        ]
        if rows:
            session.execute(insert(FigureMonth), rows)
