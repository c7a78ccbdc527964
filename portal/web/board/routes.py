"""The board's pages: a list that is searched and filtered, and one page for each case."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.domain.vocabulary import ProblemType, Rectification
from portal.queries import board
from portal.queries.board import BoardQuery
from portal.store import Attachment, Case
from portal.store.facts import rectification
from portal.web.workings import reader, today, workings

blueprint = Blueprint("board", __name__, url_prefix="/board")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Published cases, newest first."""
    regions = board.regions(reader())
    query = _read_query({region.code for region in regions})
    found = board.find_cases(reader(), workings().index, query)
    return render_template(
        "board/index.html", query=query, found=found, regions=regions, problem_types=ProblemType, state=_rectification
    )


@blueprint.get("/<number>")
def case(number: str) -> ResponseReturnValue:
    """One case; a withdrawn one says so and nothing else."""
    found = board.find_case(reader(), number)
    if found is None:
        abort(404)
    if not found.case.visible:
        abort(410)
    return render_template("board/case.html", found=found, case=found.case, state=_rectification)


@blueprint.get("/<number>/pictures/<int:picture>")
def picture(number: str, picture: int) -> ResponseReturnValue:
    """A published picture of a visible case."""
    found = board.find_case(reader(), number)
    if found is None or not found.case.visible:
        abort(404 if found is None else 410)
    kept = reader().scalar(
        select(Attachment).where(
            Attachment.id == picture, Attachment.report_id == found.case.report_id, Attachment.published
        )
    )
    content = workings().pictures.read(kept.sha256) if kept else None
    if kept is None or content is None:
        abort(404)
    return Response(content, mimetype=kept.media_type)


def _rectification(case: Case) -> Rectification | None:
    return rectification(case.finding, case.corrected_on, case.correct_by, today())


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
