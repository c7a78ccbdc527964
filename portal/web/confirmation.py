"""Who changes accounts or rights proves again who they are; what was typed travels along and is not lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import PasswordField

from portal.services import sessions
from portal.services.pacing import TooSoon
from portal.services.sign_in import WrongPassword, confirm_password
from portal.web.forms import Characters, Filled, PortalForm
from portal.web.limits import sender
from portal.web.waiting import too_soon
from portal.web.workings import context

View = TypeVar("View", bound=Callable[..., Any])
OWN_FIELDS = ("csrf_token", "confirm_password")


class ConfirmForm(PortalForm):
    """One's own password, once more."""

    confirm_password = PasswordField("登录密码", validators=[Filled("请填写您的登录密码"), Characters(most=200)])


def needs_confirmation(view: View) -> View:
    """Ask for the password first, unless its owner gave it within the last ten minutes. Stands below ``may_enter``."""

    @wraps(view)
    def confirmed(*args: Any, **kwargs: Any) -> Any:
        if current_user.is_confirmed(context().now()):
            return view(*args, **kwargs)
        if request.method != "POST":
            return redirect(url_for("auth.confirm", next=request.full_path.rstrip("?")))
        if "confirm_password" not in request.form:
            return ask(ConfirmForm(formdata=None), 403)
        form = ConfirmForm()
        refusal = prove(form)
        return refusal if refusal is not None else view(*args, **kwargs)

    return cast(View, confirmed)


def prove(form: ConfirmForm) -> ResponseReturnValue | None:
    """Check the password; the page to show if it was not right, None if the session is confirmed now."""
    if not form.validate_on_submit():
        return ask(form, form.failure_status)
    person = current_user
    try:
        confirm_password(context(), person.account_id, person.session_id, form.confirm_password.data, sender())
    except WrongPassword:
        form.confirm_password.errors = ["密码不正确"]
        return ask(form, 422)
    except TooSoon as soon:
        form.confirm_password.errors = [too_soon(soon.seconds)]
        page, status = ask(form, 429)
        return page, status, {"Retry-After": str(soon.seconds)}
    sessions.confirm(context(), person.account_id, person.session_id)
    return None


def ask(form: ConfirmForm, status: int) -> tuple[str, int]:
    """The page that asks, with everything that was typed hidden in its form."""
    typed = [(name, text) for name, text in request.form.items(multi=True) if name not in OWN_FIELDS]
    return render_template("auth/confirm.html", form=form, typed=typed), status
