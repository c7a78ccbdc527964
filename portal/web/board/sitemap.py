"""What search engines are told: every visible case in parts, the pages that stand, and what to leave alone."""

from __future__ import annotations

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.queries.sitemap import cases_of, parts
from portal.web.board.blueprint import crawlers
from portal.web.pages import has_endpoint
from portal.web.workings import reader

STANDING = (
    "public.home",
    "board.index",
    "board.ledger",
    "public.report",
    "public.unlisted",
    "public.help",
    "public.embed",
)
"""Pages that are worth finding and change without a date of their own."""


@crawlers.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    """The index of the parts."""
    return _xml(render_template("board/sitemap.xml", parts=parts(reader())))


@crawlers.get("/sitemap-pages.xml")
def sitemap_of_pages() -> ResponseReturnValue:
    """The part with the pages that are always there."""
    addresses = [url_for(name, _external=True) for name in STANDING if has_endpoint(name)]
    return _xml(render_template("board/sitemap_part.xml", places=[(address, None) for address in addresses]))


@crawlers.get("/sitemap-<int:part>.xml")
def sitemap_of_cases(part: int) -> ResponseReturnValue:
    """One part with cases; which case belongs to which part never changes."""
    cases = cases_of(reader(), part)
    if not cases:
        abort(404)
    # Asked once: making an address takes longer than all the rest of a line.
    board = url_for("board.index", _external=True)
    places = [(f"{board}/{number}", changed) for number, changed in cases]
    return _xml(render_template("board/sitemap_part.xml", places=places))


@crawlers.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """What is of no use to search engines, and where the sitemap is."""
    return Response(render_template("board/robots.txt"), mimetype="text/plain")


def _xml(text: str) -> Response:
    return Response(text, mimetype="application/xml")
