"""The register of accounts, for the system's administrator: who may sign in, as what, and for which unit."""

from __future__ import annotations

from collections.abc import Iterable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import AnyOf

from portal.domain.demands import Problem
from portal.domain.vocabulary import Role
from portal.queries.account_register import (
    AccountPage,
    AccountQuery,
    View,
    find_account,
    list_accounts,
    units_to_choose,
)
from portal.services import account_register as register
from portal.services.account_register import Entry
from portal.services.accounts import LastAccount
from portal.services.errors import Invalid, NotFound
from portal.web.admin.blueprint import blueprint
from portal.web.confirmation import needs_confirmation
from portal.web.forms import Characters, Filled, PortalForm, checks_own_token, chosen, clean
from portal.web.guards import may_enter
from portal.web.local import outward
from portal.web.pages import asked_page, here, turn_page
from portal.web.sessions import actor
from portal.web.workings import context, fresh_reader, reader

VIEWS = {View.IN_USE: "在用", View.INVITED: "尚未设置密码", View.CLOSED: "已停用"}
STRANDED = "停用或调走后，该单位就没有人能办理在办留言了；请填写一名接替的经办人员"


class KeptForm(PortalForm):
    """Base of the forms below."""

    def take(self, problems: Iterable[Problem]) -> None:
        """Put the service's sentences beside the fields they belong to, the others above the whole form."""
        for problem in problems:
            if problem.field in self:
                self[problem.field].errors = [*self[problem.field].errors, problem.message]
            else:
                self.form_errors.append(problem.message)

    def problems(self) -> list[tuple[str, str]]:
        """Also what is wrong with the whole."""
        return [*(("", message) for message in self.form_errors), *super().problems()]


class AccountForm(KeptForm):
    """Whose account it is, and what for."""

    display_name = StringField("姓名", validators=[Filled("请填写姓名"), Characters(most=40)])
    role = RadioField(
        "角色",
        choices=dict(Role.choices()),
        validators=[AnyOf([role.value for role in Role], "请选择角色")],
        validate_choice=False,
    )
    unit = SelectField("单位", validate_choice=False)

    def offer(self) -> None:
        """The units that can be chosen."""
        self.unit.choices = chosen(units_to_choose(reader()), "无（系统管理员和审计员不属于单位）")

    def entry(self) -> Entry:
        """What was typed, once it was validated."""
        return Entry(self.display_name.data, Role(self.role.data), self.unit.data or "")  # type: ignore[call-arg]  # looks a term up


class NewAccountForm(AccountForm):
    """Also the name to sign in with."""

    username = StringField("用户名", validators=[Filled("请填写用户名")])


class ChangeForm(AccountForm):
    """Also who takes the place, where somebody has to."""

    successor = StringField("接替人员的用户名", id="change-successor", validators=[Characters(most=40)])


class CloseForm(KeptForm):
    """Who takes the place, where somebody has to."""

    successor = StringField("接替人员的用户名", id="close-successor", validators=[Characters(most=40)])


@blueprint.get("/accounts")
@may_enter(Role.ADMIN)
def accounts() -> ResponseReturnValue:
    """The accounts, or those that a search finds."""
    shown = request.args.get("view", "")
    query = AccountQuery(
        view=View(shown) if shown in set(View) else View.IN_USE,
        role=Role.lookup(request.args.get("role")),
        text=clean(request.args.get("q"))[:100],
        page=asked_page(),
    )
    found = list_accounts(reader(), query)
    views = [
        (words, here(view=view.value if view is not View.IN_USE else None, page=None), found.counts[view],
         view is query.view)
        for view, words in VIEWS.items()
    ]  # fmt: skip
    return render_template("admin/accounts.html", found=found, query=query, views=views, turn=turn_page, roles=Role)


@blueprint.get("/accounts/new")
@may_enter(Role.ADMIN)
def new_account() -> ResponseReturnValue:
    """Ask whose account it will be."""
    return _render_new(
        NewAccountForm(formdata=None, data={"role": Role.OFFICER.value, "unit": request.args.get("unit")})
    )


@blueprint.post("/accounts/new")
@checks_own_token
@may_enter(Role.ADMIN)
@needs_confirmation
def create_account() -> ResponseReturnValue:
    """Open it, and show the one-time link, this once."""
    form = NewAccountForm()
    form.offer()
    if not form.validate_on_submit():
        return _render_new(form), form.failure_status
    try:
        account_id, token = register.create_account(context(), actor(), form.username.data, form.entry())
    except Invalid as invalid:
        form.take(invalid.problems)
        return _render_new(form), 422
    return _render_link(account_id, token, "账号已开通")


@blueprint.get("/accounts/<int:account>")
@may_enter(Role.ADMIN)
def account(account: int) -> ResponseReturnValue:
    """One account: what it is, what was done to it, and what may be done now."""
    return _render(_page(account))


@blueprint.post("/accounts/<int:account>/change")
@checks_own_token
@may_enter(Role.ADMIN)
@needs_confirmation
def change_account(account: int) -> ResponseReturnValue:
    """Another name, role or unit."""
    page, form = _page(account), ChangeForm()
    form.offer()
    if not form.validate_on_submit():
        return _render(page, change=form), form.failure_status
    try:
        register.change_account(context(), actor(), account, form.entry(), form.successor.data or "")
    except Invalid as invalid:
        form.take(invalid.problems)
        return _render(page, change=form), 422
    except LastAccount:
        form.take([Problem("successor", STRANDED)])
        return _render(page, change=form), 422
    flash("已保存。", "success")
    return redirect(url_for("admin.account", account=account), 303)


@blueprint.post("/accounts/<int:account>/disable")
@checks_own_token
@may_enter(Role.ADMIN)
@needs_confirmation
def disable_account(account: int) -> ResponseReturnValue:
    """Close it; its sessions end at once."""
    page, form = _page(account), CloseForm()
    if not form.validate_on_submit():
        return _render(page, close=form), form.failure_status
    try:
        register.disable_account(context(), actor(), account, form.successor.data or "")
    except Invalid as invalid:
        form.take(invalid.problems)
        return _render(page, close=form), 422
    except LastAccount:
        form.take([Problem("successor", STRANDED)])
        return _render(page, close=form), 422
    flash("账号已停用，正在进行的登录都已结束。", "success")
    return redirect(url_for("admin.account", account=account), 303)


@blueprint.post("/accounts/<int:account>/<any(reset, enable):renewal>")
@checks_own_token
@may_enter(Role.ADMIN)
@needs_confirmation
def renew_account(account: int, renewal: str) -> ResponseReturnValue:
    """Reset it, or open it again; either way its owner gets a new one-time link."""
    page, form = _page(account), KeptForm()
    if not form.validate_on_submit():
        return _render(page, renew=form), form.failure_status
    take = register.reset_account if renewal == "reset" else register.enable_account
    try:
        token = take(context(), actor(), account)
    except Invalid as invalid:
        form.take(invalid.problems)
        return _render(page, renew=form), 422
    except NotFound:
        abort(404)
    return _render_link(account, token, "账号已重置" if renewal == "reset" else "账号已恢复")


def _page(account: int) -> AccountPage:
    return find_account(reader(), account) or abort(404)


def _render_new(form: NewAccountForm) -> str:
    form.offer()
    return render_template("admin/new_account.html", form=form)


def _render_link(account: int, token: str, heading: str) -> str:
    page = find_account(fresh_reader(), account) or abort(404)
    link = outward("auth.invitation", token=token)
    return render_template("admin/account_link.html", line=page.line, link=link, heading=heading)


def _render(
    page: AccountPage,
    change: ChangeForm | None = None,
    close: CloseForm | None = None,
    renew: KeptForm | None = None,
) -> str:
    line = page.line
    if change is None:
        known = {"display_name": line.account.display_name, "role": line.account.role.value}
        change = ChangeForm(formdata=None, data={**known, "unit": line.unit.code if line.unit else ""})
    change.offer()
    forms = {"change": change, "close": close or CloseForm(formdata=None), "renew": renew or KeptForm(formdata=None)}
    problems = [problem for form in forms.values() for problem in form.problems()]
    return render_template("admin/account.html", page=page, line=line, forms=forms, problems=problems)
