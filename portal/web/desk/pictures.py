"""The pictures of a report on the desk, and the page on which the provincial office blacks out parts of them."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from portal.domain import policy
from portal.domain.picture import MOST_AREAS, Area, read_area
from portal.domain.vocabulary import Role
from portal.queries.blackened import areas_of
from portal.queries.report_page import ReportPage
from portal.services.attachments import choose_public_file
from portal.services.errors import NotAllowed, NotFound, Stale
from portal.store import Attachment
from portal.web.desk.blueprint import blueprint
from portal.web.desk.picture_addresses import original_pictures, public_pictures
from portal.web.desk.report import page_of
from portal.web.forms import PortalForm, checks_own_token
from portal.web.guards import may_enter
from portal.web.picture_files import picture_answer
from portal.web.sessions import actor
from portal.web.workings import context, fresh_reader, reader, workings

SIDES = ("left", "top", "width", "height")
SPARE_ROWS = 4
"""Empty rows on the page, for those who type numbers; whoever needs more saves in between."""


class MaskForm(PortalForm):
    """``seen`` is the hash of the public file that the page was made for. The areas come as rows beside it."""

    seen = HiddenField()


@dataclass(frozen=True, slots=True)
class Row:
    """One area as it was typed: left, top, width, height in percent; ``problem`` is a sentence or nothing."""

    sides: tuple[str, ...] = ("", "", "", "")
    problem: str = ""


@blueprint.get("/reports/<number>/pictures/<int:picture>")
@may_enter(Role.OFFICER)
def picture(number: str, picture: int) -> ResponseReturnValue:
    """A picture of a report that the person may see, as it came."""
    kept = _kept(page_of(number), picture)
    return _answer(number, kept, workings().pictures.read(kept.sha256))


@blueprint.get("/reports/<number>/pictures/<int:picture>/small")
@may_enter(Role.OFFICER)
def small_picture(number: str, picture: int) -> ResponseReturnValue:
    """Its thumbnail."""
    kept = _kept(page_of(number), picture)
    return _answer(number, kept, workings().pictures.read_small(kept.sha256))


@blueprint.get("/reports/<number>/pictures/<int:picture>/public")
@may_enter(Role.OFFICER)
def public_picture(number: str, picture: int) -> ResponseReturnValue:
    """The picture as the public gets it where it is published."""
    kept = _kept(page_of(number), picture)
    return _answer(number, kept, workings().pictures.read(kept.public_file))


@blueprint.get("/reports/<number>/pictures/<int:picture>/public/small")
@may_enter(Role.OFFICER)
def small_public_picture(number: str, picture: int) -> ResponseReturnValue:
    """The thumbnail of what the public gets."""
    kept = _kept(page_of(number), picture)
    return _answer(number, kept, workings().pictures.read_small(kept.public_file))


@blueprint.get("/reports/<number>/pictures/<int:picture>/mask")
@may_enter(Role.OFFICER)
def mask(number: str, picture: int) -> ResponseReturnValue:
    """The picture with what is black in it, to be changed."""
    page, kept = _to_blacken(number, picture)
    form = MaskForm(formdata=None, data={"seen": kept.public_sha256 or ""})
    return _render(page, kept, form, [_row(area) for area in areas_of(reader(), kept)])


@blueprint.post("/reports/<number>/pictures/<int:picture>/mask")
@checks_own_token
@may_enter(Role.OFFICER)
def change_mask(number: str, picture: int) -> ResponseReturnValue:
    """Make a new public file with these areas black, or publish the picture as it is again."""
    page, kept = _to_blacken(number, picture)
    form, rows = MaskForm(), _typed()
    areas = [area for row in rows if isinstance(area := read_area(row.sides), Area)]
    as_it_is = "reset" in request.form
    if not form.validate_on_submit():
        return _render(page, kept, form, rows), form.failure_status
    if not as_it_is and any(row.problem for row in rows):
        return _render(page, kept, form, rows), 422
    if not as_it_is and not areas:
        return _render(page, kept, form, [Row(problem="请至少标出一个要涂黑的区域"), *rows]), 422
    return _choose(page, kept, form, rows, [] if as_it_is else areas)


def _choose(
    page: ReportPage, kept: Attachment, form: MaskForm, rows: list[Row], areas: list[Area]
) -> ResponseReturnValue:
    number = page.report.number
    copy = workings().pictures.put_blackened(kept.sha256, kept.media_type, areas) if areas else None
    if areas and copy is None:
        abort(404)
    try:
        choose_public_file(context(), actor(), kept.id, form.seen.data or None, copy, areas)
    except Stale:
        fresh_reader()
        page, kept = _to_blacken(number, kept.id)
        form.seen.data = kept.public_sha256 or ""
        flash("其他人刚刚改过这张图片，您标出的区域还没有保存。请核对右侧公众看到的样子后再保存。", "warning")
        return _render(page, kept, form, rows), 409
    except (NotAllowed, NotFound):
        abort(403)
    if areas:
        flash(f"已涂黑 {len(areas)} 处。公众只会得到涂黑后的图片，原图不对外提供。", "success")
    else:
        flash("已恢复原图：公示时公众看到的是没有涂黑的图片。", "success")
    return redirect(url_for("desk.mask", number=number, picture=kept.id), 303)


def _render(page: ReportPage, kept: Attachment, form: MaskForm, rows: list[Row]) -> str:
    number = page.report.number
    filled = [row for row in rows if any(row.sides) or row.problem]
    shown_rows = (filled + [Row()] * SPARE_ROWS)[:MOST_AREAS]
    place = next(place for place, each in enumerate(page.pictures) if each.id == kept.id)
    problems = [("", problem) for target, problem in form.problems() if not target]
    problems += [(f"left-{n}", f"区域 {n}：{row.problem}") for n, row in enumerate(shown_rows, 1) if row.problem]
    return render_template(
        "desk/mask.html",
        report=page.report,
        original=original_pictures(number, page.pictures)[place],
        public=public_pictures(number, page.pictures)[place],
        published=kept.published and page.case is not None and page.case.visible,
        form=form,
        rows=shown_rows,
        most=MOST_AREAS,
        errors=problems,
    )


def _typed() -> list[Row]:
    """The rows that were sent, as many as there may be; what does not fit together is taken as far as it does."""
    columns = [request.form.getlist(side)[:MOST_AREAS] for side in SIDES]
    rows = []
    for sides in zip(*columns, strict=False):
        found = read_area(sides)
        rows.append(Row(tuple(sides), found if isinstance(found, str) else ""))
    return rows


def _row(area: Area) -> Row:
    return Row(tuple(f"{side:g}" for side in astuple(area)))


def _to_blacken(number: str, picture: int) -> tuple[ReportPage, Attachment]:
    """The page and the picture; 403 for everybody but the provincial office."""
    page = page_of(number)
    if not policy.may_blacken(actor(), page.tree):
        abort(403)
    return page, _kept(page, picture)


def _kept(page: ReportPage, picture: int) -> Attachment:
    return next((each for each in page.pictures if each.id == picture), None) or abort(404)


def _answer(number: str, kept: Attachment, content: bytes | None) -> Response:
    if content is None:
        abort(404)
    return picture_answer(content, kept.media_type, f"{number}-{kept.id}")
