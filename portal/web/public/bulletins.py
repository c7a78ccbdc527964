"""通报 for everybody: those that were issued and that the provincial office opened to the public."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from portal.queries.bulletins import find_public, public_bulletins
from portal.web.public.blueprint import blueprint
from portal.web.workings import reader


@blueprint.get("/bulletins")
def bulletins() -> ResponseReturnValue:
    """All of them, the latest period first."""
    return render_template("public/bulletins.html", found=public_bulletins(reader()))


@blueprint.get("/bulletins/<int:bulletin>")
def bulletin(bulletin: int) -> ResponseReturnValue:
    """One of them, without its internal sections."""
    found = find_public(reader(), bulletin)
    if found is None:
        abort(404)
    return render_template("public/bulletin.html", bulletin=found)
