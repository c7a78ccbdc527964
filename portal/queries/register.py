"""The register of websites as everybody may read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.page_address import host_of, host_opened
from portal.domain.vocabulary import SiteStatus
from portal.store import Site, SiteHost, Unit


class SitesFound(NamedTuple):
    """How many websites were found, and some of them by code: code, name, url, and the codes of unit and region."""

    total: int
    sites: Sequence[Row[str, str, str, str, str | None]]
    more: bool
    """Whether others follow the last of them."""


def find_sites(session: Session, q: str, after: str, limit: int) -> SitesFound:
    """Active websites whose code, name or host contains ``q`` (empty: all of them), from behind the code ``after``."""
    conditions = [Site.status == SiteStatus.ACTIVE]
    if q:
        wanted = q.lower()
        hosts = select(SiteHost.site_id).where(SiteHost.host.contains(wanted, autoescape=True))
        by_name = func.lower(Site.name).contains(wanted, autoescape=True)
        by_code = func.lower(Site.code).contains(wanted, autoescape=True)
        conditions.append(or_(by_code, by_name, Site.id.in_(hosts)))
    total = session.scalar(select(func.count()).select_from(Site).where(*conditions)) or 0
    columns = (Site.code, Site.name, Site.url, Unit.code.label("unit"), Unit.region_code.label("region"))
    wanted_rows = select(*columns).join(Unit, Unit.id == Site.filing_unit_id).where(*conditions, Site.code > after)
    rows = session.execute(wanted_rows.order_by(Site.code).limit(limit + 1)).all()
    return SitesFound(total, rows[:limit], len(rows) > limit)


def active_site(session: Session, code: str) -> Site | None:
    """The website that has this code, unless it is closed or an exception."""
    return session.scalar(select(Site).where(Site.code == code, Site.status == SiteStatus.ACTIVE))


def filing_unit_name(session: Session, site: Site) -> str:
    """The name of the unit that runs a website."""
    return session.get_one(Unit, site.filing_unit_id).name


def may_be_opened(session: Session, url: str | None, site: Site | None = None) -> bool:
    """True if the address may be shown as a link: it leads to a registered host of an active website, and nowhere
    else. Whoever reports an address of their own gets no link from a government page.

    ``site`` is the website that the report is about, where it is at hand: most addresses are on its own host.
    """
    host = host_opened(url) if url else None
    if host is None:
        return False
    if site is not None and site.status is SiteStatus.ACTIVE and host == host_of(site.url):
        return True
    known = select(Site.id).join(SiteHost, SiteHost.site_id == Site.id)
    return session.scalar(known.where(SiteHost.host == host, Site.status == SiteStatus.ACTIVE)) is not None
