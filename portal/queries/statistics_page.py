"""A table of figures with names for what its lines stand for, in the order that a reader asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.figures import Figure
from portal.domain.periods import Period
from portal.domain.units import UnitTree
from portal.domain.vocabulary import ProblemType
from portal.queries.figures import NOBODY, NOWHERE, By, Key, Scope, Statistics, Value, Values
from portal.store import Region, Site

UNREGISTERED = "未登记的网站"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table. ``key`` is how addresses name it, ``deeper`` the code of a unit that has units below it.

    ``ranked`` is False where the figure that the table is sorted by rests on too little.
    """

    key: str
    name: str
    values: Values
    note: str = ""
    deeper: str = ""
    ranked: bool = True


def lines(
    session: Session,
    tree: UnitTree,
    statistics: Statistics,
    period: Period,
    scope: Scope,
    by: By,
    figures: Sequence[Figure],
) -> list[Line]:
    """The lines of a table, in the order of the register, of codes, of types or of time."""
    found = statistics.table(period, scope, by, figures)
    if by in (By.UNIT, By.OFFICE):
        return _unit_lines(tree, found, (scope.unit or tree.root) if by is By.UNIT else None)
    if by is By.REGION:
        chosen = select(Region.code, Region.name).where(Region.code.in_(list(found)))
        names = {row.code: row.name for row in session.execute(chosen)}
        return [
            Line("-" if code == NOWHERE else code, _region_name(code, names.get(code), scope), values)
            for code, values in sorted(found.items())
        ]
    if by is By.TYPE:
        return [Line(str(each), each.label, found[each]) for each in ProblemType if each in found]
    if by is By.SITE:
        return _site_lines(session, found)
    return [Line(f"{month:%Y-%m}", f"{month.year} 年 {month.month} 月", found[month]) for month in sorted(found)]


def key_of(session: Session, tree: UnitTree, by: By, name: str) -> Key | None:
    """The group that an address names; None if there is none of that name."""
    if by in (By.UNIT, By.OFFICE):
        unit = tree.find(name)
        return unit.id if unit is not None else NOBODY if name == "-" else None
    if by is By.TYPE:
        return ProblemType.lookup(name)
    if by is By.SITE:
        return NOBODY if name == "-" else session.scalar(select(Site.id).where(Site.code == name))
    if by is By.MONTH:
        try:
            return date.fromisoformat(f"{name}-01")
        except ValueError:
            return None
    return NOWHERE if name == "-" else session.scalar(select(Region.code).where(Region.code == name))


def name_of(session: Session, tree: UnitTree, by: By, key: Key, scope: Scope) -> str:
    """What a group is called."""
    if by in (By.UNIT, By.OFFICE):
        return tree[key].name if key != NOBODY else "尚未分办"
    if by is By.TYPE:
        return str(key.label)
    if by is By.SITE:
        return session.scalar(select(Site.name).where(Site.id == key)) or UNREGISTERED
    if by is By.MONTH:
        return f"{key.year} 年 {key.month} 月"
    return _region_name(key, session.scalar(select(Region.name).where(Region.code == key)), scope)


def _region_name(code: str, known: str | None, scope: Scope) -> str:
    """Lines stand for prefectures with all that lies in them, and in one region for each place by itself: then the
    region's own line is what no place in it has."""
    if code == NOWHERE:
        return "地区不详"
    name = known or f"地区 {code}"
    return f"{name}（本级）" if code.endswith("0000" if scope.region is None else "00") else name


def ordered(found: Sequence[Line], figure: Figure, minimum: int, *, descending: bool) -> list[Line]:
    """The lines by one figure; those in which it rests on fewer than ``minimum`` stand below, in their own order."""
    ranked = [line for line in found if line.values[figure.key].n >= (minimum if figure.among else 0)]
    ranked = [line for line in ranked if _size(line.values[figure.key]) is not None]
    ranked.sort(key=lambda line: _size(line.values[figure.key]) or 0, reverse=descending)
    above = {id(line) for line in ranked}
    return [
        *ranked,
        *(
            Line(line.key, line.name, line.values, line.note, line.deeper, ranked=False)
            for line in found
            if id(line) not in above
        ),
    ]


def _size(value: Value) -> float | None:
    if value.minutes is not None:
        return value.minutes
    return value.counted if value.among is None else value.share


def _unit_lines(tree: UnitTree, found: Mapping[Key, Values], own: int | None) -> list[Line]:
    """Lines for units; where each stands for what lies below it too, ``own`` is the one that stands for itself."""
    named = [
        Line(
            unit.code,
            f"{unit.name}（本级）" if unit.id == own else unit.name,
            found[unit.id],
            "" if unit.in_use else "已撤销" if unit.retired else f"已并入{tree[tree.resolve(unit.id)].name}",
            unit.code if own not in (None, unit.id) and any(each.parent == unit.id for each in tree) else "",
        )
        for unit in tree
        if unit.id in found
    ]
    if NOBODY in found:
        named.append(Line("-", "尚未分办", found[NOBODY]))
    return named


def _site_lines(session: Session, found: Mapping[Key, Values]) -> list[Line]:
    ids = list(found)
    rows = [
        row
        for start in range(0, len(ids), 500)
        for row in session.execute(select(Site.id, Site.code, Site.name).where(Site.id.in_(ids[start : start + 500])))
    ]
    named = [Line(row.code, row.name, found[row.id]) for row in sorted(rows, key=lambda row: row.code)]
    return [*named, Line("-", UNREGISTERED, found[NOBODY])] if NOBODY in found else named
