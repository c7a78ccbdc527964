"""督办台: for organizing units, everything that presses below them on one page (§二, §五.4)."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.domain.policy import may_supervise
from portal.domain.supervision import FEWEST, horizon
from portal.domain.vocabulary import Lateness, Role, Waiting
from portal.queries.cockpit import look
from portal.store.facts import load_tree
from portal.web.desk.blueprint import blueprint
from portal.web.guards import may_enter
from portal.web.sessions import actor
from portal.web.workings import calendar, now, reader

MOST_LINES = 10
"""Lines of each table shown before the reader asks for all of them."""


@blueprint.get("/cockpit")
@may_enter(Role.OFFICER)
def cockpit() -> ResponseReturnValue:
    """What is late or lies still, by unit, and what is on the rise; every number leads to its reports."""
    tree, unit = load_tree(reader()), actor().unit
    if unit is None or not may_supervise(actor(), tree):
        abort(403)
    most = None if request.args.get("lines") == "all" else MOST_LINES
    found = look(reader(), unit, tree, horizon(now(), calendar()))
    return render_template(
        "desk/cockpit.html",
        found=found,
        units=found.units[:most],
        desks=found.desks[:most],
        lateness=Lateness,
        waiting=Waiting,
        fewest=FEWEST,
    )
