"""The citizen's last word: a rating, and once a dispute."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from portal.domain.demands import ActionInput
from portal.domain.policy import CITIZEN
from portal.domain.vocabulary import Action
from portal.services import rating
from portal.services.casework import act
from portal.services.errors import NotAllowed
from portal.web.forms import checks_own_token
from portal.web.public.blueprint import blueprint
from portal.web.public.track_forms import DisputeForm, RatingForm
from portal.web.public.tracked_page import ask_again, find, show, show_again
from portal.web.workings import context


@blueprint.post("/track/rating")
@checks_own_token
def rate() -> ResponseReturnValue:
    """Take the citizen's rating; rating again replaces the former one."""
    form = RatingForm()
    found = find(form)
    if found is None:
        return ask_again(form)
    if not form.validate_on_submit():
        return show(found, form), form.failure_status
    try:
        rating.rate(context(), found.report.number, int(form.rating.data), form.comment.data or "")
    except NotAllowed:
        return show(found, form, problem="留言办结后才能评价；已撤回的留言不能评价"), 422
    return show_again(form, "感谢您的评价，已经记录。办理单位及其上级可以看到您的评价。")


@blueprint.post("/track/dispute")
@checks_own_token
def dispute() -> ResponseReturnValue:
    """Take the citizen's one dispute to the provincial office."""
    form = DisputeForm()
    found = find(form)
    if found is None:
        return ask_again(form)
    if not form.validate_on_submit():
        return show(found, form), form.failure_status
    try:
        act(context(), CITIZEN, found.report.number, Action.DISPUTE, ActionInput(reason=form.reason.data))
    except NotAllowed:
        problem = "这条留言现在不能提出异议：每条留言办结后可以提出一次，须在规定天数内"
        return show(found, form, problem=problem), 422
    return show_again(form, "异议已提交省政府办公厅，处理结果可以在本页查看。")
