"""The register of units as those who keep it see it: the tree with what hangs on it, and one unit with its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.domain.policy import Actor, keeps_registers, may_add_to, may_keep_unit
from portal.domain.units import Unit as TreeUnit
from portal.domain.units import UnitTree
from portal.domain.vocabulary import OPEN_STATES, Role, SiteStatus, UnitKind
from portal.queries.register_history import PastDeed, history_of
from portal.store import Account, Region, Report, ResponsibleOfficer, Site, Unit
from portal.store.facts import load_tree
from portal.store.ties import Ties, ties_of

PAGE = 200
"""Units on one page."""


class View(StrEnum):
    """Which units a list shows."""

    IN_USE = "in_use"
    UNNAMED = "unnamed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit with what hangs on it; ``depth`` counts from the top of the list, ``successor`` is a name."""

    unit: TreeUnit
    depth: int
    above: str
    sites: int
    accounts: int
    open_reports: int
    responsible: str
    successor: str


@dataclass(frozen=True, slots=True)
class UnitQuery:
    """Which units; ``text`` looks in name and code."""

    view: View = View.IN_USE
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class UnitList:
    """One page of units; ``counts`` tells how many each view has."""

    lines: Sequence[UnitLine]
    total: int
    page: int
    pages: int
    counts: dict[View, int]


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit; ``may_keep`` says whether the actor may also rename, move, merge and retire it. ``parents`` and
    ``successors`` are codes and names to choose from."""

    unit: Unit
    path: Sequence[TreeUnit]
    successor: TreeUnit | None
    region: Region | None
    responsible: Account | None
    children: Sequence[UnitLine]
    sites: Sequence[Site]
    accounts: Sequence[Account]
    ties: Ties
    history: Sequence[PastDeed]
    may_keep: bool
    is_root: bool
    parents: Sequence[tuple[str, str]]
    successors: Sequence[tuple[str, str]]

    @property
    def in_use(self) -> bool:
        """True for a unit that exists today."""
        return self.unit.merged_into_id is None and self.unit.retired_at is None


def list_units(session: Session, actor: Actor, query: UnitQuery) -> UnitList | None:
    """One page of the units within the actor's reach, in the order of the tree; None for whoever keeps none of them.
    Five queries."""
    tree = load_tree(session)
    if not keeps_registers(actor, tree):
        return None
    hanging = _Hanging(session, tree)
    top = reach_of(actor, tree)
    lines = [hanging.line(unit, depth) for unit, depth in in_order(tree, top)]
    gone = [
        hanging.line(unit, 0)
        for unit in tree
        if not unit.in_use and (tree.within(unit.id, top) or tree.within(unit.parent, top))
    ]
    views = {View.IN_USE: lines, View.UNNAMED: [line for line in lines if not line.responsible], View.GONE: gone}
    wanted = query.text.lower()
    found = [line for line in views[query.view] if wanted in line.unit.name.lower() or wanted in line.unit.code]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, query.page), pages)
    counts = {view: len(each) for view, each in views.items()}
    return UnitList(found[(page - 1) * PAGE : page * PAGE], len(found), page, pages, counts)


def find_unit(session: Session, actor: Actor, code: str) -> UnitPage | None:
    """One unit; None if there is none or it lies outside the actor's reach, which must look alike."""
    tree = load_tree(session)
    known = tree.find(code)
    if known is None or not may_add_to(actor, known.id, tree):
        return None
    unit = session.get_one(Unit, known.id)
    hanging = _Hanging(session, tree)
    ties = ties_of(session, tree, unit.id)
    people = select(Account).where(Account.unit_id == unit.id).order_by(Account.active.desc(), Account.id)
    sites = select(Site).where(Site.filing_unit_id == unit.id).order_by(Site.code)
    return UnitPage(
        unit=unit,
        path=[tree[each] for each in reversed(tree.above(unit.id))],
        successor=tree[tree.resolve(unit.id)] if unit.merged_into_id is not None else None,
        region=session.get(Region, unit.region_code) if unit.region_code else None,
        responsible=session.scalar(_responsible(unit.id)),
        children=[hanging.line(each, 0) for each in tree if each.in_use and each.parent == unit.id],
        sites=session.scalars(sites).all(),
        accounts=session.scalars(people).all(),
        ties=ties,
        history=history_of(session, f"unit:{unit.id}"),
        may_keep=may_keep_unit(actor, unit.id, tree),
        is_root=unit.id == tree.root,
        parents=_parents(actor, known, tree),
        successors=_successors(actor, known, tree),
    )


def reach_of(actor: Actor, tree: UnitTree) -> int:
    """The unit at the top of what the actor keeps: the root for the administrator."""
    return tree.root if actor.role is Role.ADMIN or actor.unit is None else tree.resolve(actor.unit)


def in_order(tree: UnitTree, top: int) -> Iterator[tuple[TreeUnit, int]]:
    """The units in use from ``top`` downward, each before those below it, with how deep it lies under ``top``."""
    below: dict[int, list[TreeUnit]] = {}
    for unit in tree:
        if unit.in_use and unit.id != tree.root:
            below.setdefault(tree.above(unit.id)[0], []).append(unit)
    waiting = [(tree[top], 0)]
    while waiting:
        unit, depth = waiting.pop()
        yield unit, depth
        # Offices that run websites stand before those that have units of their own.
        nearest = sorted(below.get(unit.id, ()), key=lambda each: (each.kind is UnitKind.ORGANIZING, each.id))
        waiting += [(each, depth + 1) for each in reversed(nearest)]


def filing_units(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Code and name of every filing unit that the actor may give a website to, in the order of the tree."""
    tree = load_tree(session)
    return [
        (unit.code, f"{unit.name}（{unit.code}）")
        for unit, _ in in_order(tree, reach_of(actor, tree))
        if unit.kind is UnitKind.FILING and may_add_to(actor, unit.id, tree)
    ]


def _parents(actor: Actor, unit: TreeUnit, tree: UnitTree) -> list[tuple[str, str]]:
    found = []
    for each, depth in in_order(tree, reach_of(actor, tree)):
        if each.kind is UnitKind.ORGANIZING and not tree.within(each.id, unit.id):
            found.append((each.code, "　" * depth + each.name))
    return found


def _successors(actor: Actor, unit: TreeUnit, tree: UnitTree) -> list[tuple[str, str]]:
    return [
        (each.code, f"{each.name}（{each.code}）")
        for each, _ in in_order(tree, reach_of(actor, tree))
        if each.kind is unit.kind and not tree.within(each.id, unit.id) and may_add_to(actor, each.id, tree)
    ]


def _responsible(unit: int) -> Select[Account]:
    named = select(Account).join(ResponsibleOfficer, ResponsibleOfficer.account_id == Account.id)
    return named.where(ResponsibleOfficer.unit_id == unit, Account.active, Account.unit_id == unit)


class _Hanging:
    """What hangs on each unit, counted for those that merged at their successors; three queries."""

    def __init__(self, session: Session, tree: UnitTree) -> None:
        self.tree = tree
        sites = select(Site.filing_unit_id, func.count()).where(Site.status != SiteStatus.CLOSED)
        reports = select(Report.holder_id, func.count()).where(Report.state.in_(OPEN_STATES))
        self.sites = self._summed(session.execute(sites.group_by(Site.filing_unit_id)).all())
        self.reports = self._summed(session.execute(reports.group_by(Report.holder_id)).all())
        named = (
            select(ResponsibleOfficer.unit_id, Account.display_name)
            .join(Account, Account.id == ResponsibleOfficer.account_id)
            .where(Account.active, Account.unit_id == ResponsibleOfficer.unit_id)
        )
        self.responsible: dict[int, str] = dict(session.execute(named).all())

    def _summed(self, counts: Sequence[Any]) -> Counter[int]:
        found: Counter[int] = Counter()
        for unit, count in counts:
            if unit is not None:
                found[self.tree.resolve(unit)] += count
        return found

    def line(self, unit: TreeUnit, depth: int) -> UnitLine:
        """The unit with what hangs on it."""
        tree = self.tree
        return UnitLine(
            unit=unit,
            depth=depth,
            above=tree[tree.above(unit.id)[0]].name if unit.in_use and unit.id != tree.root else "",
            sites=self.sites[unit.id],
            accounts=len(unit.officers),
            open_reports=self.reports[unit.id],
            responsible=self.responsible.get(unit.id, ""),
            successor=tree[tree.resolve(unit.id)].name if unit.merged_into is not None else "",
        )
