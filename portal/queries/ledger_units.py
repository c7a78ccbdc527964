"""What each unit owes: reports that are pending, that are overdue, and corrections that were promised and not made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.units import Unit, UnitTree
from portal.queries.ledger import is_overdue, is_uncorrected, is_unfinished
from portal.store import Clock, Reply, Report


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit with all below it, or with ``own`` only what it holds itself; ``unit`` is none for what nobody has."""

    unit: Unit | None
    own: bool
    pending: int
    overdue: int
    uncorrected: int


@dataclass(frozen=True, slots=True)
class UnitLines:
    """The units directly below ``top`` that owe something, and the way from the root down to ``top``."""

    top: Unit
    path: Sequence[Unit]
    lines: Sequence[UnitLine]


def find_units(session: Session, tree: UnitTree, code: str, now: datetime) -> UnitLines:
    """What the units below the unit with this code owe, who owes most first; an unknown code means the root.

    Three queries, however many units there are.
    """
    named = tree.find(code)
    top = tree.resolve(named.id) if named else tree.root
    pending, overdue, uncorrected = (_gather(tree, top, counted) for counted in _counts(session, now))
    lines = [
        UnitLine(tree[unit] if unit is not None else None, unit == top, pending[unit], overdue[unit], uncorrected[unit])
        for unit in pending | overdue | uncorrected
    ]
    lines.sort(key=lambda line: (-line.overdue, -line.pending, -line.uncorrected, line.unit.id if line.unit else 0))
    return UnitLines(tree[top], [tree[each] for each in reversed(tree.above(top))], lines)


def _counts(session: Session, now: datetime) -> tuple[Counter[int | None], Counter[int | None], Counter[int | None]]:
    pending = select(Report.holder_id, func.count()).where(*is_unfinished()).group_by(Report.holder_id)
    # Few rows out of many: counted here, because grouping leads SQLite to read all of them in the order of the units.
    overdue = select(Report.holder_id).join(Clock, Clock.report_id == Report.id).where(*is_overdue(now))
    uncorrected = select(Reply.unit_id).join(Report, Report.id == Reply.report_id).where(*is_uncorrected(now))
    return (
        Counter(dict(session.execute(pending).all())),
        Counter(session.scalars(overdue)),
        Counter(session.scalars(uncorrected)),
    )


def _gather(tree: UnitTree, top: int, counted: Counter[int | None]) -> Counter[int | None]:
    """Counts by unit, added up for ``top`` itself and for each unit directly below it; what lies elsewhere is left
    out."""
    gathered: Counter[int | None] = Counter()
    for unit, count in counted.items():
        if unit is None:
            # What nobody has is the root's to dispatch.
            gathered.update({None: count} if top == tree.root else {})
            continue
        path = (tree.resolve(unit), *tree.above(unit))
        if top in path:
            gathered[path[max(path.index(top) - 1, 0)]] += count
    return gathered


def outline(tree: UnitTree) -> list[tuple[Unit, int]]:
    """The organizing units of today in the order of the tree, each with how many lie above it."""
    below: dict[int, list[Unit]] = {}
    for unit in tree:
        if unit.merged_into is None and tree.is_organizing(unit.id) and unit.id != tree.root:
            below.setdefault(tree.above(unit.id)[0], []).append(unit)
    found: list[tuple[Unit, int]] = []
    waiting = [tree[tree.root]]
    while waiting:
        unit = waiting.pop()
        found.append((unit, len(tree.above(unit.id))))
        waiting += reversed(below.get(unit.id, []))
    return found
