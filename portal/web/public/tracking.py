"""办理查询: what a tracking code shows, and the citizen's last word. Codes travel in POST bodies only."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.domain.demands import ActionInput
from portal.domain.policy import CITIZEN
from portal.domain.tracking_code import parse_tracking_code
from portal.domain.vocabulary import Action
from portal.queries.tracking import TrackedReport, find_tracked
from portal.services import rating
from portal.services.casework import act
from portal.services.errors import NotAllowed
from portal.services.intake import tracking_hash
from portal.web.forms import checks_own_token
from portal.web.public.blueprint import blueprint
from portal.web.public.forms import DisputeForm, RatingForm, TrackForm
from portal.web.public.own_pictures import shown_pictures
from portal.web.workings import calendar, context, fresh_reader, now, reader

UNKNOWN = "没有找到对应的留言，请核对查询码（16 位字母和数字）"


@blueprint.get("/track")
def track() -> ResponseReturnValue:
    """Ask for the code."""
    return render_template("public/track.html", form=TrackForm())


@blueprint.post("/track")
@checks_own_token
def tracked() -> ResponseReturnValue:
    """Show the report behind the code."""
    form = TrackForm()
    if not form.validate_on_submit():
        return render_template("public/track.html", form=form), form.failure_status
    found = _find(form)
    if found is None:
        return render_template("public/track.html", form=form), 422
    return _render(found, form)


@blueprint.post("/track/rating")
@checks_own_token
def rate() -> ResponseReturnValue:
    """Take the citizen's rating; rating again replaces the former one."""
    form = RatingForm()
    found = _find(form)
    if found is None:
        return render_template("public/track.html", form=form), 422
    if not form.validate_on_submit():
        return _render(found, form, rating_form=form), form.failure_status
    try:
        rating.rate(context(), found.report.number, int(form.rating.data), form.comment.data or "")
    except NotAllowed:
        form.rating.errors = ["留言办结后才能评价"]
        return _render(found, form, rating_form=form), 422
    return _again(form, "感谢您的评价，已经记录。")


@blueprint.post("/track/dispute")
@checks_own_token
def dispute() -> ResponseReturnValue:
    """Take the citizen's one dispute to the provincial office."""
    form = DisputeForm()
    found = _find(form)
    if found is None:
        return render_template("public/track.html", form=form), 422
    if not form.validate_on_submit():
        return _render(found, form, dispute_form=form), form.failure_status
    try:
        act(context(), CITIZEN, found.report.number, Action.DISPUTE, ActionInput(reason=form.reason.data))
    except NotAllowed:
        form.reason.errors = ["这条留言现在不能提出异议：每条留言办结后可以提出一次，须在规定天数内"]
        return _render(found, form, dispute_form=form), 422
    return _again(form, "异议已提交省政府办公厅，处理结果可以在本页查看。")


def _find(form: TrackForm) -> TrackedReport | None:
    """The report behind the typed code; leaves a sentence at the field where there is none."""
    code = parse_tracking_code(form.tracking_code.data or "")
    parts = context()
    found = (
        find_tracked(reader(), tracking_hash(parts, code), now(), calendar(), parts.working_days, parts.dispute_days)
        if code
        else None
    )
    if found is None:
        form.tracking_code.errors = [UNKNOWN]
    return found


def _again(form: TrackForm, message: str) -> ResponseReturnValue:
    """The same page after a change, with what was done."""
    fresh_reader()
    found = _find(form)
    if found is None:
        return render_template("public/track.html", form=form), 422
    return _render(found, form, message=message)


def _render(
    found: TrackedReport,
    form: TrackForm,
    *,
    rating_form: RatingForm | None = None,
    dispute_form: DisputeForm | None = None,
    message: str = "",
) -> str:
    errors = [problem for each in (rating_form, dispute_form) if each is not None for problem in each.problems()]
    return render_template(
        "public/tracked.html",
        found=found,
        pictures=shown_pictures(found.report),
        code=form.tracking_code.data,
        rating_form=rating_form or RatingForm(formdata=None),
        dispute_form=dispute_form or DisputeForm(formdata=None),
        errors=errors,
        message=message,
    )
