"""The two things of a challenge that the page fetches: the sum for the browser, and the picture."""

from __future__ import annotations

from flask import Response, abort, jsonify, url_for
from flask.typing import ResponseReturnValue

from portal.adapters.code_picture import draw_code
from portal.services import challenges
from portal.web.public.blueprint import blueprint
from portal.web.visitors import visitor
from portal.web.workings import context


@blueprint.get("/challenge")
def challenge() -> ResponseReturnValue:
    """A sum for this browser; and a fresh token with its picture and its question, for who cannot read the first."""
    parts, who = context(), visitor()
    token = challenges.new_token(parts, who)
    answer = jsonify(
        challenge=challenges.new_sum(parts, who),
        token=token,
        picture=url_for("public.challenge_picture", token=token),
        question=challenges.question(parts, token).text,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/challenge/picture/<token>")
def challenge_picture(token: str) -> ResponseReturnValue:
    """The characters of a token of this visitor's, drawn differently each time."""
    if not challenges.is_good(context(), token, visitor()):
        abort(404)
    drawn = Response(draw_code(challenges.picture_code(context(), token)), mimetype="image/png")
    drawn.headers["Cache-Control"] = "no-store"
    return drawn
