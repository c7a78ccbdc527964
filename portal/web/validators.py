"""Validators: whatever shows cases is asked for again each time, which costs next to nothing while nothing has changed.

No browser and no proxy may show a case from its own store without asking, for the case may have been withdrawn. Answers
made for machines get an ETag from everything that they depend on, known before the work: a repetition is answered by
two small queries. Pages are made and hashed, for they depend on the reader as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from datetime import time as clock_time
from functools import cache

from flask import Flask, Response, g, request
from sqlalchemy.orm import Session

from portal.config import PACKAGE, Settings, pages_home
from portal.domain.deadlines import SHANGHAI
from portal.queries.standing import Standing, board_standing, ledger_standing
from portal.web.workings import board, context, now, today

SHOWING = ("board", "crawlers", "api")
"""Blueprints whose answers show cases, or tell of them; so does the home page."""
PAGES: Mapping[str, Callable[[Session], Standing]] = {
    "board.index": board_standing,
    "board.case": board_standing,
    "board.ledger": ledger_standing,
}
"""Pages by what they depend on besides their reader. The home page has no date: its figures may be some seconds old."""
FILES: Mapping[str, Callable[[Session], Standing]] = {
    "board.export_csv": board_standing,
    "board.export_xlsx": board_standing,
    "board.feed": board_standing,
    "board.ledger_table": ledger_standing,
    "crawlers.sitemap": board_standing,
    "crawlers.sitemap_of_cases": board_standing,
    "api.cases": board_standing,
    "api.case": board_standing,
}
"""Answers for machines by what they depend on besides their address, the day, and the names of regions and units."""
DATED = {**PAGES, **FILES}
RESOLUTION = timedelta(seconds=2)
"""Within the second of a change another one may follow, which the same Last-Modified would hide."""
ENCODED = "-gzip"
"""Ends the ETag of a compressed answer: other bytes, other tag."""


def install(app: Flask, settings: Settings) -> None:
    """Answer repeated questions before the work, and give every answer that shows cases its validators."""

    @app.before_request
    def answer_early() -> Response | None:
        # Read before the work: an answer may be newer than its validators say, which costs a repetition, never older.
        standing = _standing()
        g.changed_at = _changed_at(standing) if standing else None
        g.tag = _tag(standing, settings) if standing and request.endpoint in FILES else None
        return _not_modified(g.tag) if g.tag and request.method in ("GET", "HEAD") else None

    @app.after_request
    def add_validators(response: Response) -> Response:
        shows_cases = request.blueprint in SHOWING or request.endpoint == "public.home"
        asked = request.method in ("GET", "HEAD") and response.status_code in (200, 304)
        if shows_cases and asked and not response.cache_control.no_store:
            _add(response)
        return response


def _standing() -> Standing | None:
    read = DATED.get(request.endpoint or "")
    if read is None:
        return None
    # In a session of its own: the view shall see the present, not this moment.
    with context().database.reading() as session:
        return read(session)


def _changed_at(standing: Standing) -> datetime:
    """When the answer last changed: by a change of the record, or at midnight, when promises become overdue."""
    midnight = datetime.combine(today(), clock_time(), SHANGHAI)
    return max(standing.changed_at, midnight)


def _tag(standing: Standing, settings: Settings) -> str:
    parts = (
        _program(),
        repr(settings.imprint),
        standing.stamp,
        board().places().stamp,
        today().isoformat(),
        request.root_url,
        request.path,
        request.query_string.decode("latin-1"),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@cache
def _program() -> str:
    """The same as long as the program and its templates are."""
    digest = hashlib.sha256()
    for folder, pattern in ((PACKAGE, "**/*.py"), (pages_home() / "templates", "**/*.*")):
        for file in sorted(folder.glob(pattern)):
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _not_modified(tag: str) -> Response | None:
    """304 for whoever holds this very answer, compressed or not."""
    held = request.if_none_match
    # A star stands for any answer there may be; whether there is one, only the view can say.
    if held.star_tag:
        return None
    known = next((each for each in (tag, tag + ENCODED) if held.contains_weak(each)), None)
    if known is None:
        return None
    response = Response(status=304)
    response.set_etag(known)
    response.vary.add("Accept-Encoding")
    return response


def _add(response: Response) -> None:
    if response.status_code == 200:
        _identify(response)
        _date(response)
        if response.mimetype == "text/html":
            # The larger text, the colours and a waiting message come with the cookie; who may keep it, headers say.
            response.vary.add("Cookie")
            return
    response.headers["Cache-Control"] = "public, no-cache"


def _date(response: Response) -> None:
    changed = g.changed_at or response.last_modified
    if changed and now() - changed >= RESOLUTION:
        response.last_modified = changed
    else:
        response.headers.pop("Last-Modified", None)


def _identify(response: Response) -> None:
    if g.tag:
        response.set_etag(g.tag)
    elif not response.get_etag()[0] and not response.is_streamed:
        response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
