"""应公开未公开: for the provincial office, what stayed unpublished without grounds."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.domain.vocabulary import Role
from portal.queries.withheld import LATEST, list_withheld
from portal.store.facts import load_tree
from portal.web.desk.blueprint import blueprint
from portal.web.guards import may_enter
from portal.web.pages import turn_page
from portal.web.sessions import actor
from portal.web.workings import reader


@blueprint.get("/withheld")
@may_enter(Role.OFFICER)
def withheld() -> ResponseReturnValue:
    """Closed reports whose reason lacks grounds, with the ground for listing each (§五.4)."""
    tree, unit = load_tree(reader()), actor().unit
    if unit is None or tree.resolve(unit) != tree.root:
        abort(403)
    page = request.args.get("page", "1")
    found = list_withheld(reader(), int(page) if page.isascii() and page.isdecimal() and len(page) < 8 else 1)
    return render_template("desk/withheld.html", found=found, latest=LATEST, turn=turn_page)
