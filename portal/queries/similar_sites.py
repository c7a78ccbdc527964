"""Known websites that an unlisted one may be, for the organizing unit to look at before it acts (§三(二))."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.likeness import likeness
from portal.domain.page_address import parse_host
from portal.domain.units import UnitTree
from portal.domain.vocabulary import OPEN_STATES, ReportKind, State
from portal.store import Report, Site

SHOWN = 6


@dataclass(frozen=True, slots=True)
class SimilarSite:
    """A known website with the units that answer for it today, and why it is shown."""

    site: Site
    keeper: str
    organizer: str
    grounds: str


def find_similar_sites(session: Session, report: Report, tree: UnitTree) -> Sequence[SimilarSite] | None:
    """The known websites, of any status, most like the one that a report says is missing; None for other reports and
    once the website was registered or the report is finished. Two queries."""
    waiting = report.state in OPEN_STATES or report.state is State.RECEIVED
    if report.kind is not ReportKind.UNLISTED or report.site_id is not None or not waiting:
        return None
    host = parse_host(report.site_url or report.page_url or "")
    found = []
    for site in session.scalars(select(Site).options(selectinload(Site.hosts)).order_by(Site.code)):
        hosts = [each.host for each in site.hosts]
        alike = likeness(report.site_name or "", host, site.name, hosts, fuzz.ratio)
        if alike is not None:
            found.append((alike, site))
    found.sort(key=lambda pair: -pair[0].score)
    return [
        SimilarSite(
            site=site,
            keeper=tree[tree.resolve(site.filing_unit_id)].name,
            organizer=tree[tree.home_of(site.filing_unit_id)].name,
            grounds=alike.grounds,
        )
        for alike, site in found[:SHOWN]
    ]
