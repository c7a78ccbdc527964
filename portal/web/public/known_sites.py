"""The register's answer to a page address."""

from __future__ import annotations

from portal.domain.site_code import parse_site_code
from portal.services.site_lookup import find_site, is_registered
from portal.store import Site
from portal.web.workings import reader


def site_of(site_code: str | None, page_url: str | None) -> Site | None:
    """The registered site that a code or an address names."""
    return find_site(reader(), parse_site_code(site_code or "") or "", page_url or "")


def is_known(site_code: str | None, page_url: str | None) -> bool:
    """True if the register knows the site that a code or an address names."""
    return is_registered(reader(), parse_site_code(site_code or "") or "", page_url or "")
