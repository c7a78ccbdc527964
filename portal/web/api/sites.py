"""The register of websites as JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import url_for

from portal.queries.register import find_sites
from portal.web.api.blueprint import blueprint
from portal.web.api.links import link_header
from portal.web.api.schemas import USUAL, SiteCursor, SitesQuestion, SitesSchema
from portal.web.workings import reader


@blueprint.route("/sites")
@blueprint.doc(summary="查找网站", operationId="sites")
@blueprint.arguments(SitesQuestion, location="query")
@blueprint.response(200, SitesSchema, description="找到的网站", headers={"Link": {"schema": {"type": "string"}}})
@blueprint.alt_response(304, description="与您已有的相同")
def sites(wanted: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """A part of the active websites whose code, name or host contains the words, in the order of their codes."""
    found = find_sites(reader(), wanted["q"], wanted["cursor"], wanted["limit"])
    following = None
    if found.more:
        asked = {"q": wanted["q"], "cursor": SiteCursor.after(found.sites[-1].code), "limit": str(wanted["limit"])}
        usual = {"q": "", "limit": str(USUAL)}
        kept = {name: value for name, value in asked.items() if value != usual.get(name)}
        following = f"{url_for('api.sites', _external=True)}?{urlencode(kept)}"
    answer = {"total": found.total, "items": found.sites, "next": following}
    return answer, link_header(following)
