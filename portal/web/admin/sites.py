"""The register of websites: searched, added to, and changed by those who keep it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.domain.page_address import parse_host
from portal.domain.policy import keeps_registers
from portal.domain.vocabulary import Role, SiteStatus
from portal.queries.site_register import SitePage, SiteQuery, find_site, list_sites
from portal.queries.unit_register import filing_units
from portal.services import sites as register_of_sites
from portal.services.errors import Invalid, NotAllowed, NotFound, Stale
from portal.services.register import Register, keeping
from portal.store import Site
from portal.store.facts import load_tree
from portal.web.admin.blueprint import blueprint
from portal.web.admin.register_forms import NewSiteForm, SiteForm, offer
from portal.web.forms import checks_own_token, clean
from portal.web.guards import may_enter
from portal.web.pages import asked_page, here, turn_page
from portal.web.sessions import actor
from portal.web.workings import context, fresh_reader, reader


@blueprint.get("/sites")
@may_enter(Role.OFFICER, Role.ADMIN)
def sites() -> ResponseReturnValue:
    """The websites that this person keeps, or those that a search finds."""
    query = read_query()
    found = list_sites(reader(), actor(), query)
    if found is None:
        abort(403)
    views = [
        ("全部网站", here(sponsor=None, page=None), None, not query.sponsor_lost),
        ("失去主办单位", here(sponsor="lost", page=None), found.sponsors_lost, query.sponsor_lost),
    ]
    return render_template(
        "admin/sites.html", found=found, query=query, views=views, turn=turn_page, statuses=SiteStatus
    )


def read_query() -> SiteQuery:
    """The filters of the address; whatever makes no sense is left out."""
    given = request.args
    return SiteQuery(
        text=clean(given.get("q"))[:100],
        unit=clean(given.get("unit"))[:100],
        status=SiteStatus.lookup(given.get("status")),
        sponsor_lost=given.get("sponsor") == "lost",
        page=asked_page(),
    )


@blueprint.get("/sites/new")
@may_enter(Role.OFFICER, Role.ADMIN)
def new_site() -> ResponseReturnValue:
    """Ask for a website's data; the address may name its filing unit."""
    values = {"unit": request.args.get("unit", ""), "status": SiteStatus.ACTIVE.value}
    return _render_new(NewSiteForm(formdata=None, data=values))


@blueprint.post("/sites/new")
@checks_own_token
@may_enter(Role.OFFICER, Role.ADMIN)
def add_site() -> ResponseReturnValue:
    """Register a website."""
    form = NewSiteForm()

    def step(register: Register) -> Site:
        return register_of_sites.add_site(register, form.entry(form.code.data))

    return _carry_out(form, step, lambda: _render_new(form), "已登记")


@blueprint.get("/sites/<code>")
@may_enter(Role.OFFICER, Role.ADMIN)
def site(code: str) -> ResponseReturnValue:
    """One website: what is known of it, and what was done to it."""
    page = _page(code)
    known = page.site
    values = {
        "version": str(known.version),
        "name": known.name,
        "url": known.url,
        "hosts": "\n".join(host for host in page.hosts if host != parse_host(known.url)),
        "unit": page.keeper.code,
        "status": known.status.value,
        "sponsor_lost": known.sponsor_lost_at is not None,
    }
    return _render(page, SiteForm(formdata=None, data=values))


@blueprint.post("/sites/<code>")
@checks_own_token
@may_enter(Role.OFFICER, Role.ADMIN)
def change_site(code: str) -> ResponseReturnValue:
    """Change what is known of a website."""
    page, form = _page(code), SiteForm()

    def step(register: Register) -> Site:
        return register_of_sites.change_site(register, form.entry(code), form.expects())

    return _carry_out(form, step, lambda **extra: _render(page, form, **extra), "已保存")


def _carry_out(
    form: SiteForm, step: Callable[[Register], Site], again: Callable[..., str], done: str
) -> ResponseReturnValue:
    """Take one step with what was posted; refused with 403, 409 or 422, everything typed still there."""
    if not form.validate_on_submit():
        return again(), form.failure_status
    try:
        with keeping(context(), actor()) as register:
            changed = step(register)
    except Invalid as invalid:
        form.take(invalid.problems)
        return again(), 422
    except Stale as stale:
        fresh_reader()
        page = _page(request.view_args["code"]) if request.view_args else abort(403)
        form.version.data = str(page.site.version)
        return _render(page, form, meanwhile=stale.meanwhile), 409
    except (NotAllowed, NotFound):
        abort(403)
    flash(f"{changed.name}：{done}。", "success")
    return redirect(url_for("admin.site", code=changed.code), 303)


def _page(code: str) -> SitePage:
    page = find_site(reader(), actor(), code)
    if page is None:
        abort(403)
    return page


def _render_new(form: Any) -> str:
    if not keeps_registers(actor(), load_tree(reader())):
        abort(403)
    offer(form.unit, filing_units(reader(), actor()), "请选择")
    return render_template("admin/new_site.html", form=form)


def _render(page: SitePage, form: Any, **extra: Any) -> str:
    choices = filing_units(reader(), actor())
    if page.keeper.code not in dict(choices):
        # An organizing unit that runs a website itself keeps it, though no other may be given to it.
        choices.insert(0, (page.keeper.code, f"{page.keeper.name}（{page.keeper.code}）"))
    offer(form.unit, choices, "请选择")
    return render_template("admin/site.html", page=page, form=form, **extra)
