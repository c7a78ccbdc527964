"""The desk: what is to be done, all one may see, one report and the steps that may be taken on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import Forbidden

from portal.domain.demands import ActionInput
from portal.domain.vocabulary import Action, Role, State
from portal.queries import desk
from portal.queries.desk import ListQuery, ReportList, ReportPage
from portal.services import accounts
from portal.services.casework import act as take_step
from portal.services.errors import Invalid, NotAllowed, NotFound, Stale
from portal.web.desk.forms import (
    HINTS,
    LABELS,
    OPTIONAL,
    ActionForm,
    action_form,
    choices,
    read_version,
    starting_values,
)
from portal.web.forms import checks_own_token
from portal.web.guards import may_enter
from portal.web.pages import here, turn_page
from portal.web.sessions import actor
from portal.web.workings import calendar, context, fresh_reader, now, reader, workings

blueprint = Blueprint("desk", __name__, url_prefix="/desk")


@blueprint.get("")
@may_enter(Role.OFFICER, Role.ADMIN, Role.AUDITOR)
def todo() -> ResponseReturnValue:
    """What lies on the unit's desk, what is due first on top."""
    if current_user.role is not Role.OFFICER:
        return render_template("desk/no_desk.html")
    found = desk.todo_list(reader(), actor(), _list_query(), now(), calendar(), context().working_days)
    return _render_list("desk/todo.html", found)


@blueprint.get("/reports")
@may_enter(Role.OFFICER)
def reports() -> ResponseReturnValue:
    """Every report that the unit, or one below it, holds or ever held."""
    found = desk.visible_list(reader(), actor(), _list_query(), now(), calendar(), context().working_days)
    return _render_list("desk/reports.html", found)


@blueprint.get("/reports/<number>")
@may_enter(Role.OFFICER)
def report(number: str) -> ResponseReturnValue:
    """One report with its story, its replies, and exactly the steps that this person may take now."""
    return _render(_page(number))


@blueprint.post("/reports/<number>/contact")
@may_enter(Role.OFFICER)
def contact(number: str) -> ResponseReturnValue:
    """Show the citizen's contact data; the view is logged before anything is shown."""
    page = _page(number)
    accounts.record_view(context(), current_user.account_id, "view_contact", f"report:{page.report.id}")
    return _render(_page(number), show_contact=True)


@blueprint.get("/reports/<number>/pictures/<int:picture>")
@may_enter(Role.OFFICER)
def picture(number: str, picture: int) -> ResponseReturnValue:
    """A picture of a report that the person may see."""
    kept = next((each for each in _page(number).pictures if each.id == picture), None)
    content = workings().pictures.read(kept.sha256) if kept else None
    if kept is None or content is None:
        abort(404)
    return Response(content, mimetype=kept.media_type)


@blueprint.post("/reports/<number>/<action>")
@checks_own_token
@may_enter(Role.OFFICER)
def act(number: str, action: str) -> ResponseReturnValue:
    """Take one step; refused with 403, 409 or 422, the typed words still there."""
    wanted = _action(action)
    page = _page(number)
    form = _forms(page).get(wanted)
    if form is None or form.expects() != page.report.version:
        return _refuse(page, wanted)
    if not form.validate_on_submit():
        return _render(page, {wanted: form}), form.failure_status
    pictures = form.store_pictures(workings().pictures) if "attachments" in form else ()
    if pictures is None:
        return _render(page, {wanted: form}), 422
    try:
        done = take_step(context(), actor(), number, wanted, form.given(pictures), form.expects())
    except Invalid as invalid:
        form.take(invalid.problems)
        return _render(page, {wanted: form}), 422
    except Stale as stale:
        return _stale(number, wanted, stale)
    except (NotAllowed, NotFound):
        abort(403)
    flash(f"{done.number}：已{wanted.label}，现在{done.state.label}", "success")
    fresh_reader()
    still_seen = _find(number) is not None
    return redirect(url_for("desk.report", number=number) if still_seen else url_for("desk.todo"), 303)


def _refuse(page: ReportPage, wanted: Action) -> ResponseReturnValue:
    """The step is not offered now: because somebody acted meanwhile, or because it never was this person's."""
    try:
        take_step(context(), actor(), page.report.number, wanted, ActionInput(), read_version(request.form))
    except Stale as stale:
        return _stale(page.report.number, wanted, stale)
    except (NotAllowed, NotFound, Invalid):
        raise Forbidden from None
    raise Forbidden


def _stale(number: str, wanted: Action, stale: Stale) -> ResponseReturnValue:
    """Tell what happened, and give back what was typed: in the form where the step is still possible."""
    fresh_reader()
    page = _page(number)
    form = _forms(page).get(wanted)
    if form is not None:
        form.version.data = str(page.report.version)
    typed = [(LABELS[name], text) for name, text in request.form.items() if name in LABELS and text.strip()]
    shown = {wanted: form} if form is not None else {}
    return _render(page, shown, meanwhile=stale.meanwhile, wanted=wanted, typed=() if form else typed), 409


def _action(name: str) -> Action:
    wanted = Action.lookup(name)
    if wanted is None:
        abort(404)
    return wanted


def _list_query() -> ListQuery:
    page = request.args.get("page", "1")
    return ListQuery(
        state=State.lookup(request.args.get("state")),
        text=request.args.get("q", "")[:100],
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 8 else 1,
    )


def _render_list(template: str, found: ReportList) -> str:
    """A list with a tab for every state that occurs in it."""
    query = _list_query()
    views = [("全部", here(state=None, page=None), sum(found.counts.values()), query.state is None)]
    for state in State:
        if state in found.counts or state is query.state:
            address = here(state=state.value, page=None)
            views.append((state.label, address, found.counts.get(state, 0), state is query.state))
    return render_template(template, found=found, query=query, views=views, turn=turn_page)


def _find(number: str) -> ReportPage | None:
    parts = context()
    return desk.find_report(reader(), actor(), number, now(), calendar(), parts.working_days, parts.dispute_days)


def _page(number: str) -> ReportPage:
    """The report's page; one that does not exist and one that may not be seen are refused alike."""
    page = _find(number)
    if page is None:
        abort(403)
    return page


def _forms(page: ReportPage, *, fresh: bool = False) -> dict[Action, ActionForm]:
    """A form for every step that may be taken now, in the table's order.

    ``fresh`` ones start with what is proposed; posted ones hold what was posted and nothing else, lest a field that
    was left out be published with words that nobody saw.
    """
    unit = current_user.unit_id
    options = choices(page, unit, desk.colleagues(reader(), page.tree, unit))
    forms = ((row.action, row, action_form(row, page, options)) for row in page.allowed)
    if fresh:
        return {action: form(formdata=None, data=starting_values(row, page)) for action, row, form in forms}
    return {action: form() for action, _, form in forms}


def _render(page: ReportPage, shown: Mapping[Action, ActionForm] | None = None, **extra: Any) -> str:
    """The report's page; ``shown`` are forms that were filled in and come back with what is wrong."""
    filled = dict(shown or {})
    forms = {action: filled.get(action, form) for action, form in _forms(page, fresh=True).items()}
    return render_template(
        "desk/report.html",
        page=page,
        report=page.report,
        forms=forms,
        filled=set(filled),
        errors=[problem for form in filled.values() for problem in form.problems()],
        hints=HINTS,
        optional=OPTIONAL,
        **extra,
    )
