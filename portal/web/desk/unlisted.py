"""漏报网站: what is still to be registered, and which known websites have lost their sponsor (§三(二))."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.domain.vocabulary import Role
from portal.queries.unlisted import list_unlisted
from portal.web.desk.blueprint import blueprint
from portal.web.guards import may_enter
from portal.web.pages import asked_page, here, turn_page
from portal.web.sessions import actor
from portal.web.workings import calendar, reader, today


@blueprint.get("/unlisted")
@may_enter(Role.OFFICER)
def unlisted() -> ResponseReturnValue:
    """Reports of missing websites within the unit's sight, the longest waiting on top, or those registered since."""
    registered = request.args.get("state") == "registered"
    found = list_unlisted(reader(), actor(), registered, asked_page(), today(), calendar())
    views = [
        ("待补报", here(state=None, page=None), found.waiting, not registered),
        ("已补报登记", here(state="registered", page=None), found.registered, registered),
    ]
    return render_template("desk/unlisted.html", found=found, registered=registered, views=views, turn=turn_page)
