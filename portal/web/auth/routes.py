"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user
from wtforms import PasswordField, StringField

from portal.services import accounts, directory
from portal.services.errors import Invalid, NotAllowed
from portal.store import Unit
from portal.web.forms import Characters, Filled, PortalForm, checks_own_token
from portal.web.limits import sender
from portal.web.local import local_path
from portal.web.sessions import Person
from portal.web.workings import context, reader, workings

blueprint = Blueprint("auth", __name__)

REFUSED = "用户名或密码不正确"


class LoginForm(PortalForm):
    """User name and password."""

    username = StringField("用户名", validators=[Filled("请填写用户名"), Characters(most=40)])
    password = PasswordField("密码", validators=[Filled("请填写密码"), Characters(most=200)])


@blueprint.get("/login")
def login() -> ResponseReturnValue:
    """Ask who it is."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.todo"))
    return render_template("auth/login.html", form=LoginForm())


@blueprint.post("/login")
@checks_own_token
def check_login() -> ResponseReturnValue:
    """Let the person in with a new session, whatever the old one held."""
    form = LoginForm()
    if not form.validate_on_submit():
        return render_template("auth/login.html", form=form), form.failure_status
    demo = workings().settings.demo
    account = accounts.sign_in(context(), form.username.data, form.password.data, demo=demo, address=sender())
    if account is None:
        form.password.errors = [REFUSED]
        return render_template("auth/login.html", form=form), 422
    session.clear()
    unit = reader().get(Unit, account.unit_id) if account.unit_id is not None else None
    login_user(Person(account, unit.name if unit else ""))
    return redirect(local_path(request.args.get("next", "")) or url_for("desk.todo"), 303)


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    """Forget who it was, here and wherever else the account is signed in."""
    if current_user.is_authenticated:
        accounts.sign_out(context(), current_user.account_id)
    logout_user()
    session.clear()
    return redirect(url_for("public.home"), 303)


class PasswordForm(PortalForm):
    """A new password, typed twice."""

    password = PasswordField("新密码", validators=[Filled("请填写新密码")])
    again = PasswordField("再次输入新密码", validators=[Filled("请再次输入新密码")])


@blueprint.get("/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """Let a new account set its first password."""
    account = directory.invited(reader(), context(), token)
    if account is None:
        return render_template("auth/dead_link.html"), 410
    return render_template("auth/invitation.html", form=PasswordForm(formdata=None), account=account)


@blueprint.post("/invitation/<token>")
@checks_own_token
def accept_invitation(token: str) -> ResponseReturnValue:
    """Set it, once."""
    account = directory.invited(reader(), context(), token)
    if account is None:
        return render_template("auth/dead_link.html"), 410
    form = PasswordForm()
    if not form.validate_on_submit():
        return render_template("auth/invitation.html", form=form, account=account), form.failure_status
    if form.password.data != form.again.data:
        form.again.errors = ["两次输入的密码不一致"]
        return render_template("auth/invitation.html", form=form, account=account), 422
    try:
        directory.accept_invitation(context(), token, form.password.data)
    except Invalid as invalid:
        form.password.errors = [problem.message for problem in invalid.problems]
        return render_template("auth/invitation.html", form=form, account=account), 422
    except NotAllowed:
        return render_template("auth/dead_link.html"), 410
    flash("密码已设置，请登录。", "success")
    return redirect(url_for("auth.login"), 303)
