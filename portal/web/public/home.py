"""The home page, and how a reader wants the pages to look."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.queries import published
from portal.queries.front_page import IMPROVED_DAYS
from portal.web.forms import needs_no_token
from portal.web.local import local_path
from portal.web.pages import PREFERENCES_COOKIE, THEMES, Preferences
from portal.web.public.blueprint import blueprint
from portal.web.workings import reader, rectification_today, today, workings

YEAR = 365 * 24 * 3600
NEWEST = 5


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """One glance tells what this is and that it works."""
    front = workings().front_page
    return render_template(
        "public/home.html",
        cases=published.newest_cases(reader(), NEWEST),
        state=rectification_today,
        figures=front.figures(reader()),
        progress=front.progress(reader(), today()),
        improved_days=IMPROVED_DAYS,
        working_days=workings().settings.working_days,
    )


@blueprint.post("/preferences")
@needs_no_token
def preferences() -> ResponseReturnValue:
    """Remember larger text and theme in a cookie; nothing changes on the server."""
    theme = request.form.get("theme", "auto")
    wanted = Preferences(request.form.get("care") == "on", theme if theme in THEMES else "auto")
    answer = redirect(local_path(request.form.get("next", "")) or url_for("public.home"), 303)
    answer.set_cookie(PREFERENCES_COOKIE, wanted.cookie(), max_age=YEAR, samesite="Lax", httponly=True)
    return answer
