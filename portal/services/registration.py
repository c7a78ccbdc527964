"""§三(二): a website that was missing from the register enters it when the root approves."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.page_address import host_of
from portal.store import Reply, Report, Site, SiteHost


def register_missing_site(session: Session, report: Report, reply: Reply) -> Site:
    """Register the site that the reply describes, kept by the unit that answered, and tie the report to it.

    A site that somebody registered under this code in the meantime is used as it is.
    """
    site = session.scalar(select(Site).where(Site.code == reply.new_site_code))
    if site is None:
        if reply.new_site_code is None:
            raise ValueError("a missing site is registered under its code")
        site = Site(
            code=reply.new_site_code,
            name=reply.new_site_name or "",
            url=reply.new_site_url or "",
            filing_unit_id=reply.unit_id,
        )
        host = host_of(site.url)
        if host and session.get(SiteHost, host) is None:
            site.hosts.append(SiteHost(host=host))
        session.add(site)
        session.flush()
    report.site_id = site.id
    report.site = site
    return site
