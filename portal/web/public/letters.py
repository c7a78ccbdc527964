"""Ending the letters about a report, from the link that every letter carries."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from portal.services import letters
from portal.web.forms import checks_own_token
from portal.web.public.blueprint import blueprint
from portal.web.workings import context, reader


@blueprint.get("/track/letters/<token>")
def letters_about(token: str) -> ResponseReturnValue:
    """Ask first: programs that look at letters open every link in them."""
    number = letters.letter_number(context(), token)
    if number is None:
        abort(404)
    return render_template("public/letters.html", number=number, stopped=letters.are_stopped(reader(), number))


# The link itself is the proof: mail programs post to it without having seen the page, from no session at all.
@blueprint.post("/track/letters/<token>")
@checks_own_token
def end_letters(token: str) -> ResponseReturnValue:
    """No more letters about this report; answered without leading elsewhere, as mail programs ask (RFC 8058)."""
    number = letters.stop_letters(context(), token)
    if number is None:
        abort(404)
    return render_template("public/letters.html", number=number, stopped=True)
