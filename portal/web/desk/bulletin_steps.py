"""What is done with a bulletin once it was worded: signed, acknowledged, opened to the public, or given back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.domain.bulletin import Step
from portal.domain.vocabulary import Role
from portal.services import bulletins as services
from portal.services.errors import Invalid, NotAllowed, NotFound, Stale
from portal.web.desk.blueprint import blueprint
from portal.web.desk.bulletin_pages import Came, StepForm, page_of, render_read
from portal.web.forms import checks_own_token
from portal.web.guards import may_enter
from portal.web.sessions import actor
from portal.web.workings import context, fresh_reader


def _return(bulletin: int, form: StepForm) -> str:
    services.return_to_draft(context(), actor(), bulletin, form.revision, form.words.data or "")
    return "已退回修改。"


def _sign(bulletin: int, form: StepForm) -> str:
    return f"已签发，印发给 {services.sign(context(), actor(), bulletin, form.revision)} 个单位。"


def _acknowledge(bulletin: int, form: StepForm) -> str:
    services.acknowledge(context(), actor(), bulletin)
    return "已确认收到。"


def _publish(bulletin: int, form: StepForm) -> str:
    checks = {"secrecy_checked": form.secrecy_checked.data, "privacy_checked": form.privacy_checked.data}
    services.publish(context(), actor(), bulletin, form.revision, **checks)
    return "已向社会公开。"


def _unpublish(bulletin: int, form: StepForm) -> str:
    services.unpublish(context(), actor(), bulletin, form.revision, form.words.data or "")
    return "已撤回公开。"


TAKEN: Mapping[Step, Callable[[int, StepForm], str]] = {
    Step.RETURN: _return,
    Step.SIGN: _sign,
    Step.ACKNOWLEDGE: _acknowledge,
    Step.PUBLISH: _publish,
    Step.UNPUBLISH: _unpublish,
}
"""Each takes the step and says what was done."""


@blueprint.post("/bulletins/<int:bulletin>/<step>")
@checks_own_token
@may_enter(Role.OFFICER)
def take_bulletin_step(bulletin: int, step: str) -> ResponseReturnValue:
    """Take one step; refused with 403, 409 or 422, what was typed still there."""
    wanted, page = Step.lookup(step), page_of(bulletin)
    if wanted is None or wanted not in TAKEN:
        abort(404)
    form = StepForm()
    if not form.validate_on_submit():
        return render_read(page, {wanted: form}), form.failure_status
    try:
        done = TAKEN[wanted](bulletin, form)
    except Invalid as invalid:
        form.take(invalid.problems)
        return render_read(page, {wanted: form}), 422
    except Stale as stale:
        fresh_reader()
        typed = [form.words.data] if form.words.data else []
        return render_read(page_of(bulletin), came=Came(stale.meanwhile, typed)), 409
    except (NotAllowed, NotFound):
        if wanted is Step.ACKNOWLEDGE and page.bulletin.issued_at is not None:
            flash("本单位已经确认过，或者不在印发范围，不需要再确认。", "info")
            return redirect(url_for("desk.bulletin", bulletin=bulletin), 303)
        abort(403)
    flash(done, "success")
    return redirect(url_for("desk.bulletin", bulletin=bulletin), 303)
