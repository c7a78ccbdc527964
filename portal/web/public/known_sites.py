"""The register's answer to a page address."""

from __future__ import annotations

from portal.domain.site_code import parse_site_code
from portal.services import intake
from portal.store import Site
from portal.web.workings import reader


def site_of(site_code: str | None, page_url: str | None) -> Site | None:
    """The registered site that a code or an address names."""
    return intake.find_site(reader(), parse_site_code(site_code or "") or "", page_url or "")
