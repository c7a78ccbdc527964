"""Which registered site a report is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.page_address import parse_host
from portal.store import Base, Site, SiteHost, Unit
from portal.store.statements import Lookup


class Clue(NamedTuple):
    """What is told of a site: its code, and addresses of pages; "" where nothing is told."""

    site_code: str
    urls: tuple[str, ...]


class Place(NamedTuple):
    """A registered site and the region of its unit."""

    site_id: int
    site_code: str
    region_code: str


def find_site(session: Session, site_code: str, *urls: str) -> Site | None:
    """The registered site: by its code, else by the host of the first address that has a known one."""
    found = locate(session, [Clue(site_code, urls)])[0]
    return session.get(Site, found.site_id) if found else None


def is_registered(session: Session, site_code: str, *urls: str) -> bool:
    """True if the register knows the site."""
    return locate(session, [Clue(site_code, urls)])[0] is not None


_SITES, _HOSTS, _UNITS = (Base.metadata.tables[each.__tablename__] for each in (Site, SiteHost, Unit))
_KEPT = _SITES.join(_UNITS, _UNITS.c.id == _SITES.c.filing_unit_id)
_PLACE = (_SITES.c.id, _SITES.c.code, _UNITS.c.region_code)
_BY_CODE = Lookup(select(_SITES.c.code, *_PLACE).select_from(_KEPT), _SITES.c.code)
_BY_HOST = Lookup(
    select(_HOSTS.c.host, *_PLACE).select_from(_KEPT.join(_HOSTS, _HOSTS.c.site_id == _SITES.c.id)), _HOSTS.c.host
)


def locate(session: Session, clues: Sequence[Clue]) -> list[Place | None]:
    """The place of each site, None for those that the register does not know."""
    by_code = _places(session, _BY_CODE, {clue.site_code for clue in clues if clue.site_code})
    hosts = {
        clue: [host for host in map(parse_host, clue.urls) if host] for clue in clues if clue.site_code not in by_code
    }
    by_host = _places(session, _BY_HOST, {host for each in hosts.values() for host in each})
    return [
        by_code.get(clue.site_code) or next((by_host[host] for host in hosts[clue] if host in by_host), None)
        for clue in clues
    ]


def _places(session: Session, asked: Lookup, keys: Collection[str]) -> Mapping[str, Place]:
    return {key: Place(*place) for key, *place in asked.find(session, sorted(keys))}
