"""The home page, and how a reader wants the pages to look."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.queries import published
from portal.web.forms import needs_no_token
from portal.web.local import local_path
from portal.web.pages import PREFERENCES_COOKIE, THEMES, Preferences
from portal.web.public.blueprint import blueprint
from portal.web.workings import reader, rectification_today

YEAR = 365 * 24 * 3600


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """One glance tells what this is and that it works."""
    return render_template("public/home.html", cases=published.newest_cases(reader(), 5), state=rectification_today)


@blueprint.post("/preferences")
@needs_no_token
def preferences() -> ResponseReturnValue:
    """Remember larger text and theme in a cookie; nothing changes on the server."""
    theme = request.form.get("theme", "auto")
    wanted = Preferences(request.form.get("care") == "on", theme if theme in THEMES else "auto")
    answer = redirect(local_path(request.form.get("next", "")) or url_for("public.home"), 303)
    answer.set_cookie(PREFERENCES_COOKIE, wanted.cookie(), max_age=YEAR, samesite="Lax", httponly=True)
    return answer
