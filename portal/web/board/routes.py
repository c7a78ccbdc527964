"""The board's pages: a list that is searched and filtered, and one page for each case."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.domain.vocabulary import ProblemType
from portal.queries import board
from portal.queries.board import BoardQuery
from portal.services.indexing import ask_for_rebuild
from portal.web.pages import turn_page
from portal.web.workings import context, reader, rectification_today, workings

blueprint = Blueprint("board", __name__, url_prefix="/board")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Published cases, newest first."""
    regions = board.regions(reader())
    query = _read_query({region.code for region in regions})
    found = board.find_cases(reader(), workings().index, query)
    if not found.searched:
        ask_for_rebuild(context())
    return render_template(
        "board/index.html",
        query=query,
        found=found,
        regions=regions,
        problem_types=ProblemType,
        state=rectification_today,
        turn=turn_page,
    )


@blueprint.get("/<number>")
def case(number: str) -> ResponseReturnValue:
    """One case; a withdrawn one says so and nothing else."""
    found = board.find_case(reader(), number)
    if found is None:
        abort(404)
    if not found.case.visible:
        abort(410)
    return render_template("board/case.html", found=found, case=found.case, state=rectification_today)


@blueprint.get("/<number>/pictures/<int:picture>")
def picture(number: str, picture: int) -> ResponseReturnValue:
    """A published picture of a visible case."""
    found = board.find_case(reader(), number)
    if found is None or not found.case.visible:
        abort(404 if found is None else 410)
    kept = next((each for each in found.pictures if each.id == picture), None)
    content = workings().pictures.read(kept.sha256) if kept else None
    if kept is None or content is None:
        abort(404)
    return Response(content, mimetype=kept.media_type)


def _read_query(regions: set[str]) -> BoardQuery:
    """The board's query from the address; whatever makes no sense is left out, never an error."""
    given = request.args
    region = given.get("region", "")
    page = given.get("page", "1")
    return BoardQuery(
        q=given.get("q", ""),
        problem_type=ProblemType.lookup(given.get("problem_type")),
        region=region if region in regions else None,
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 8 else 1,
    )
