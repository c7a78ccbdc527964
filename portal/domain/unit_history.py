"""The unit tree as it was: the tree of today with everything undone that was moved or merged since.

Figures of a past month are summed along the tree of that month, so that they do not change when units do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from portal.domain.units import UnitTree


@dataclass(frozen=True, slots=True)
class UnitMove:
    """A unit left the place below ``parent``: for another one, or, where it ``merged``, for good."""

    unit: int
    at: datetime
    parent: int | None
    merged: bool = False


class PastTrees:
    """The trees of all times; every tree is put together once, when somebody asks for its time."""

    def __init__(self, present: UnitTree, moves: Iterable[UnitMove]) -> None:
        self._present = present
        self._moves = sorted(moves, key=lambda move: move.at)
        self._instants = [move.at for move in self._moves]
        self._trees: dict[int, UnitTree] = {len(self._moves): present}
        self._paths: dict[tuple[int, int], tuple[int, ...]] = {}

    def at(self, instant: datetime) -> UnitTree:
        """The tree at ``instant`` (aware); a unit that was opened later stands where it was opened."""
        return self._tree(bisect_right(self._instants, instant))

    def path(self, unit: int, instant: datetime) -> tuple[int, ...]:
        """The ids from the root down to whoever acted for ``unit`` at ``instant``."""
        era = bisect_right(self._instants, instant)
        known = self._paths.get((era, unit))
        if known is None:
            tree = self._tree(era)
            known = self._paths[era, unit] = (*reversed(tree.above(unit)), tree.resolve(unit))
        return known

    def _tree(self, era: int) -> UnitTree:
        if era not in self._trees:
            units = {unit.id: unit for unit in self._present}
            for move in reversed(self._moves[era:]):
                if move.merged:
                    units[move.unit] = replace(units[move.unit], merged_into=None)
                else:
                    units[move.unit] = replace(units[move.unit], parent=move.parent)
            self._trees[era] = UnitTree(units.values())
        return self._trees[era]
