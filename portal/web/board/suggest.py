"""Suggestions while somebody types into the search box; whoever has no JavaScript misses nothing but these."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from portal.queries import suggestions
from portal.queries.board_query import BoardQuery
from portal.web.board.blueprint import blueprint
from portal.web.board_query import query_string
from portal.web.forms import clean
from portal.web.workings import board, reader, today

LONGEST_TYPED = 50


@blueprint.get("/suggest")
def suggest() -> dict[str, Any]:
    """Words, sites and units that go on from what was typed, each with its exact count and its address."""
    typed = clean(request.args.get("q"))[:LONGEST_TYPED]
    everything = board().answer(BoardQuery(), today())
    found = suggestions.suggest(reader(), typed, everything, board().places())
    path = url_for("board.index")
    items = [
        {"text": each.text, "kind": each.kind, "count": each.count, "address": path + query_string(each.query)}
        for each in found
    ]
    return {"items": items}
