"""我的账号: who is signed in, and where an officer's reminders go."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import EmailField

from portal.domain.mail_address import LONGEST
from portal.domain.vocabulary import Role
from portal.services import accounts
from portal.services.errors import Invalid
from portal.store import Account
from portal.web.auth.routes import blueprint
from portal.web.forms import Characters, PortalForm, checks_own_token
from portal.web.guards import may_enter
from portal.web.workings import context, reader, workings


class EmailForm(PortalForm):
    """An officer's own address."""

    email = EmailField("接收提醒的邮箱", validators=[Characters(most=LONGEST)])


@blueprint.get("/account")
@may_enter(*Role)
def account() -> ResponseReturnValue:
    """Who am I here, and where do reminders reach me?"""
    return _render(EmailForm(formdata=None, data={"email": _own().email}))


@blueprint.post("/account")
@checks_own_token
@may_enter(Role.OFFICER)
def change_account() -> ResponseReturnValue:
    """Take another address, or none."""
    form = EmailForm()
    if not form.validate_on_submit():
        return _render(form), form.failure_status
    try:
        accounts.change_email(context(), current_user.account_id, form.email.data)
    except Invalid as invalid:
        form.email.errors = [problem.message for problem in invalid.problems]
        return _render(form), 422
    flash("已保存。" if form.email.data else "已清除，不再发送提醒邮件。", "success")
    return redirect(url_for("auth.account"), 303)


def _own() -> Account:
    return reader().get(Account, current_user.account_id) or abort(404)


def _render(form: EmailForm) -> str:
    settings = workings().settings
    return render_template(
        "auth/account.html",
        form=form,
        account=_own(),
        hours=settings.post.hours,
        mail_is_on=bool(settings.post.smtp_url) and not settings.demo,
    )
