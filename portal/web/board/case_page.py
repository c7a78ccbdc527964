"""The page of one case, and its pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.queries.case_page import case_page, find_case, published_pictures
from portal.store import Attachment
from portal.web.board.blueprint import blueprint
from portal.web.board.citing import citation, structured_data
from portal.web.picture_files import ShownPicture, picture_answer, shown
from portal.web.workings import calendar, context, reader, rectification_today, today, workings

NUMBER = re.compile(r"\d{4}-\d{6,7}", re.ASCII)


@blueprint.get("/<number>")
def case(number: str) -> ResponseReturnValue:
    """One case; a withdrawn one says so and nothing else."""
    found = find_case(reader(), number)
    if found is None:
        return _no_case(number)
    if not found.visible:
        abort(410)
    page = case_page(reader(), found, calendar(), context().working_days, today())
    address = url_for("board.case", number=found.number, _external=True)
    imprint = workings().settings.imprint
    return render_template(
        "board/case.html",
        found=page,
        case=found,
        pictures=_shown(found.number, page.pictures),
        state=rectification_today,
        address=address,
        citation=citation(found, imprint, address, today()),
        structured=structured_data(found, imprint, address, opens=page.opens),
    )


def _shown(number: str, pictures: Sequence[Attachment]) -> list[ShownPicture]:
    return shown(
        pictures,
        lambda each: url_for("board.picture", number=number, picture=each.id),
        lambda each: url_for("board.small_picture", number=number, picture=each.id),
    )


def _no_case(number: str) -> ResponseReturnValue:
    """The same words whether or not there is a report of this number: what became of it, the ledger says."""
    if not NUMBER.fullmatch(number):
        abort(404)
    return render_template("board/no_case.html", number=number), 404


@blueprint.get("/<number>/pictures/<int:picture>")
def picture(number: str, picture: int) -> ResponseReturnValue:
    """A published picture of a visible case, with the areas black that the reviewer chose."""
    kept = _published(number, picture)
    return _answer(number, kept, workings().pictures.read(kept.public_file), kept.public_file)


@blueprint.get("/<number>/pictures/<int:picture>/small")
def small_picture(number: str, picture: int) -> ResponseReturnValue:
    """Its thumbnail, made from the same public file."""
    kept = _published(number, picture)
    return _answer(number, kept, workings().pictures.read_small(kept.public_file), f"{kept.public_file}-small")


def _published(number: str, picture: int) -> Attachment:
    found = find_case(reader(), number)
    if found is None or not found.visible:
        abort(404 if found is None else 410)
    return next((each for each in published_pictures(reader(), found) if each.id == picture), None) or abort(404)


def _answer(number: str, kept: Attachment, content: bytes | None, tag: str) -> ResponseReturnValue:
    if content is None:
        abort(404)
    answer = picture_answer(content, kept.media_type, f"{number}-{kept.id}", keep=True)
    answer.set_etag(tag)
    return answer
