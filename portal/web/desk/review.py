"""Reviewing several at once: ten replies in full on one page, each decided and checked alone."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.domain.vocabulary import Action, Role
from portal.queries import review_batch
from portal.queries.review_batch import ReviewBatch
from portal.queries.review_hints import hints_for
from portal.services.casework import act
from portal.services.errors import Invalid, NotAllowed, NotFound, Stale
from portal.services.public_texts import PublicTexts
from portal.web.desk.blueprint import blueprint
from portal.web.desk.forms import HINTS, LABELS, OPTIONAL, ReviewForm, review_form
from portal.web.desk.masks import offer_decisions
from portal.web.forms import EXPIRED, checks_own_token, clean, token_is_valid
from portal.web.guards import may_enter
from portal.web.sessions import actor
from portal.web.workings import calendar, context, fresh_reader, now, reader

CHANGED = "这一件已有变化，请到留言页面核对后再审核"


@blueprint.get("/review")
@may_enter(Role.OFFICER)
def review() -> ResponseReturnValue:
    """The first ten replies that wait for this reviewer."""
    batch = _batch()
    return _render(batch, _forms(batch, posted=False))


@blueprint.post("/review")
@checks_own_token
@may_enter(Role.OFFICER)
def decide() -> ResponseReturnValue:
    """Carry out every decision that can be; the others come back with what is wrong, nothing typed lost."""
    batch = _batch([clean(number) for number in request.form.getlist("number")])
    forms = _forms(batch, posted=True)
    if not token_is_valid():
        flash(EXPIRED, "warning")
        return _render(batch, forms), 400
    failed: dict[str, ReviewForm] = {}
    for number, form in forms.items():
        if form.decision.data in ("approve", "send_back") and not _carry_out(number, form):
            failed[number] = form
    if not failed:
        return redirect(url_for("desk.review"), 303)
    fresh_reader()
    batch = _batch(list(failed))
    return _render(batch, {item.report.number: failed[item.report.number] for item in batch.entries}), 422


def _carry_out(number: str, form: ReviewForm) -> bool:
    """Take one decision; False, with a sentence at its field, if it was refused."""
    action = Action.APPROVE if form.decision.data == "approve" else Action.SEND_BACK
    if not form.validate():
        return False
    try:
        act(context(), actor(), number, action, form.given(()), form.expects())
    except Invalid as invalid:
        form.take(invalid.problems)
    except Stale:
        flash(f"{number}：{CHANGED}。", "warning")
        form.decision.errors = [CHANGED]
    except (NotAllowed, NotFound):
        form.decision.errors = ["您不能审核这一件"]
    else:
        flash(f"{number}：已{action.label}。", "success")
        return True
    return False


def _batch(numbers: list[str] | None = None) -> ReviewBatch:
    parts = context()
    asked = None if numbers is None else numbers[: review_batch.TEN]
    return review_batch.next_batch(reader(), actor(), now(), calendar(), parts.working_days, parts.dispute_days, asked)


def _forms(batch: ReviewBatch, *, posted: bool) -> dict[str, ReviewForm]:
    person = current_user.display_name
    return {item.report.number: review_form(item, batch.tree, person, posted=posted) for item in batch.entries}


def _render(batch: ReviewBatch, forms: dict[str, ReviewForm]) -> str:
    for item in batch.entries:
        texts = PublicTexts(item.report, item.reply, None)
        offer_decisions(forms[item.report.number], texts, LABELS, posted=request.method == "POST")
    return render_template(
        "desk/review.html",
        batch=batch,
        forms=forms,
        hints=HINTS,
        optional=OPTIONAL,
        review_hints=hints_for(reader(), [(item.report, item.reply) for item in batch.entries]),
        errors=[problem for form in forms.values() for problem in form.problems()],
    )
