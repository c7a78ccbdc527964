"""Cases as JSON: found as the board finds them, or one by its number."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import abort, url_for
from werkzeug.exceptions import ServiceUnavailable

from portal.queries import published
from portal.queries.board_paging import Cursor, part_of
from portal.queries.case_fields import fields_of
from portal.queries.case_page import find_case
from portal.web.api.blueprint import blueprint
from portal.web.api.links import link_header
from portal.web.api.schemas import USUAL, CaseSchema, CasesQuestion, CasesSchema, CasesWanted, ErrorSchema
from portal.web.board_query import parameters
from portal.web.searching import find_cases
from portal.web.workings import board, reader, today

RETRY_SECONDS = 30


@blueprint.route("/cases")
@blueprint.doc(summary="查找公示案例", operationId="cases")
@blueprint.arguments(CasesQuestion, location="query")
@blueprint.response(200, CasesSchema, description="找到的案例", headers={"Link": {"schema": {"type": "string"}}})
@blueprint.alt_response(304, description="与您已有的相同")
@blueprint.alt_response(429, schema=ErrorSchema, description="搜索过于频繁")
def cases(wanted: CasesWanted) -> tuple[dict[str, Any], dict[str, str]]:
    """A part of the cases found, with the exact total and the counts of every filter."""
    answer = find_cases(wanted.board)
    if not answer.searched:
        # A program could not tell that the words were left aside.
        raise ServiceUnavailable(retry_after=RETRY_SECONDS)
    part = part_of(answer, wanted.limit, wanted.cursor, wanted.board.page)
    places = board().places()
    shown = published.in_order(reader(), part.ids)
    following = _following(wanted, part.after)
    found = {
        "total": answer.total,
        "items": [fields_of(case, places, today()) for case in shown],
        "next": following,
        "facets": {
            name: {str(value): count for value, count in counts.items()} for name, counts in answer.facets.items()
        },
    }
    return found, link_header(following)


NUMBER = {"in": "path", "name": "number", "description": "编号，如 2018-000220"}


@blueprint.route("/cases/<number>", parameters=[NUMBER])
@blueprint.doc(summary="按编号取一条案例", operationId="case")
@blueprint.response(200, CaseSchema, description="这条案例")
@blueprint.alt_response(304, description="与您已有的相同")
@blueprint.alt_response(404, schema=ErrorSchema, description="没有公示这个编号")
@blueprint.alt_response(410, schema=ErrorSchema, description="已撤回公开")
def case(number: str) -> dict[str, Any]:
    """One case; of a withdrawn one nothing but that it was withdrawn."""
    found = find_case(reader(), number)
    if found is None:
        abort(404)
    if not found.visible:
        abort(410)
    return fields_of(found, board().places(), today())


def _following(wanted: CasesWanted, after: Cursor | None) -> str | None:
    if after is None:
        return None
    asked = parameters(wanted.board, page=1) | {"cursor": after.encode()}
    if wanted.limit != USUAL:
        asked["limit"] = str(wanted.limit)
    return f"{url_for('api.cases', _external=True)}?{urlencode(asked)}"
