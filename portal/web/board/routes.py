"""The board's list, searched and filtered."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.queries import published
from portal.queries.board import Answer
from portal.services.indexing import ask_to_mend
from portal.web.board.blueprint import blueprint
from portal.web.board_query import query_string, read_query
from portal.web.workings import board, context, now, reader, rectification_today, today

CATCHING_UP = timedelta(seconds=10)
"""How long the index may lack what changed last before the worker is asked to look after it."""


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Published cases: found by words and filters, counted, in the order asked for."""
    query = read_query(request.args)
    answer = board().answer(query, today())
    keep_index_sound(answer)
    cases = published.in_order(reader(), answer.ids)
    return render_template(
        "board/index.html",
        places=board().places(),
        query=query,
        found=answer,
        cases=cases,
        state=rectification_today,
        turn=lambda page: url_for("board.index") + query_string(query, page=page),
    )


def keep_index_sound(answer: Answer) -> None:
    """Ask the worker to mend the index where this answer found it wanting."""
    behind = len(answer.words.unindexed) > 0 and answer.words.columns.changed_at + CATCHING_UP < now()
    if not answer.searched or behind:
        ask_to_mend(context(), anew=not answer.searched)
