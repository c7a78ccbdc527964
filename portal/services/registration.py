"""§三(二): a website that was missing from the register enters it when the root approves."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.page_address import parse_host
from portal.domain.policy import Actor
from portal.services.audit import record
from portal.services.context import Context
from portal.services.register import subject_of
from portal.store import Reply, Report, Site, SiteHost, Unit


def register_missing_site(session: Session, context: Context, report: Report, reply: Reply, actor: Actor) -> Site:
    """Register the site that the reply describes, kept by the unit that answered, and tie the report to it; the site's
    history names the report and whoever approved it.

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
        host = parse_host(site.url)
        if host and session.get(SiteHost, host) is None:
            site.hosts.append(SiteHost(host=host))
        session.add(site)
        session.flush()
        keeper = session.get_one(Unit, reply.unit_id).name
        after = {"name": site.name, "url": site.url, "unit": keeper}
        details = {"version": site.version, "report": report.number, "after": after}
        record(session, context, Deed.REGISTER_SITE, subject_of(site), account_id=actor.account, **details)
    report.site_id = site.id
    report.site = site
    return site
