"""One report on the desk, and the steps that may be taken on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import Forbidden

from portal.domain.audit import Deed
from portal.domain.demands import ActionInput
from portal.domain.vocabulary import Action, Role, State
from portal.queries import report_page
from portal.queries.report_page import ReportPage
from portal.queries.review_hints import hints_for
from portal.queries.worklists import following
from portal.services import audit, publication
from portal.services.casework import act as take_step
from portal.services.errors import Invalid, NotAllowed, NotFound, Stale
from portal.web.desk.blueprint import blueprint
from portal.web.desk.forms import (
    HINTS,
    LABELS,
    OPTIONAL,
    ActionForm,
    action_form,
    choices,
    originals,
    public_texts,
    read_version,
    starting_values,
)
from portal.web.desk.lists import LISTS, list_address, numbers_of, present_place, report_address
from portal.web.desk.masks import KINDS, PLACES, offer_decisions
from portal.web.desk.new_code import offers_new_code
from portal.web.desk.picture_addresses import original_pictures, public_pictures
from portal.web.desk.prefill import Aids, aids, put_template
from portal.web.desk.watching import duty_on
from portal.web.forms import EXPIRED, checks_own_token, token_is_valid
from portal.web.guards import may_enter
from portal.web.sessions import actor
from portal.web.workings import calendar, context, fresh_reader, now, reader, rectification_today, workings


@blueprint.get("/reports/<number>")
@may_enter(Role.OFFICER)
def report(number: str) -> ResponseReturnValue:
    """One report with its story, its replies, and exactly the steps that this person may take now."""
    return _render(page_of(number))


@blueprint.post("/reports/<number>/contact")
@may_enter(Role.OFFICER)
def contact(number: str) -> ResponseReturnValue:
    """Show the citizen's contact data; the view is logged before anything is shown."""
    page = page_of(number)
    audit.record_view(context(), current_user.account_id, Deed.VIEW_CONTACT, f"report:{page.report.id}")
    return _render(page, show_contact=True)


@blueprint.post("/reports/<number>/<action>/preview")
@checks_own_token
@may_enter(Role.OFFICER)
def preview(number: str, action: str) -> ResponseReturnValue:
    """The case as the board would show it with the public copy that was typed; nothing is stored."""
    page = page_of(number)
    form = _forms(page).get(_action(action))
    if form is None or "public_title" not in form or not page.replies:
        raise Forbidden
    given = form.given(())
    case = publication.preview(
        reader(), page.report, page.replies[0].reply, given, now(), calendar(), context().working_days
    )
    pictures = [each for each in page.pictures if each.id in given.public_attachments]
    return render_template(
        "desk/preview.html", case=case, pictures=public_pictures(number, pictures), state=rectification_today
    )


@blueprint.post("/reports/<number>/<action>/template")
@checks_own_token
@may_enter(Role.OFFICER)
def use_template(number: str, action: str) -> ResponseReturnValue:
    """The form with a template of the unit as its reply and everything else as it was typed; nothing is stored."""
    page, wanted = page_of(number), _action(action)
    form = _forms(page).get(wanted)
    if form is None or "reply" not in form:
        raise Forbidden
    if not token_is_valid():
        flash(EXPIRED, "warning")
        return _render(page, {wanted: form}), 400
    status = 200 if put_template(form, page) else 422
    return _render(page, {wanted: form}), status


@blueprint.post("/reports/<number>/<action>")
@checks_own_token
@may_enter(Role.OFFICER)
def act(number: str, action: str) -> ResponseReturnValue:
    """Take one step; refused with 403, 409 or 422, the typed words still there."""
    wanted = _action(action)
    page = page_of(number)
    form = _forms(page).get(wanted)
    if form is None or form.expects() != page.report.version:
        return _refuse(page, wanted)
    if not form.validate_on_submit():
        return _render(page, {wanted: form}), form.failure_status
    pictures = form.store_pictures(workings().pictures) if "attachments" in form else ()
    if pictures is None:
        return _render(page, {wanted: form}), 422
    place = present_place()
    before = numbers_of(place)
    try:
        done = take_step(context(), actor(), number, wanted, form.given(pictures), form.expects())
    except Invalid as invalid:
        form.take(invalid.problems)
        return _render(page, {wanted: form}), 422
    except Stale as stale:
        return _stale(number, wanted, stale)
    except (NotAllowed, NotFound):
        raise Forbidden from None
    flash(f"{done.number}：已{wanted.label}，现在{done.state.label}。", "success")
    fresh_reader()
    return redirect(_onward(number, place, before), 303)


def _onward(number: str, place: dict[str, str], before: list[str]) -> str:
    """Where the officer goes on: to the next report of the list they came from, or back to this one."""
    if place:
        onward = following(number, before, numbers_of(place))
        return report_address(onward, place) if onward else list_address(place)
    return url_for("desk.report", number=number) if _find(number) is not None else url_for("desk.todo")


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
    page = page_of(number)
    form = _forms(page).get(wanted)
    if form is not None:
        form.version.data = str(page.report.version)
    typed = [(LABELS[name], text) for name, text in request.form.items() if name in LABELS and text.strip()]
    shown = {wanted: form} if form is not None else {}
    return _render(page, shown, meanwhile=stale.meanwhile, typed=() if form else typed), 409


def _action(name: str) -> Action:
    wanted = Action.lookup(name)
    if wanted is None:
        abort(404)
    return wanted


def _find(number: str) -> ReportPage | None:
    parts = context()
    return report_page.find_report(reader(), actor(), number, now(), calendar(), parts.working_days, parts.dispute_days)


def page_of(number: str) -> ReportPage:
    """The report's page; one that does not exist and one that may not be seen are refused alike."""
    page = _find(number)
    if page is None:
        abort(403)
    return page


def _forms(page: ReportPage, fresh: Aids | None = None) -> dict[Action, ActionForm]:
    """A form for every step that may be taken now, in the table's order.

    ``fresh`` ones start with what is proposed and what these aids fill in; posted ones hold what was posted and
    nothing else, lest a field that was left out be published with words that nobody saw.
    """
    unit = current_user.unit_id
    colleagues = report_page.colleagues(reader(), page.tree, unit)
    options = choices(page, unit, colleagues, current_user.display_name)
    forms = ((row.action, row, action_form(row, page, options)) for row in page.allowed)
    if fresh is not None:
        return {
            action: form(formdata=None, data=starting_values(row, page) | fresh.values(action))
            for action, row, form in forms
        }
    return {action: form() for action, _, form in forms}


def _render(page: ReportPage, shown: Mapping[Action, ActionForm] | None = None, **extra: Any) -> str:
    """The report's page; ``shown`` are forms that were filled in and come back with what is wrong."""
    filled, number = dict(shown or {}), page.report.number
    help_at_hand = aids(page)
    forms = {action: filled.get(action, form) for action, form in _forms(page, help_at_hand).items()}
    for action, form in forms.items():
        offer_decisions(form, public_texts(page), LABELS, posted=action in filled)
    reviewed = page.replies[:1] if page.report.state is State.REVIEW else ()
    place = present_place()
    return render_template(
        "desk/report.html",
        page=page,
        pictures=original_pictures(number, page.pictures),
        choosable=public_pictures(number, page.pictures),
        report=page.report,
        forms=forms,
        filled=set(filled) or help_at_hand.opened,
        aids=help_at_hand,
        review_hints=hints_for(reader(), [(page.report, written.reply) for written in reviewed]),
        errors=[problem for form in filled.values() for problem in form.problems()],
        hints=HINTS,
        labels=LABELS | PLACES,
        kinds=KINDS,
        optional=OPTIONAL,
        originals=originals(page),
        place=place,
        duty=duty_on(page),
        offers_new_code=offers_new_code(page),
        back=list_address(place),
        back_words=LISTS[place.get("list", "todo")],
        mine=page.report.holder_id is not None
        and page.tree.resolve(page.report.holder_id) == page.tree.resolve(current_user.unit_id),
        **extra,
    )
