"""The citizen's last word: a rating, and once a dispute."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from portal.domain.demands import ActionInput
from portal.domain.policy import CITIZEN
from portal.domain.vocabulary import Action
from portal.queries.tracking import TrackedReport
from portal.services import rating
from portal.services.casework import act
from portal.services.errors import NotAllowed
from portal.web.public.blueprint import blueprint
from portal.web.public.track_forms import DisputeForm, RatingForm
from portal.web.public.tracked_page import show, show_again, with_code
from portal.web.workings import context


@blueprint.post("/track/rating")
@with_code(RatingForm)
def rate(found: TrackedReport, form: RatingForm) -> ResponseReturnValue:
    """Take the citizen's rating; rating again replaces the former one."""
    try:
        rating.rate(context(), found.report.number, int(form.rating.data), form.comment.data or "")
    except NotAllowed:
        return show(found, form, problem="留言办结后才能评价；已撤回的留言不能评价"), 422
    return show_again(form, "感谢您的评价，已经记录。办理单位及其上级可以看到您的评价。")


@blueprint.post("/track/dispute")
@with_code(DisputeForm)
def dispute(found: TrackedReport, form: DisputeForm) -> ResponseReturnValue:
    """Take the citizen's one dispute to the provincial office."""
    try:
        act(context(), CITIZEN, found.report.number, Action.DISPUTE, ActionInput(reason=form.reason.data))
    except NotAllowed:
        problem = "这条留言现在不能提出异议：每条留言办结后可以提出一次，须在规定天数内"
        return show(found, form, problem=problem), 422
    return show_again(form, "异议已提交省政府办公厅，处理结果可以在本页查看。")
