"""What the portal owes its readers in writing: the privacy notice and the accessibility statement."""

from __future__ import annotations

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.domain.personal_data import KEPT
from portal.web.public.blueprint import blueprint
from portal.web.workings import workings

ACCESSIBILITY_CHECKED_ON = date(2026, 11, 25)
"""The day on which the accessibility statement was last compared with the pages."""


@blueprint.get("/privacy")
def privacy() -> ResponseReturnValue:
    """What is stored, by whom, why and for how long, read from the list and the settings that the worker keeps to."""
    retention = workings().settings.retention
    return render_template(
        "public/privacy.html", kept=[(each.what, each.purpose, each.how_long(retention)) for each in KEPT]
    )


@blueprint.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """How far the pages serve everybody, how that was tried, what is known to fall short, and how to complain."""
    return render_template(
        "public/accessibility.html", checked_on=ACCESSIBILITY_CHECKED_ON, safety=workings().settings.safety
    )
