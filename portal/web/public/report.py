"""我要找错 and 漏报网站找错: reporting an error, and the receipt."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.domain.page_address import host_of
from portal.domain.site_code import parse_site_code
from portal.queries import places, published
from portal.services import intake
from portal.store import Site
from portal.web.forms import checks_own_token, clean
from portal.web.public.acceptance import accept
from portal.web.public.blueprint import blueprint
from portal.web.public.forms import PROBLEM_HINTS, ReportForm, UnlistedForm
from portal.web.visitors import visitor
from portal.web.workings import context, reader, workings


@blueprint.get("/report")
def report() -> ResponseReturnValue:
    """The form, with what the linking site handed over."""
    visitor()
    form = ReportForm(data=_handed_over())
    return _render_report(form)


@blueprint.post("/report")
@checks_own_token
def send_report() -> ResponseReturnValue:
    """Store a report; the receipt is shown at an address of its own, so that reloading sends nothing again."""
    form = ReportForm()
    if not form.validate_on_submit():
        return _render_report(form), form.failure_status
    if _site_of(form) is None and not form.site_unknown.data:
        return _lead_to_unlisted(form), 422
    return _store(form) or (_render_report(form), form.failure_status)


@blueprint.get("/report/unlisted")
def unlisted() -> ResponseReturnValue:
    """The form for a website that is missing from the register."""
    visitor()
    return _render_unlisted(UnlistedForm(formdata=None, data={"site_url": _handed_over()["page_url"]}))


@blueprint.post("/report/unlisted")
@checks_own_token
def send_unlisted() -> ResponseReturnValue:
    """Store a report of an unlisted website."""
    form = UnlistedForm()
    form.offer_regions(places.regions(reader()))
    if not form.validate_on_submit():
        return _render_unlisted(form), form.failure_status
    return _store(form) or (_render_unlisted(form), form.failure_status)


def _store(form: ReportForm | UnlistedForm) -> ResponseReturnValue | None:
    """Submit what the form holds; None if it was refused."""
    pictures = form.store_pictures(workings().pictures)
    if pictures is None:
        return None
    if accept(form, pictures) is None:
        return None
    return redirect(url_for("public.received"), 303)


def _site_of(form: ReportForm) -> Site | None:
    code = parse_site_code(form.site_code.data or "") or ""
    return intake.find_site(reader(), code, form.page_url.data or "")


def _lead_to_unlisted(form: ReportForm) -> str:
    """The register does not know this site: offer the other form with everything that was typed."""
    typed = {field.name: field.data for field in form if field.name not in ("csrf_token", "attachments")}
    address = form.page_url.data or ""
    site_url = f"{address.split('://')[0]}://{host_of(address) or ''}/"
    other = UnlistedForm(formdata=None, data=typed | {"site_url": site_url})
    return _render_unlisted(other, instead_of=form)


def _render_unlisted(form: UnlistedForm, instead_of: ReportForm | None = None) -> str:
    form.offer_regions(places.regions(reader()))
    return render_template(
        "public/unlisted.html",
        form=form,
        instead_of=instead_of,
        hints=PROBLEM_HINTS,
        registered=published.newly_registered(reader(), 5),
    )


@blueprint.get("/report/received")
def received() -> ResponseReturnValue:
    """Number and tracking code, to the browser that sent the report and nobody else."""
    receipt = intake.find_receipt(context(), session.get("receipt", ""))
    if receipt is None:
        flash("没有找到刚刚提交的留言。如已记下查询码，可以在这里查询办理情况。", "info")
        return redirect(url_for("public.track"), 303)
    answer = make_response(render_template("public/received.html", receipt=receipt))
    # The next person at this computer must not find the code among the pages that the browser kept.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _handed_over() -> dict[str, str]:
    """Site code and page address, under the names that linking sites have used."""
    given = request.args
    code = given.get("site_code") or given.get("sitecode") or given.get("siteCode") or ""
    return {"site_code": parse_site_code(code) or "", "page_url": clean(given.get("url"))[:2000]}


def _render_report(form: ReportForm) -> str:
    return render_template("public/report.html", form=form, site=_site_of(form), hints=PROBLEM_HINTS)
