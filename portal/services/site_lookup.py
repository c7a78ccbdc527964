"""Which registered site a report is about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from portal.domain.page_address import parse_host
from portal.store import Base, Site, SiteHost, Unit


def find_site(session: Session, site_code: str, *urls: str) -> Site | None:
    """The registered site: by its code, else by the host of the first address that has a known one."""
    found = locate(session, site_code, *urls)
    return session.get(Site, found.id) if found else None


def is_registered(session: Session, site_code: str, *urls: str) -> bool:
    """True if the register knows the site."""
    return locate(session, site_code, *urls) is not None


# Statements of every submission are made once, and of tables rather than classes: putting one together, or looking
# through the classes, takes longer than SQLite takes to answer.
_SITES, _HOSTS, _UNITS = (Base.metadata.tables[each.__tablename__] for each in (Site, SiteHost, Unit))
_PLACE = select(_SITES.c.id, _UNITS.c.region_code).join(_UNITS, _UNITS.c.id == _SITES.c.filing_unit_id)
_PLACE_BY_CODE = _PLACE.where(_SITES.c.code == bindparam("code"))
_PLACE_BY_HOST = _PLACE.join(_HOSTS, _HOSTS.c.site_id == _SITES.c.id).where(_HOSTS.c.host == bindparam("host"))


def locate(session: Session, site_code: str, *urls: str) -> Row[Any, Any] | None:
    """Id of the registered site, and the region of its unit."""
    connection = session.connection()
    if site_code and (found := connection.execute(_PLACE_BY_CODE, {"code": site_code}).one_or_none()):
        return found
    hosts = (parse_host(url) for url in urls)
    asked = (connection.execute(_PLACE_BY_HOST, {"host": host}).one_or_none() for host in hosts if host)
    return next((found for found in asked if found), None)
