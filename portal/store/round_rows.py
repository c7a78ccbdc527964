"""Rounds as rows of numbers, in the layout in which months keep them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from portal.domain.deadlines import day_of
from portal.domain.figures import PART_MARKS, marks_of
from portal.domain.rounds import Part, Round
from portal.domain.unit_history import PastTrees
from portal.domain.vocabulary import ProblemType
from portal.store.figures import PART, ROUND
from portal.store.rounds import Measures

TYPES = tuple(ProblemType)
"""Problem types by the number that rows give them."""


def paths_of(rounds: Iterable[Round], trees: PastTrees) -> set[str]:
    """Where the units of these rounds stood, and of every part in them."""
    found = set()
    for told in rounds:
        if (path := _path(told, trees)) is not None:
            found.add(path)
        found.update(_part_path(part, trees) for part in told.parts())
    return found


def round_rows(rounds: Sequence[Round], measures: Measures, places: Mapping[str, int]) -> npt.NDArray[np.void]:
    """A row for each round; ``places`` gives the number of every path in them."""
    rows = [
        (
            told.dossier.id,
            told.number,
            len(told.parts()),
            TYPES.index(told.dossier.problem_type),
            told.rating or 0,
            int(told.dossier.region or 0),
            told.dossier.site or 0,
            places[path] if (path := _path(told, measures.trees)) is not None else 0,
            day_of(told.began_at).toordinal(),
            _ordinal(day_of(told.ended_at) if told.ended_at is not None else None),
            _ordinal(told.clocks[-1].due_on if told.clocks and told.clocks[-1].ended_at is None else None),
            _taken(told, measures),
            marks_of(told),
        )
        for told in rounds
    ]
    return np.array(rows, ROUND)


def part_rows(rounds: Sequence[Round], measures: Measures, places: Mapping[str, int]) -> npt.NDArray[np.void]:
    """A row for each unit's part in each round."""
    rows = [
        (places[_part_path(part, measures.trees)], _ordinal(part.day), _held(part, measures), _part_marks(part))
        for told in rounds
        for part in told.parts()
    ]
    return np.array(rows, PART)


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day is not None else 0


def _taken(told: Round, measures: Measures) -> int:
    if told.taken_from is None or told.ended_at is None:
        return 0
    return measures.time.minutes(told.taken_from, told.ended_at)


def _held(part: Part, measures: Measures) -> int:
    return sum(measures.time.minutes(each.since, each.until) for each in part.held if each.until is not None)


def _part_marks(part: Part) -> int:
    return sum(1 << bit for bit, test in enumerate(PART_MARKS.values()) if test(part))


def _path(told: Round, trees: PastTrees) -> str | None:
    if told.unit is None or told.unit_at is None:
        return None
    return _joined(trees.path(told.unit, told.unit_at))


def _part_path(part: Part, trees: PastTrees) -> str:
    return _joined(trees.path(part.unit, part.held[0].since))


def _joined(path: Sequence[int]) -> str:
    return ".".join(map(str, path))
