"""我的账号: who is signed in and where, and where an officer's reminders go."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import BooleanField, EmailField

from portal.domain.mail_address import LONGEST
from portal.domain.vocabulary import Role
from portal.queries.account_safety import running_sessions, sign_in_history
from portal.services import accounts, sessions
from portal.services.errors import Invalid
from portal.store import Account
from portal.web.auth.routes import blueprint
from portal.web.confirmation import needs_confirmation
from portal.web.forms import Characters, PortalForm, checks_own_token
from portal.web.guards import may_enter
from portal.web.sessions import session_cannot_go_on, session_seconds
from portal.web.workings import context, now, reader, workings


class EmailForm(PortalForm):
    """An officer's own address."""

    email = EmailField("接收提醒的邮箱", validators=[Characters(most=LONGEST)])
    weekly = BooleanField("每周第一个工作日接收周报")


@blueprint.get("/account")
@may_enter(*Role)
def account() -> ResponseReturnValue:
    """Who am I here, and where do reminders reach me?"""
    return _render(EmailForm(formdata=None, data={"email": _own().email, "weekly": _own().weekly}))


@blueprint.post("/account")
@checks_own_token
@may_enter(Role.OFFICER)
@needs_confirmation
def change_account() -> ResponseReturnValue:
    """Take another address, or none."""
    form = EmailForm()
    if not form.validate_on_submit():
        return _render(form), form.failure_status
    try:
        accounts.change_email(context(), current_user.account_id, form.email.data, weekly=form.weekly.data)
    except Invalid as invalid:
        form.email.errors = [problem.message for problem in invalid.problems]
        return _render(form), 422
    flash("已保存。" if form.email.data else "已清除，不再发送提醒邮件。", "success")
    return redirect(url_for("auth.account"), 303)


@blueprint.post("/account/sessions")
@may_enter(*Role)
def end_sessions() -> ResponseReturnValue:
    """End one other session, or all others."""
    chosen, person = request.form.get("session", ""), current_user
    if chosen == "others":
        ended = sessions.end_others(context(), person.account_id, person.session_id)
        flash(f"已结束其他 {ended} 个登录。" if ended else "没有其他登录。", "success")
    elif chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 and int(chosen) != person.session_id:
        ended = sessions.end_one(context(), person.account_id, int(chosen))
        flash("已结束。" if ended else "这个登录已经结束了。", "success")
    else:
        abort(422)
    return redirect(url_for("auth.account"), 303)


@blueprint.get("/account/alive")
@may_enter(*Role)
def alive() -> ResponseReturnValue:
    """Asked for by whoever is still there: the request itself keeps the session going, for so many seconds."""
    return {"seconds": session_seconds(), "final": session_cannot_go_on()}, 200, {"Cache-Control": "no-store"}


def _own() -> Account:
    return reader().get(Account, current_user.account_id) or abort(404)


def _render(form: EmailForm) -> str:
    settings = workings().settings
    return render_template(
        "auth/account.html",
        form=form,
        account=_own(),
        hours=settings.post.hours,
        running=running_sessions(reader(), current_user.account_id, now(), context().safety),
        history=sign_in_history(reader(), current_user.account_id),
        safety=context().safety,
        mail_is_on=bool(settings.post.smtp_url) and not settings.demo,
    )
