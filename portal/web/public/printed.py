"""Addresses printed on other sites before this portal stood: each leads to its present page, and nowhere else."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.domain.site_code import parse_site_code
from portal.web.forms import clean
from portal.web.public.blueprint import blueprint

LONGEST_URL = 2000


@blueprint.get("/exposure/jiucuo.html")
def printed_link() -> ResponseReturnValue:
    """我要找错, from the link that a picture on another site carried."""
    return _lead("public.report", **_site_code(), **_url())


@blueprint.get("/errorInfo/<path:name>")
def printed_page(name: str) -> ResponseReturnValue:
    """The pages of the old portal, whatever followed their names."""
    if name.startswith("lbInfo"):
        return _lead("public.unlisted", **_url())
    if name.startswith("search"):
        return _lead("board.index", **_site_code(), **_words())
    if not name.startswith("jcInfo"):
        abort(404)
    return _lead("public.report", **_site_code(), **_url())


def _lead(page: str, **query: str) -> ResponseReturnValue:
    # The page is the portal's own whatever stands in the query, which only ever fills in its fields.
    given = {name: value for name, value in query.items() if value}
    return redirect(url_for(page, **given), 302)  # type: ignore[arg-type]


def _site_code() -> dict[str, str]:
    given = request.args
    code = given.get("site_code") or given.get("sitecode") or given.get("siteCode") or ""
    return {"site_code": parse_site_code(code) or ""}


def _url() -> dict[str, str]:
    return {"url": clean(request.args.get("url"))[:LONGEST_URL]}


def _words() -> dict[str, str]:
    return {"q": clean(request.args.get("q"))}
