"""Addresses printed on other sites before this portal stood: each leads to its present page, and nowhere else."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.web.forms import clean
from portal.web.public.blueprint import blueprint
from portal.web.public.handed_over import page_url, site_code


@blueprint.get("/exposure/jiucuo.html")
def printed_link() -> ResponseReturnValue:
    """我要找错, from the link that a picture on another site carried."""
    return _lead("public.report", site_code=site_code(), url=page_url())


@blueprint.get("/errorInfo/<path:name>")
def printed_page(name: str) -> ResponseReturnValue:
    """The pages of the old portal, whatever followed their names."""
    if name.startswith("lbInfo"):
        return _lead("public.unlisted", url=page_url())
    if name.startswith("search"):
        return _lead("board.index", site_code=site_code(), q=clean(request.args.get("q")))
    if not name.startswith("jcInfo"):
        abort(404)
    return _lead("public.report", site_code=site_code(), url=page_url())


def _lead(page: str, **query: str) -> ResponseReturnValue:
    # The page is the portal's own whatever stands in the query, which only ever fills in its fields.
    given = {name: value for name, value in query.items() if value}
    return redirect(url_for(page, **given), 302)  # type: ignore[arg-type]
