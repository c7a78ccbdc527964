"""One's own password."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import PasswordField

from portal.domain.password_rules import password_hint
from portal.domain.vocabulary import Role
from portal.services.errors import Invalid
from portal.services.pacing import TooSoon
from portal.services.passwords import change_password as change
from portal.services.sign_in import WrongPassword, confirm_password
from portal.web.auth.routes import PasswordForm, blueprint
from portal.web.forms import Filled, checks_own_token
from portal.web.guards import may_enter
from portal.web.limits import sender
from portal.web.sessions import enter, place
from portal.web.waiting import too_soon
from portal.web.workings import context


class ChangeForm(PasswordForm):
    """The present password, and a new one typed twice."""

    present = PasswordField("现在的密码", validators=[Filled("请填写现在的密码")])


@blueprint.get("/account/password")
@may_enter(*Role)
def password() -> ResponseReturnValue:
    """Ask for a new one."""
    return _render(ChangeForm(formdata=None))


@blueprint.post("/account/password")
@checks_own_token
@may_enter(*Role)
def change_password() -> ResponseReturnValue:
    """Take it; every other session of the account ends."""
    form, person = ChangeForm(), current_user
    if not form.validate_on_submit():
        return _render(form), form.failure_status
    if form.password.data != form.again.data:
        form.again.errors = ["两次输入的密码不一致"]
        return _render(form), 422
    try:
        confirm_password(context(), person.account_id, person.session_id, form.present.data, sender())
        key = change(context(), person.account_id, form.password.data, place())
    except WrongPassword:
        form.present.errors = ["现在的密码不正确"]
        return _render(form), 422
    except TooSoon as soon:
        form.present.errors = [too_soon(soon.seconds)]
        return _render(form), 429, {"Retry-After": str(soon.seconds)}
    except Invalid as invalid:
        form.password.errors = [problem.message for problem in invalid.problems]
        return _render(form), 422
    enter(key)
    flash("密码已修改，其他登录都已结束。", "success")
    return redirect(url_for("auth.account"), 303)


def _render(form: ChangeForm) -> str:
    safety = context().safety
    owed = current_user.owes(safety) == "auth.password"
    return render_template("auth/password.html", form=form, hint=password_hint(safety.level), owed=owed)
