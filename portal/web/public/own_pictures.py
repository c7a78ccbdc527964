"""The citizen's own pictures. The tracking code travels in bodies only, so that their addresses are signed instead, and
good for an hour at most: long enough to read the page, too short to be of use in a browser's history."""

from __future__ import annotations

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from portal.queries.own_pictures import find_own, tracked_pictures
from portal.store import Attachment, Report
from portal.web.picture_files import ShownPicture, picture_answer, shown
from portal.web.public.blueprint import blueprint
from portal.web.workings import now, reader, workings

LIFETIME = 45 * 60
"""Seconds for which an address shows the picture."""
WHOLE, SMALL = "whole", "small"


def shown_pictures(report: Report) -> list[ShownPicture]:
    """The pictures for the page behind a tracking code; never more than the citizen's own and published ones."""
    found = tracked_pictures(reader(), report.id)
    own = shown(found.own, lambda each: _signed(each, WHOLE), lambda each: _signed(each, SMALL), "您提交的图片")
    evidence = shown(
        found.evidence,
        lambda each: url_for("board.picture", number=report.number, picture=each.id),
        lambda each: url_for("board.small_picture", number=report.number, picture=each.id),
    )
    return own + evidence


@blueprint.get("/track/pictures/<token>")
def own_picture(token: str) -> ResponseReturnValue:
    """One of the citizen's pictures, as long as its address is good."""
    try:
        picture, size = _serializer().loads(token, max_age=LIFETIME)
    except SignatureExpired:
        return _expired()
    except BadSignature:
        abort(404)
    kept = find_own(reader(), picture)
    store = workings().pictures
    content = (store.read_small if size == SMALL else store.read)(kept.sha256) if kept else None
    if kept is None or content is None:
        abort(404)
    return picture_answer(content, kept.media_type, f"picture-{kept.id}")


def _expired() -> ResponseReturnValue:
    answer = Response(render_template("public/picture_expired.html"), 410)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _signed(kept: Attachment, size: str) -> str:
    return url_for("public.own_picture", token=_serializer().dumps([kept.id, size]))


class _Signer(TimestampSigner):
    """Goes by the portal's own clock."""

    def get_timestamp(self) -> int:
        return int(now().timestamp())


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(workings().settings.secret_key, salt="the citizen's own pictures", signer=_Signer)
