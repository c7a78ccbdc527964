"""Are the months of the statistics what the events tell? Each is counted once more from them, and compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import numpy as np
from sqlalchemy import select

from portal.services.context import Context
from portal.services.measuring import Rows, all_months, changed_since, without
from portal.store import FigureMonth, FigurePlace, FigureState
from portal.store.figures import LAYOUT, PART, ROUND
from portal.store.round_rows import part_rows, round_rows
from portal.store.rounds import load_measures, reports_of_month

_UNKNOWN = -1
"""The number of a place that has none yet; no row that was written has it."""


def months_kept(context: Context) -> list[date] | None:
    """All months that there should be, in their order; None where nobody has counted any yet in this layout."""
    with context.database.reading() as session:
        months = {*session.scalars(select(FigureMonth.month)), *all_months(session)}
        state = session.get(FigureState, 1)
    if months and (state is None or state.layout != LAYOUT):
        return None
    return sorted(months)


def wrong_months(context: Context, months: list[date]) -> Iterator[date]:
    """Those of these months that are not what the events tell."""
    for month in months:
        if _differs(context, month):
            yield month


def _differs(context: Context, month: date) -> bool:
    """Whether a month is wrong; what the worker has still to count is left aside, and so is a month that waits."""
    with context.database.snapshot() as session:
        kept = session.get(FigureMonth, month)
        if kept is not None and kept.stale:
            return False
        if kept is not None and not _fits(kept):
            return True
        pending, _ = changed_since(session, session.get_one(FigureState, 1).position)
        measures = load_measures(session, context.calendar)
        counted = measures.rounds(session, set(reports_of_month(session, month)) - pending)
        known = session.execute(select(FigurePlace.path, FigurePlace.id)).all()
    places = defaultdict(lambda: _UNKNOWN, {row.path: row.id for row in known})
    told = (round_rows(counted, measures, places), part_rows(counted, measures, places))
    return _ordered(without(kept, pending)) != _ordered(told)


def _fits(month: FigureMonth) -> bool:
    """Whether the bytes of a month can be rows: so many parts as its rounds say that they have."""
    if len(month.rounds) % ROUND.itemsize:
        return False
    return len(month.parts) == int(np.frombuffer(month.rounds, ROUND)["parts"].sum()) * PART.itemsize


def _ordered(rows: Rows) -> tuple[bytes, bytes]:
    """The same rows in the order of reports and rounds."""
    rounds, parts = rows
    order = np.lexsort((rounds["number"], rounds["report"]))
    ends = np.cumsum(rounds["parts"])
    own = [np.arange(ends[place] - rounds["parts"][place], ends[place]) for place in order]
    return rounds[order].tobytes(), parts[np.concatenate(own)].tobytes() if own else b""
