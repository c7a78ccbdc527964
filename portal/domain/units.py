"""The tree of units, as the rules need it: who is above whom, and who has somebody at work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from portal.domain.vocabulary import UnitKind


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as the rules see it. ``officers`` are the ids of its active accounts; ``merged_into`` its successor."""

    id: int
    code: str
    name: str
    kind: UnitKind
    parent: int | None
    officers: frozenset[int] = field(default=frozenset())
    merged_into: int | None = None
    region_code: str | None = None
    retired: bool = False

    @property
    def in_use(self) -> bool:
        """True for a unit that exists today: neither merged nor retired."""
        return self.merged_into is None and not self.retired


class UnitTree:
    """All units of the province at one moment; exactly one of them, the root, has no parent.

    Units that merged stay in the tree, so that the past keeps its names; :meth:`resolve` finds who acts for them now.
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = {unit.id: unit for unit in units}
        self._by_code = {unit.code: unit for unit in self._units.values()}
        roots = [unit.id for unit in self._units.values() if unit.parent is None]
        if len(roots) != 1:
            raise ValueError(f"a tree of units has one root, not {len(roots)}")
        self.root = roots[0]
        self._above: dict[int, tuple[int, ...]] = {}

    def __getitem__(self, unit: int) -> Unit:
        return self._units[unit]

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units.values())

    def find(self, code: str) -> Unit | None:
        """The unit with this code, or None."""
        return self._by_code.get(code)

    def resolve(self, unit: int) -> int:
        """The unit that acts for ``unit`` today: itself, or whatever it was merged into."""
        successor = self._units[unit].merged_into
        while successor is not None:
            unit, successor = successor, self._units[successor].merged_into
        return unit

    def same(self, unit: int) -> frozenset[int]:
        """``unit`` and every unit that the same one acts for today: what any of them holds is its own."""
        here = self.resolve(unit)
        return frozenset(each for each in self._units if self.resolve(each) == here)

    def above(self, unit: int) -> tuple[int, ...]:
        """The units above ``unit``, nearest first, the root last, mergers resolved; never ``unit`` itself."""
        here = self.resolve(unit)
        if here in self._above:
            return self._above[here]
        path: list[int] = []
        parent = self._units[here].parent
        while parent is not None:
            resolved = self.resolve(parent)
            if resolved == here or resolved in path:
                # A unit that merged into one below it leads back to where we came from; its own parent leads on.
                parent = self._units[parent].parent
                continue
            path.append(resolved)
            parent = self._units[resolved].parent
        self._above[here] = tuple(path)
        return self._above[here]

    def is_above(self, upper: int | None, lower: int | None) -> bool:
        """True if ``upper`` is somewhere above ``lower`` (never for the same unit)."""
        return upper is not None and lower is not None and self.resolve(upper) in self.above(lower)

    def within(self, unit: int | None, top: int | None) -> bool:
        """True if ``unit`` is ``top`` or lies below it."""
        if unit is None or top is None:
            return False
        return self.resolve(unit) == self.resolve(top) or self.is_above(top, unit)

    def subtree(self, top: int) -> frozenset[int]:
        """``top`` and all units below it, with those that merged into any of them."""
        return frozenset(unit for unit in self._units if self.within(unit, top))

    def path_name(self, unit: int) -> str:
        """The names from the root down to ``unit``, as an event records them."""
        names = [self._units[unit].name]
        parent = self._units[unit].parent
        while parent is not None:
            names.append(self._units[parent].name)
            parent = self._units[parent].parent
        return " / ".join(reversed(names))

    def staffed(self, unit: int, *, without: int | None = None) -> bool:
        """True if somebody other than account ``without`` can act for ``unit``."""
        return bool(self._units[self.resolve(unit)].officers - {without})

    def is_organizing(self, unit: int) -> bool:
        """True for an organizing unit."""
        return self._units[unit].kind is UnitKind.ORGANIZING

    def home_of(self, unit: int) -> int:
        """The organizing unit where reports about what ``unit`` keeps arrive: itself where it organizes, else the
        nearest one above it that has somebody at work (§三(二))."""
        here = self.resolve(unit)
        start = (here,) if self.is_organizing(here) else ()
        return self.first_staffed((*start, *self.above(here)))[0]

    def first_staffed(self, candidates: Iterable[int], *, without: int | None = None) -> tuple[int, tuple[int, ...]]:
        """The first organizing unit of ``candidates`` where somebody can act, and those that were stepped over.

        Falls back to the root, which keeps its last accounts by rule.
        """
        skipped: list[int] = []
        for unit in candidates:
            if self.is_organizing(unit) and self.staffed(unit, without=without):
                return unit, tuple(skipped)
            skipped.append(unit)
        return self.root, tuple(each for each in skipped if each != self.root)
