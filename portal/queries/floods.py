"""集中重复留言: what waits for dispatch in groups, by the same words or from the same sender."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, distinct, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.units import UnitTree
from portal.domain.vocabulary import State
from portal.store import Report, Sender, Site
from portal.store.facts import load_tree

FEWEST_ALIKE = 3
"""Reports of the same words that make a group, those that were dispatched before among them. **[choice]**"""
FEWEST_OF_SENDER = 20
"""Waiting reports from one address that make a group. **[choice]**"""
SHOWN = 20
"""Groups of each kind on the page; the largest first."""
MOST = 300
"""Reports of a group that are sorted in one step; each takes some milliseconds, all in one transaction."""


@dataclass(frozen=True, slots=True)
class Flood:
    """One group of waiting reports. ``key`` names it without telling anybody's address; ``senders`` counts addresses
    as far as they are known; ``earlier``: how many with the same words do not wait any more."""

    key: str
    same_words: bool
    reports: Sequence[Report]
    waiting: int
    earlier: int
    senders: int
    sites: Sequence[tuple[str, int]]

    @property
    def first_at(self) -> datetime:
        """When the first of those that wait came."""
        return self.reports[0].submitted_at

    @property
    def last_at(self) -> datetime:
        """When the last of those shown came."""
        return self.reports[-1].submitted_at


def floods(session: Session) -> list[Flood]:
    """The groups that wait: first those of the same words, then those of one sender with different words."""
    tree = load_tree(session)
    alike = [_flood(session, tree, key, same_words=True) for key in _repeated(session, tree)]
    sent = [_flood(session, tree, key, same_words=False) for key in _busy_senders(session, tree)]
    return [flood for flood in (*alike, *sent) if flood is not None]


def count_floods(session: Session, tree: UnitTree) -> int:
    """How many groups wait; two queries."""
    return len(_repeated(session, tree)) + len(_busy_senders(session, tree))


def find_flood(session: Session, key: str) -> Flood | None:
    """One group by its key, None once nothing of it waits."""
    kind, _, name = key.partition("-")
    if kind not in ("words", "sender"):
        return None
    return _flood(session, load_tree(session), name, same_words=kind == "words")


def waiting(tree: UnitTree) -> ColumnElement[bool]:
    """What the root may dispatch by hand: on nobody's desk, or on its own."""
    desks = [unit.id for unit in tree if tree.resolve(unit.id) == tree.root]
    return (Report.state == State.RECEIVED) & or_(Report.holder_id.is_(None), Report.holder_id.in_(desks))


def _repeated(session: Session, tree: UnitTree) -> Sequence[str]:
    other = aliased(Report)
    all_alike = select(func.count()).where(other.text_digest == Report.text_digest).scalar_subquery()
    wanted = (
        select(Report.text_digest)
        .where(waiting(tree), Report.text_digest.is_not(None))
        .group_by(Report.text_digest)
        .having(all_alike >= FEWEST_ALIKE)
        .order_by(func.count().desc(), Report.text_digest)
    )
    return [digest for digest in session.scalars(wanted.limit(SHOWN)) if digest]


def _busy_senders(session: Session, tree: UnitTree) -> Sequence[str]:
    """The first report of each sender with many: its id stands for the address, which stays where it is."""
    wanted = (
        select(func.min(Report.id))
        .join(Sender, Sender.report_id == Report.id)
        .where(waiting(tree))
        .group_by(Sender.address)
        .having(func.count() >= FEWEST_OF_SENDER, func.count(distinct(Report.text_digest)) > 1)
        .order_by(func.count().desc())
    )
    return [str(first) for first in session.scalars(wanted.limit(SHOWN))]


def _flood(session: Session, tree: UnitTree, name: str, *, same_words: bool) -> Flood | None:
    if same_words:
        condition = Report.text_digest == name
    else:
        first = int(name) if name.isascii() and name.isdecimal() and len(name) < 10 else 0
        address = select(Sender.address).where(Sender.report_id == first).scalar_subquery()
        condition = Report.id.in_(select(Sender.report_id).where(Sender.address == address))
    count = session.scalar(select(func.count()).select_from(Report).where(condition, waiting(tree))) or 0
    chosen = select(Report, Site.name, Sender.address).outerjoin(Site, Site.id == Report.site_id)
    chosen = chosen.outerjoin(Sender, Sender.report_id == Report.id).where(condition, waiting(tree))
    rows = session.execute(chosen.order_by(Report.id).limit(MOST)).all()
    if not rows:
        return None
    all_alike = session.scalar(select(func.count()).select_from(Report).where(condition)) or 0
    return Flood(
        key=f"{'words' if same_words else 'sender'}-{name}",
        same_words=same_words,
        reports=[report for report, _, _ in rows],
        waiting=count,
        earlier=all_alike - count if same_words else 0,
        senders=len({address for _, _, address in rows if address}),
        sites=Counter(site or report.site_name or "未登记的网站" for report, site, _ in rows).most_common(5),
    )
