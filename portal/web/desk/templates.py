"""The reply templates of the officer's unit: list, add, change, delete."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import StringField, TextAreaField

from portal.domain.placeholders import PLACEHOLDERS
from portal.domain.vocabulary import Role
from portal.queries.templates import KeptTemplate, templates_of
from portal.services import templates
from portal.services.errors import Invalid, NotFound
from portal.store.facts import load_tree
from portal.web.desk.blueprint import blueprint
from portal.web.forms import PortalForm, checks_own_token
from portal.web.guards import may_enter
from portal.web.sessions import actor
from portal.web.workings import context, reader


class TemplateForm(PortalForm):
    """Name and wording; the service says what is wrong with them."""

    title = StringField("模板名称")
    text = TextAreaField("模板内容", render_kw={"rows": 8})


@blueprint.get("/templates")
@may_enter(Role.OFFICER)
def template_list() -> ResponseReturnValue:
    """The unit's templates, and a form for one more."""
    return _render_list(TemplateForm(formdata=None))


@blueprint.post("/templates")
@checks_own_token
@may_enter(Role.OFFICER)
def add_template() -> ResponseReturnValue:
    """Keep one more."""
    form = TemplateForm()
    if not form.validate_on_submit() or not _saved(form, None):
        return _render_list(form), form.failure_status
    return redirect(url_for("desk.template_list"), 303)


@blueprint.get("/templates/<int:template>")
@may_enter(Role.OFFICER)
def template(template: int) -> ResponseReturnValue:
    """One template, to change or delete."""
    kept = _own(template).template
    form = TemplateForm(formdata=None, data={"title": kept.title, "text": kept.text})
    return render_template("desk/template.html", kept=kept, form=form, placeholders=PLACEHOLDERS)


@blueprint.post("/templates/<int:template>")
@checks_own_token
@may_enter(Role.OFFICER)
def change_template(template: int) -> ResponseReturnValue:
    """Change it."""
    kept, form = _own(template).template, TemplateForm()
    if not form.validate_on_submit() or not _saved(form, template):
        page = render_template("desk/template.html", kept=kept, form=form, placeholders=PLACEHOLDERS)
        return page, form.failure_status
    return redirect(url_for("desk.template_list"), 303)


@blueprint.post("/templates/<int:template>/delete")
@may_enter(Role.OFFICER)
def delete_template(template: int) -> ResponseReturnValue:
    """Delete it; what it was used for stays as it is."""
    try:
        title = templates.delete_template(context(), actor(), template)
    except NotFound:
        abort(404)
    flash(f"模板“{title}”已删除。", "success")
    return redirect(url_for("desk.template_list"), 303)


def _saved(form: TemplateForm, template: int | None) -> bool:
    """Save what the form holds; False, with sentences at its fields, if it was refused."""
    try:
        templates.save_template(context(), actor(), form.title.data or "", form.text.data or "", template)
    except Invalid as invalid:
        for problem in invalid.problems:
            form[problem.field].errors = [*form[problem.field].errors, problem.message]
        return False
    except NotFound:
        abort(404)
    flash(f"模板“{form.title.data}”已保存。", "success")
    return True


def _all() -> Sequence[KeptTemplate]:
    return templates_of(reader(), load_tree(reader()), current_user.unit_id)


def _own(wanted: int) -> KeptTemplate:
    found = next((each for each in _all() if each.template.id == wanted), None)
    if found is None:
        abort(404)
    return found


def _render_list(form: TemplateForm) -> str:
    return render_template("desk/template_list.html", kept=_all(), form=form, placeholders=PLACEHOLDERS)
