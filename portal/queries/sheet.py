"""The rounds behind all figures in memory: what a web process counts statistics from.

A copy of the months that the worker keeps; before it is used, months that changed are taken anew. A decade of a million
reports is counted in milliseconds here and in seconds by SQL, and medians need every value anyway.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.store import FigureMonth, FigurePlace, FigureState
from portal.store.figures import LAYOUT, PART, ROUND

Rows = npt.NDArray[np.void]


@dataclass(frozen=True)
class Sheet:
    """All rounds and their parts as of one revision.

    ``paths`` gives for every place the units from the root down. ``complete`` is False while months wait to be counted:
    figures are too small then, and pages say so.
    """

    revision: int = -1
    complete: bool = False
    paths: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    rounds: Rows = field(default_factory=lambda: np.empty(0, ROUND), repr=False)
    parts: Rows = field(default_factory=lambda: np.empty(0, PART), repr=False)
    months: Mapping[date, tuple[Rows, Rows]] = field(default_factory=dict, repr=False)
    """The same rows by month of receipt, not copied."""

    @cached_property
    def owner(self) -> npt.NDArray[np.intp]:
        """For every part the row of its round."""
        return np.repeat(np.arange(len(self.rounds)), self.rounds["parts"])


class Sheets:
    """The sheet of one process, brought up to date when it is asked for. Several threads may ask."""

    def __init__(self) -> None:
        self._sheet = Sheet()
        self._taking = threading.Lock()

    def present(self, session: Session) -> Sheet:
        """The sheet as the database has it now: one query where nothing has changed, else four."""
        state = session.execute(select(FigureState.layout, FigureState.revision)).one_or_none()
        if state is None or state.layout != LAYOUT:
            return Sheet()
        if self._sheet.revision != state.revision:
            with self._taking:
                if self._sheet.revision != state.revision:
                    self._sheet = _taken(session, self._sheet, state.revision)
        return self._sheet


def _taken(session: Session, before: Sheet, revision: int) -> Sheet:
    standing = session.execute(
        select(FigureMonth.month, FigureMonth.stale, FigureMonth.revision).order_by(FigureMonth.month)
    ).all()
    newer = [row.month for row in standing if row.revision > before.revision]
    columns = (FigureMonth.month, FigureMonth.rounds, FigureMonth.parts)
    fresh = {
        row.month: (np.frombuffer(row.rounds, ROUND), np.frombuffer(row.parts, PART))
        for row in session.execute(select(*columns).where(FigureMonth.month.in_(newer)))
    }
    found = {**before.months, **fresh}
    months = {row.month: found[row.month] for row in standing if row.month in found}
    places = session.execute(select(FigurePlace.id, FigurePlace.path)).all()
    rounds, own_rounds = _joined([each for each, _ in months.values()], ROUND)
    parts, own_parts = _joined([each for _, each in months.values()], PART)
    return Sheet(
        revision,
        not any(row.stale for row in standing),
        {place: tuple(map(int, path.split("."))) for place, path in places},
        rounds,
        parts,
        dict(zip(months, zip(own_rounds, own_parts, strict=True), strict=True)),
    )


def _joined(pieces: Sequence[Rows], layout: np.dtype[np.void]) -> tuple[Rows, list[Rows]]:
    """The pieces one behind the other, and each of them as part of that."""
    rows = np.concatenate(pieces) if pieces else np.empty(0, layout)
    ends = accumulate((len(piece) for piece in pieces), initial=0)
    return rows, [rows[start:end] for start, end in pairwise(ends)]
