"""One's own second factor: setting an authenticator up, and the codes for the day when it is lost."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.domain.totp import set_up_address, written_secret
from portal.domain.vocabulary import Role
from portal.services import second_factor as factors
from portal.web.auth.routes import CodeForm, blueprint
from portal.web.confirmation import needs_confirmation
from portal.web.forms import checks_own_token
from portal.web.guards import may_enter
from portal.web.qr import qr_code
from portal.web.workings import context, reader, workings


@blueprint.get("/account/second-factor")
@may_enter(*Role)
@needs_confirmation
def second_factor() -> ResponseReturnValue:
    """Show the next secret, which is not in force before the authenticator has answered."""
    return _render(CodeForm(formdata=None))


@blueprint.post("/account/second-factor")
@checks_own_token
@may_enter(*Role)
@needs_confirmation
def set_up_second_factor() -> ResponseReturnValue:
    """Put it in force, and show the recovery codes, this once."""
    form = CodeForm()
    if not form.validate_on_submit():
        return _render(form), form.failure_status
    try:
        codes = factors.set_up(context(), current_user.account_id, form.code.data)
    except factors.WrongCode:
        form.code.errors = ["口令不对，请核对手机时间后填写当前显示的 6 位数字"]
        return _render(form), 422
    return render_template("auth/recovery_codes.html", codes=codes)


def _render(form: CodeForm) -> str:
    secret = factors.next_secret(reader(), context(), current_user.account_id)
    address = set_up_address(secret, workings().settings.imprint.name, current_user.username)
    owed = current_user.owes(context().safety) == "auth.second_factor"
    return render_template(
        "auth/second_factor.html", form=form, code=qr_code(address), secret=written_secret(secret), owed=owed
    )
