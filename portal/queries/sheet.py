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
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.store import FigureMonth, FigurePlace, FigureState
from portal.store.figures import LAYOUT, PART, ROUND

Columns = Mapping[str, npt.NDArray[Any]]
"""Rows of a layout, column by column: what is counted looks at few of them, and then at all rows."""


@dataclass(frozen=True, slots=True)
class Month:
    """What was received in one month. ``kinds`` says for every round which marks it has, by their place in a list."""

    rounds: Columns
    parts: Columns
    kinds: npt.NDArray[np.int32]


@dataclass(frozen=True)
class Sheet:
    """All rounds and their parts as of one revision.

    ``paths`` gives for every place the units from the root down. ``complete`` is False while months wait to be counted:
    figures are too small then, and pages say so.
    """

    revision: int = -1
    complete: bool = False
    paths: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    rounds: Columns = field(default_factory=lambda: _columns(np.empty(0, ROUND)), repr=False)
    parts: Columns = field(default_factory=lambda: _columns(np.empty(0, PART)), repr=False)
    kinds: npt.NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32), repr=False)
    """For every round which of the ``marks`` it has: there are some hundreds of combinations among a million rounds."""
    marks: Mapping[int, int] = field(default_factory=dict, repr=False)
    """The place of every combination of marks that was met, in the order of the places."""
    months: Mapping[date, Month] = field(default_factory=dict, repr=False)
    """The same by month of receipt, not copied."""

    @cached_property
    def owner(self) -> npt.NDArray[np.int32]:
        """For every part the row of its round."""
        return np.repeat(np.arange(len(self.kinds), dtype=np.int32), self.rounds["parts"])


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
    fresh = session.execute(select(*columns).where(FigureMonth.month.in_(newer))).all()
    marks = dict(before.marks)
    found = {**before.months, **{row.month: _month(row.rounds, row.parts, marks) for row in fresh}}
    months = {row.month: found[row.month] for row in standing if row.month in found}
    places = session.execute(select(FigurePlace.id, FigurePlace.path)).all()
    rounds, own_rounds = _joined([each.rounds for each in months.values()], ROUND)
    parts, own_parts = _joined([each.parts for each in months.values()], PART)
    kinds = np.concatenate([np.empty(0, np.int32), *(each.kinds for each in months.values())])
    return Sheet(
        revision,
        not any(row.stale for row in standing),
        {place: tuple(map(int, path.split("."))) for place, path in places},
        rounds,
        parts,
        kinds,
        marks,
        {
            month: Month(own_rounds[place], own_parts[place], kept.kinds)
            for place, (month, kept) in enumerate(months.items())
        },
    )


def _month(rounds: bytes, parts: bytes, marks: dict[int, int]) -> Month:
    """A month as the worker wrote it; combinations of marks that are met for the first time get their places."""
    rows = np.frombuffer(rounds, ROUND)
    met, which = np.unique(rows["marks"], return_inverse=True)
    places = np.array([marks.setdefault(each, len(marks)) for each in met.tolist()], np.int32)
    return Month(_columns(rows), _columns(np.frombuffer(parts, PART)), places[which])


def _columns(rows: npt.NDArray[np.void]) -> Columns:
    return {name: np.ascontiguousarray(rows[name]) for name in rows.dtype.names or ()}


def _joined(pieces: Sequence[Columns], layout: np.dtype[np.void]) -> tuple[Columns, list[Columns]]:
    """The pieces one behind the other, and each of them as part of that."""
    names = layout.names or ()
    none = _columns(np.empty(0, layout))
    rows = {name: np.concatenate([none[name], *(piece[name] for piece in pieces)]) for name in names}
    ends = accumulate((len(piece[names[0]]) for piece in pieces), initial=0)
    return rows, [{name: rows[name][start:end] for name in names} for start, end in pairwise(ends)]
