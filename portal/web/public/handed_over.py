"""What a linking site says in the address of the page that it leads to: its site code and the page with the error."""

from __future__ import annotations

from flask import request

from portal.domain.page_address import LONGEST
from portal.domain.site_code import parse_site_code
from portal.web.forms import clean


def site_code() -> str:
    """The 网站标识码, under any of the names that linking sites have used; "" if there is none."""
    given = request.args
    return parse_site_code(given.get("site_code") or given.get("sitecode") or given.get("siteCode") or "") or ""


def page_url() -> str:
    """The address of the page as it was given, cut where it is too long; "" if there is none."""
    return clean(request.args.get("url"))[:LONGEST]
