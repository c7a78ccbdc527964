"""Opening a filing unit for a sponsor that has none, from the desk of the organizing unit above it."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import StringField

from portal.domain.vocabulary import Role
from portal.services import directory
from portal.services.directory import NewUnit
from portal.services.errors import Invalid, NotAllowed
from portal.store.facts import load_tree
from portal.web.confirmation import needs_confirmation
from portal.web.desk.blueprint import blueprint
from portal.web.forms import Characters, Filled, PortalForm, checks_own_token
from portal.web.guards import may_enter
from portal.web.local import outward
from portal.web.sessions import actor
from portal.web.workings import context, reader


class NewUnitForm(PortalForm):
    """Name of the unit, and who will act for it."""

    name = StringField("单位名称", validators=[Filled("请填写单位名称"), Characters(2, 100)])
    code = StringField("用户名", validators=[Filled("请填写用户名")])
    person = StringField("经办人姓名", validators=[Filled("请填写经办人姓名"), Characters(most=40)])


@blueprint.get("/units/new")
@may_enter(Role.OFFICER)
def new_unit() -> ResponseReturnValue:
    """Ask for the unit and its officer."""
    _only_organizing()
    return render_template("desk/new_unit.html", form=NewUnitForm(formdata=None))


@blueprint.post("/units/new")
@checks_own_token
@may_enter(Role.OFFICER)
@needs_confirmation
def open_unit() -> ResponseReturnValue:
    """Open the unit and show the one-time link, this once."""
    _only_organizing()
    form = NewUnitForm()
    if not form.validate_on_submit():
        return render_template("desk/new_unit.html", form=form), form.failure_status
    new = NewUnit(form.name.data, form.code.data, form.person.data)
    try:
        token = directory.open_filing_unit(context(), actor(), new)
    except Invalid as invalid:
        for problem in invalid.problems:
            form[problem.field].errors = [*form[problem.field].errors, problem.message]
        return render_template("desk/new_unit.html", form=form), 422
    except NotAllowed:
        abort(403)
    link = outward("auth.invitation", token=token)
    return render_template("desk/unit_opened.html", new=new, link=link)


def _only_organizing() -> None:
    tree = load_tree(reader())
    if not tree.is_organizing(tree.resolve(current_user.unit_id)):
        abort(403)
