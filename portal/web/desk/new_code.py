"""A new tracking code for a citizen on the telephone, after the officer called back the number that is on record."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden
from wtforms import BooleanField, TextAreaField

from portal.domain import policy
from portal.domain.vocabulary import Role
from portal.queries import report_page
from portal.queries.report_page import ReportPage
from portal.services import codes
from portal.services.errors import Invalid, NotAllowed, NotFound
from portal.web.desk.blueprint import blueprint
from portal.web.forms import Characters, PortalForm, checks_own_token
from portal.web.guards import may_enter
from portal.web.sessions import actor
from portal.web.workings import calendar, context, now, reader


class NewCodeForm(PortalForm):
    """What the officer confirms; the service says what is missing."""

    called_back = BooleanField("我已回拨留言所留的电话，确认对方就是留言人")
    comment = TextAreaField("怎样核实的", validators=[Characters(most=500)])


def offers_new_code(page: ReportPage) -> bool:
    """True if this officer may give out a new code for the report, and there is a number to call back."""
    contact = page.report.contact
    allowed = policy.may_renew_code(actor(), page.report.holder_id, page.tree)
    return allowed and contact is not None and bool(contact.phone)


@blueprint.get("/reports/<number>/new-code")
@may_enter(Role.OFFICER)
def ask_new_code(number: str) -> ResponseReturnValue:
    """What to do before a new code is given out."""
    _require(number)
    return render_template("desk/new_code.html", number=number, form=NewCodeForm())


@blueprint.post("/reports/<number>/new-code")
@checks_own_token
@may_enter(Role.OFFICER)
def renew_code(number: str) -> ResponseReturnValue:
    """Give out a new code and show it once, to be read out."""
    _require(number)
    form = NewCodeForm()
    if not form.validate_on_submit():
        return render_template("desk/new_code.html", number=number, form=form), form.failure_status
    try:
        new = codes.renew_by_phone(context(), actor(), number, form.called_back.data, form.comment.data or "")
    except Invalid as invalid:
        for problem in invalid.problems:
            form[problem.field].errors = [problem.message]
        return render_template("desk/new_code.html", number=number, form=form), 422
    except (NotAllowed, NotFound):
        raise Forbidden from None
    return render_template("desk/code_renewed.html", new=new)


def _require(number: str) -> None:
    """Refuse whoever may not see the report or may give out no code for it, all alike."""
    parts = context()
    page = report_page.find_report(reader(), actor(), number, now(), calendar(), parts.working_days, parts.dispute_days)
    if page is None or not offers_new_code(page):
        abort(403)
