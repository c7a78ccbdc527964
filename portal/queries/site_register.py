"""The register of websites as those who keep it see it: a list to search in, and one website with its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.policy import Actor, keeps_registers, may_add_to
from portal.domain.units import Unit as TreeUnit
from portal.domain.units import UnitTree
from portal.domain.vocabulary import OPEN_STATES, SiteStatus
from portal.queries.register_history import PastDeed, history_of
from portal.queries.unit_register import reach_of
from portal.store import Report, Site, SiteHost, Unit
from portal.store.facts import load_tree

PAGE = 50
"""Websites on one page."""


@dataclass(frozen=True, slots=True)
class SiteQuery:
    """Which websites: ``text`` looks in code, name and hosts, ``unit`` in name and code of the filing unit;
    ``sponsor_lost``: only those known to have lost their sponsor."""

    text: str = ""
    unit: str = ""
    status: SiteStatus | None = None
    sponsor_lost: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One website with the unit that keeps it today."""

    site: Site
    keeper: TreeUnit


@dataclass(frozen=True, slots=True)
class SiteList:
    """One page of websites."""

    lines: Sequence[SiteLine]
    total: int
    page: int
    pages: int
    sponsors_lost: int


@dataclass(frozen=True, slots=True)
class SitePage:
    """One website; ``home`` is the organizing unit that reports about it go to now."""

    site: Site
    hosts: Sequence[str]
    keeper: TreeUnit
    home: TreeUnit
    open_reports: int
    history: Sequence[PastDeed]


def list_sites(session: Session, actor: Actor, query: SiteQuery) -> SiteList | None:
    """One page of the websites within the actor's reach, by code; None for whoever keeps none."""
    tree = load_tree(session)
    if not keeps_registers(actor, tree):
        return None
    within = sites_within(actor, tree)
    conditions = [*within, *_narrowed(query)]
    total = session.scalar(select(func.count()).select_from(Site).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, query.page), pages)
    wanted = select(Site).options(selectinload(Site.hosts)).where(*conditions).order_by(Site.code)
    rows = session.scalars(wanted.offset((page - 1) * PAGE).limit(PAGE))
    lost = select(func.count()).select_from(Site).where(*within, Site.sponsor_lost_at.is_not(None))
    lines = [SiteLine(site, tree[tree.resolve(site.filing_unit_id)]) for site in rows]
    return SiteList(lines, total, page, pages, session.scalar(lost) or 0)


def find_site(session: Session, actor: Actor, code: str) -> SitePage | None:
    """One website; None if there is none or it lies outside the actor's reach, which must look alike."""
    tree = load_tree(session)
    site = session.scalar(select(Site).options(selectinload(Site.hosts)).where(Site.code == code))
    if site is None or not may_add_to(actor, site.filing_unit_id, tree):
        return None
    about = select(func.count()).select_from(Report).where(Report.site_id == site.id, Report.state.in_(OPEN_STATES))
    return SitePage(
        site=site,
        hosts=sorted(each.host for each in site.hosts),
        keeper=tree[tree.resolve(site.filing_unit_id)],
        home=tree[tree.home_of(site.filing_unit_id)],
        open_reports=session.scalar(about) or 0,
        history=history_of(session, f"site:{site.id}"),
    )


def sponsors_lost(session: Session, actor: Actor, tree: UnitTree) -> list[SiteLine]:
    """The websites within the actor's reach that are known to have lost their sponsor, the longest ago first."""
    wanted = select(Site).where(*sites_within(actor, tree), Site.sponsor_lost_at.is_not(None))
    rows = session.scalars(wanted.order_by(Site.sponsor_lost_at, Site.code))
    return [SiteLine(site, tree[tree.resolve(site.filing_unit_id)]) for site in rows]


def matching_sites(session: Session, actor: Actor, query: SiteQuery, tree: UnitTree) -> Sequence[Site]:
    """Every website that the query finds within the actor's reach, with its hosts, by code."""
    wanted = select(Site).options(selectinload(Site.hosts)).where(*sites_within(actor, tree), *_narrowed(query))
    return session.scalars(wanted.order_by(Site.code)).all()


def sites_within(actor: Actor, tree: UnitTree) -> list[ColumnElement[bool]]:
    """The condition that a website is the actor's to keep."""
    if not keeps_registers(actor, tree):
        return [Site.id.is_(None)]
    top = reach_of(actor, tree)
    return [] if top == tree.root else [Site.filing_unit_id.in_(tree.subtree(top))]


def _narrowed(query: SiteQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.text:
        wanted = query.text.lower()
        hosts = select(SiteHost.site_id).where(SiteHost.host.contains(wanted, autoescape=True))
        by_name = func.lower(Site.name).contains(wanted, autoescape=True)
        found.append(or_(Site.code.contains(wanted, autoescape=True), by_name, Site.id.in_(hosts)))
    if query.unit:
        by_unit = or_(Unit.name.contains(query.unit, autoescape=True), Unit.code == query.unit)
        found.append(Site.filing_unit_id.in_(select(Unit.id).where(by_unit)))
    if query.status is not None:
        found.append(Site.status == query.status)
    if query.sponsor_lost:
        found.append(Site.sponsor_lost_at.is_not(None))
    return found
