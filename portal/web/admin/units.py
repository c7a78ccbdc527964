"""The register of units: the tree, one unit with what may be done with it, and the two steps that ask twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.domain.vocabulary import Role
from portal.queries.places import regions
from portal.queries.unit_register import UnitPage, UnitQuery, View, find_unit, list_units
from portal.services import units as register_of_units
from portal.services.errors import Invalid, Meanwhile, NotAllowed, NotFound, Stale
from portal.services.register import Register, keeping
from portal.services.units import obstacles
from portal.store import Unit
from portal.web.admin.blueprint import blueprint
from portal.web.admin.register_forms import (
    ChangeForm,
    MergeForm,
    MoveForm,
    NewUnitForm,
    RegisterForm,
    ResponsibleForm,
    offer,
)
from portal.web.confirmation import needs_confirmation
from portal.web.forms import checks_own_token, clean
from portal.web.guards import may_enter
from portal.web.pages import asked_page, here, turn_page
from portal.web.sessions import actor
from portal.web.workings import context, fresh_reader, reader

FORMS: dict[str, type[RegisterForm]] = {
    "responsible": ResponsibleForm,
    "change": ChangeForm,
    "below": NewUnitForm,
    "move": MoveForm,
    "merge": MergeForm,
    "retire": RegisterForm,
    "revive": RegisterForm,
}
VIEWS = {View.IN_USE: "在用", View.UNNAMED: "未明确专人", View.GONE: "已并入或撤销"}
Step = Callable[[Register, Any], Unit]


@blueprint.get("/units")
@may_enter(Role.OFFICER, Role.ADMIN)
def units() -> ResponseReturnValue:
    """The units that this person keeps, as a tree, or those that a search finds."""
    given = request.args
    shown = given.get("view", "")
    query = UnitQuery(
        view=View(shown) if shown in set(View) else View.IN_USE,
        text=clean(given.get("q"))[:100],
        page=asked_page(),
    )
    found = list_units(reader(), actor(), query)
    if found is None:
        abort(403)
    views = [
        (words, here(view=view.value if view is not View.IN_USE else None, page=None), found.counts[view],
         view is query.view)
        for view, words in VIEWS.items()
    ]  # fmt: skip
    return render_template("admin/units.html", found=found, query=query, views=views, turn=turn_page, view=View)


@blueprint.get("/units/<code>")
@may_enter(Role.OFFICER, Role.ADMIN)
def unit(code: str) -> ResponseReturnValue:
    """One unit: what it is, what hangs on it, what was done to it, and what may be done now."""
    return _render(_page(code))


@blueprint.post("/units/<code>/change")
@checks_own_token
@may_enter(Role.OFFICER, Role.ADMIN)
def change_unit(code: str) -> ResponseReturnValue:
    """Another name or region."""

    def step(register: Register, form: ChangeForm) -> Unit:
        return register_of_units.change_unit(register, code, form.name.data, form.region.data or "", form.expects())

    return _carry_out(code, "change", step, "已保存")


@blueprint.post("/units/<code>/responsible")
@checks_own_token
@may_enter(Role.OFFICER, Role.ADMIN)
def name_responsible(code: str) -> ResponseReturnValue:
    """Name the officer who answers for the unit (§五.2)."""

    def step(register: Register, form: ResponsibleForm) -> Unit:
        return register_of_units.name_responsible(register, code, form.account.data or "", form.expects())

    return _carry_out(code, "responsible", step, "专人已更新")


@blueprint.post("/units/<code>/below")
@checks_own_token
@may_enter(Role.OFFICER, Role.ADMIN)
def add_unit(code: str) -> ResponseReturnValue:
    """Open a unit below this one."""

    def step(register: Register, form: NewUnitForm) -> Unit:
        return register_of_units.open_unit(register, form.entry(code))

    return _carry_out(code, "below", step, "单位已开设。请系统管理员为它开通账号，再在它的页面上明确专人")


@blueprint.post("/units/<code>/move")
@checks_own_token
@may_enter(Role.OFFICER, Role.ADMIN)
def move_unit(code: str) -> ResponseReturnValue:
    """Put the unit below another one."""

    def step(register: Register, form: MoveForm) -> Unit:
        return register_of_units.move_unit(register, code, form.parent.data, form.expects())

    return _carry_out(code, "move", step, "上级单位已调整")


@blueprint.get("/units/<code>/merge")
@may_enter(Role.OFFICER, Role.ADMIN)
def ask_merge(code: str) -> ResponseReturnValue:
    """Say what merging into the chosen unit would do, before it is done."""
    page = _kept_page(code)
    form = _forms(page)["merge"]
    form.into.data = clean(request.args.get("into"))
    return _render_merge(page, form)


@blueprint.post("/units/<code>/merge")
@checks_own_token
@may_enter(Role.OFFICER, Role.ADMIN)
@needs_confirmation
def merge_unit(code: str) -> ResponseReturnValue:
    """Merge the unit into another one, which acts for it from now on."""

    def step(register: Register, form: MergeForm) -> Unit:
        return register_of_units.merge_units(register, code, form.into.data, form.expects())

    return _carry_out(code, "merge", step, "单位已合并，在办留言、网站和账号由本单位承接", _render_merge)


@blueprint.get("/units/<code>/retire")
@may_enter(Role.OFFICER, Role.ADMIN)
def ask_retire(code: str) -> ResponseReturnValue:
    """Say what stands in the way of retiring the unit, or what it would do."""
    page = _kept_page(code)
    return _render_retire(page, _forms(page)["retire"])


@blueprint.post("/units/<code>/retire")
@checks_own_token
@may_enter(Role.OFFICER, Role.ADMIN)
@needs_confirmation
def retire_unit(code: str) -> ResponseReturnValue:
    """Retire the unit, if nothing ties it to the present."""

    def step(register: Register, form: RegisterForm) -> Unit:
        return register_of_units.retire_unit(register, code, form.expects())

    return _carry_out(code, "retire", step, "单位已撤销", _render_retire)


@blueprint.post("/units/<code>/revive")
@checks_own_token
@may_enter(Role.OFFICER, Role.ADMIN)
def revive_unit(code: str) -> ResponseReturnValue:
    """Take a retirement back."""

    def step(register: Register, form: RegisterForm) -> Unit:
        return register_of_units.revive_unit(register, code, form.expects())

    return _carry_out(code, "revive", step, "单位已恢复，账号需要另行启用")


def _carry_out(
    code: str, name: str, step: Step, done: str, render: Callable[..., str] | None = None
) -> ResponseReturnValue:
    """Take one step with what was posted; refused with 403, 409 or 422, everything typed still there."""
    page = _page(code)
    form = _filled(page, name)
    again = render or (lambda page, form, **extra: _render(page, {name: form}, **extra))
    if not form.validate_on_submit():
        return again(page, form), form.failure_status
    try:
        with keeping(context(), actor()) as register:
            changed = step(register, form)
    except Invalid as invalid:
        form.take(invalid.problems)
        return again(page, form), 422
    except Stale as stale:
        return _stale(code, form, stale.meanwhile, again)
    except (NotAllowed, NotFound):
        abort(403)
    flash(f"{changed.name}：{done}。", "success")
    return redirect(url_for("admin.unit", code=changed.code), 303)


def _stale(
    code: str, form: RegisterForm, meanwhile: tuple[Meanwhile, ...], again: Callable[..., str]
) -> ResponseReturnValue:
    """Say what changed, and let what was typed be sent again for the unit as it is now."""
    fresh_reader()
    page = _page(code)
    form.version.data = str(page.unit.version)
    return again(page, form, meanwhile=meanwhile), 409


def _page(code: str) -> UnitPage:
    page = find_unit(reader(), actor(), code)
    if page is None:
        abort(403)
    return page


def _kept_page(code: str) -> UnitPage:
    """The page of a unit in use that this person may merge and retire."""
    page = _page(code)
    if not page.may_keep or page.is_root or not page.in_use:
        abort(403)
    return page


def _filled(page: UnitPage, name: str) -> Any:
    """The form that was posted."""
    form = FORMS[name]()
    _offer(form, page)
    return form


def _forms(page: UnitPage) -> dict[str, Any]:
    """A fresh form for everything that this person may do with the unit."""
    if page.unit.retired_at is not None:
        names = ["revive"] if page.may_keep else []
    elif not page.in_use:
        names = []
    else:
        names = ["responsible"]
        names += ["change"] if page.may_keep else []
        names += ["below"] if page.unit.kind.value == "organizing" else []
        names += ["move", "merge", "retire"] if page.may_keep and not page.is_root else []
    values = {
        "version": str(page.unit.version),
        "region": page.unit.region_code or "",
        "account": page.responsible.username if page.responsible else "",
    }
    forms = {}
    for name in names:
        forms[name] = FORMS[name](formdata=None, data=values | ({"name": page.unit.name} if name == "change" else {}))
        _offer(forms[name], page)
    return forms


def _offer(form: Any, page: UnitPage) -> None:
    """Fill the select fields of a form with what there is to choose."""
    if "region" in form:
        offer(form.region, [(each.code, "　" * each.level + each.name) for each in regions(reader())], "未确定")
    if "account" in form:
        people = [(each.username, f"{each.display_name}（{each.username}）") for each in page.accounts if each.active]
        offer(form.account, people, "未明确")
    if "parent" in form:
        offer(form.parent, list(page.parents), "请选择")
    if "into" in form:
        offer(form.into, list(page.successors), "请选择")


def _render(page: UnitPage, shown: dict[str, Any] | None = None, **extra: Any) -> str:
    """The unit's page; ``shown`` are forms that were filled in and come back with what is wrong."""
    filled = shown or {}
    return render_template(
        "admin/unit.html",
        page=page,
        forms=_forms(page) | filled,
        filled=filled,
        problems=[problem for form in filled.values() for problem in form.problems()],
        **extra,
    )


def _render_merge(page: UnitPage, form: Any, **extra: Any) -> str:
    """What a merger would do, or the question into what."""
    into = dict(page.successors).get(form.into.data or "")
    known = find_unit(reader(), actor(), form.into.data) if into else None
    return render_template("admin/unit_merge.html", page=page, form=form, heir=known, problems=form.problems(), **extra)


def _render_retire(page: UnitPage, form: Any, **extra: Any) -> str:
    """What stands in the way, or what retiring would do."""
    return render_template(
        "admin/unit_retire.html",
        page=page,
        form=form,
        obstacles=obstacles(page.ties),
        problems=form.problems() if page.ties.free else [],
        **extra,
    )
