"""Signing in and out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user
from wtforms import PasswordField, StringField

from portal.domain.password_rules import password_hint
from portal.services import directory, second_factor, sessions
from portal.services.errors import Invalid, NotAllowed
from portal.services.pacing import TooSoon
from portal.services.sign_in import Try, WrongPassword, check_password
from portal.store import Account
from portal.web.devices import device, remember
from portal.web.forms import Characters, Filled, PortalForm, checks_own_token
from portal.web.limits import sender
from portal.web.local import local_path
from portal.web.sessions import enter, place
from portal.web.waiting import too_soon
from portal.web.workings import context, now, reader, workings

blueprint = Blueprint("auth", __name__)

REFUSED = "用户名或密码不正确"
HALF = "half_signed_in"
"""Where the browser's cookie keeps, signed, whose password was right while the second factor is asked for."""
HALF_SECONDS = 600


class LoginForm(PortalForm):
    """User name and password."""

    username = StringField("用户名", validators=[Filled("请填写用户名"), Characters(most=40)])
    password = PasswordField("密码", validators=[Filled("请填写密码"), Characters(most=200)])


class CodeForm(PortalForm):
    """The code of an authenticator, or a recovery code."""

    code = StringField(
        "动态口令",
        validators=[Filled("请填写动态口令"), Characters(most=40)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "text"},
    )


@blueprint.get("/login")
def login() -> ResponseReturnValue:
    """Ask who it is."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.todo"))
    return _ask_password(LoginForm())


@blueprint.post("/login")
@checks_own_token
def check_login() -> ResponseReturnValue:
    """Let the person in with a new session, whatever the old one held, or ask for the second factor."""
    form = LoginForm()
    if not form.validate_on_submit():
        return _ask_password(form), form.failure_status
    attempt = Try(form.username.data, form.password.data, sender(), device(), workings().settings.demo)
    try:
        account = check_password(context(), attempt)
    except WrongPassword:
        form.password.errors = [REFUSED]
        return _ask_password(form), 422
    except TooSoon as soon:
        form.password.errors = [too_soon(soon.seconds)]
        return _ask_password(form), 429, {"Retry-After": str(soon.seconds)}
    led_to = local_path(request.args.get("next", "")) or url_for("desk.todo")
    if second_factor.is_set_up(reader(), account.id):
        session.clear()
        session[HALF] = [account.id, account.session_epoch, int(now().timestamp()), led_to]
        return redirect(url_for("auth.second"), 303)
    return _let_in(account.id, led_to)


@blueprint.get("/login/second")
def second() -> ResponseReturnValue:
    """Ask for the second factor of whoever gave the right password."""
    if _half() is None:
        return redirect(url_for("auth.login"))
    return render_template("auth/second.html", form=CodeForm(formdata=None))


@blueprint.post("/login/second")
@checks_own_token
def check_second() -> ResponseReturnValue:
    """Let the person in if the code is right."""
    form, half = CodeForm(), _half()
    if not form.validate_on_submit():
        return render_template("auth/second.html", form=form), form.failure_status
    if half is None:
        flash("停留过久，请重新登录。", "warning")
        return redirect(url_for("auth.login"), 303)
    account_id, led_to = half
    try:
        kind = second_factor.check(context(), account_id, form.code.data, device().knows(account_id), sender())
    except second_factor.WrongCode:
        form.code.errors = ["口令不正确或已经用过，请等下一个口令出现后再试"]
        return render_template("auth/second.html", form=form), 422
    except TooSoon as soon:
        form.code.errors = [too_soon(soon.seconds)]
        return render_template("auth/second.html", form=form), 429, {"Retry-After": str(soon.seconds)}
    return _let_in(account_id, led_to, factor=kind)


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    """End this session, for every copy of its cookie."""
    if current_user.is_authenticated:
        sessions.sign_out(context(), current_user.account_id, current_user.session_id)
    logout_user()
    session.clear()
    return redirect(url_for("public.home"), 303)


def _ask_password(form: LoginForm) -> str:
    return render_template("auth/login.html", form=form, safety=context().safety)


def _half() -> tuple[int, str] | None:
    """Whose password was right a short while ago, and where they wanted to go."""
    kept: Any = session.get(HALF)
    if not isinstance(kept, list) or len(kept) != 4:
        return None
    account_id, epoch, at, led_to = kept
    account = reader().get(Account, account_id)
    fresh = now().timestamp() - at < HALF_SECONDS
    known = account is not None and account.active and account.session_epoch == epoch and fresh
    return (account_id, led_to) if known else None


def _let_in(account_id: int, led_to: str, **told: str) -> ResponseReturnValue:
    """Begin a session; the browser keeps that the account signed in here."""
    enter(sessions.begin(context(), account_id, place(), **told))
    return remember(make_response(redirect(led_to, 303)), account_id, workings().settings)


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
    return render_template("auth/invitation.html", form=PasswordForm(formdata=None), account=account, hint=_hint())


@blueprint.post("/invitation/<token>")
@checks_own_token
def accept_invitation(token: str) -> ResponseReturnValue:
    """Set it, once."""
    account = directory.invited(reader(), context(), token)
    if account is None:
        return render_template("auth/dead_link.html"), 410
    form = PasswordForm()
    if not form.validate_on_submit():
        return render_template("auth/invitation.html", form=form, account=account, hint=_hint()), form.failure_status
    if form.password.data != form.again.data:
        form.again.errors = ["两次输入的密码不一致"]
        return render_template("auth/invitation.html", form=form, account=account, hint=_hint()), 422
    try:
        directory.accept_invitation(context(), token, form.password.data)
    except Invalid as invalid:
        form.password.errors = [problem.message for problem in invalid.problems]
        return render_template("auth/invitation.html", form=form, account=account, hint=_hint()), 422
    except NotAllowed:
        return render_template("auth/dead_link.html"), 410
    flash("密码已设置，请登录。", "success")
    return redirect(url_for("auth.login"), 303)


def _hint() -> str:
    return password_hint(context().safety.level)
