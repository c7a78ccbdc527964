"""Regions and units as the board's filters see them: two trees with names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.store import Region, Unit


@dataclass(frozen=True)
class Place:
    """A region or a unit: ``code`` stands in addresses, ``key`` in the rows of the cases."""

    code: str
    key: str | int
    name: str
    parent: str | None


@dataclass(frozen=True)
class Tree:
    """Places by their codes, every parent before its children."""

    places: Mapping[str, Place]
    aliases: Mapping[str | int, str]
    """The code that a key counts for: usually the place's own; for a merged unit that of its successor."""

    @cached_property
    def children(self) -> Mapping[str | None, Sequence[Place]]:
        """The places directly under each code; those at the top under None."""
        below: dict[str | None, list[Place]] = {}
        for place in self.places.values():
            below.setdefault(place.parent, []).append(place)
        return below

    def path(self, code: str) -> list[Place]:
        """The place and all places around it, the outermost first."""
        found: list[Place] = []
        at: str | None = code
        while at is not None:
            found.insert(0, self.places[at])
            at = self.places[at].parent
        return found

    def keys_below(self, code: str) -> set[str | int]:
        """The keys that count for the place or for any place within it."""
        within = {code}
        waiting = [code]
        while waiting:
            inner = [place.code for place in self.children.get(waiting.pop(), ())]
            within.update(inner)
            waiting += inner
        return {key for key, counts_for in self.aliases.items() if counts_for in within}

    def summed(self, counts: Mapping[str | int, int]) -> dict[str, int]:
        """For each place the counts of itself and of everything within it, where there are any."""
        total: dict[str, int] = {}
        for key, count in counts.items():
            for code in self._around.get(key, ()):
                total[code] = total.get(code, 0) + count
        return total

    @cached_property
    def _around(self) -> Mapping[str | int, Sequence[str]]:
        """For each key the codes of its place and of all places around it."""
        return {key: [place.code for place in self.path(code)] for key, code in self.aliases.items()}


@dataclass(frozen=True)
class Places:
    """Both trees."""

    regions: Tree
    units: Tree

    @cached_property
    def stamp(self) -> str:
        """The same for equal trees, in every process."""
        return sha256(repr((self.regions, self.units)).encode()).hexdigest()


def load_places(session: Session) -> Places:
    """All regions and units, in two queries."""
    return Places(_regions(session), _units(session))


def regions(session: Session) -> Sequence[Region]:
    """Every region, in the order of the codes, which is the order of the tree."""
    return session.scalars(select(Region).order_by(Region.code)).all()


def _regions(session: Session) -> Tree:
    places = (Place(each.code, each.code, each.name, each.parent_code) for each in regions(session))
    return _tree(places, {})


def _units(session: Session) -> Tree:
    columns = (Unit.id, Unit.code, Unit.name, Unit.parent_id, Unit.merged_into_id)
    rows = {row.id: row for row in session.execute(select(*columns).order_by(Unit.id))}
    merged: dict[str | int, str] = {}
    for row in rows.values():
        successor = row
        while successor.merged_into_id is not None:
            successor = rows[successor.merged_into_id]
        if successor is not row:
            merged[row.id] = successor.code
    # A unit below one that was merged belongs to the successor, unless that lies below it itself.
    codes = {row.id: merged.get(row.id, row.code) for row in rows.values()}
    parents = {row.code: codes.get(row.parent_id) for row in rows.values() if row.id not in merged}
    places = (
        Place(row.code, row.id, row.name, None if _leads_back(row.code, parents) else parents[row.code])
        for row in rows.values()
        if row.id not in merged
    )
    return _tree(places, merged)


def _leads_back(code: str, parents: Mapping[str, str | None]) -> bool:
    at, steps = parents[code], 0
    while at is not None and at != code and steps <= len(parents):
        at, steps = parents[at], steps + 1
    return at == code


def _tree(places: Iterable[Place], merged: Mapping[str | int, str]) -> Tree:
    by_code = {place.code: place for place in places}
    return Tree(by_code, {place.key: place.code for place in by_code.values()} | dict(merged))
