"""Sending a report: the complete set in one POST, from the last step or from any other program."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.domain.page_address import root_of
from portal.queries import places
from portal.services.intake import UnknownSite
from portal.web.forms import PICTURE_HINT, checks_own_token
from portal.web.public import drafts
from portal.web.public.acceptance import accept
from portal.web.public.blueprint import blueprint
from portal.web.public.forms import PROBLEM_HINTS, ReportForm, UnlistedForm
from portal.web.public.known_sites import site_of
from portal.web.public.receipts import hand_out
from portal.web.public.step_pages import render_check
from portal.web.seals import seal
from portal.web.workings import reader, workings


@blueprint.post("/report")
@checks_own_token
def send_report() -> ResponseReturnValue:
    """Store a report; the receipt is shown at an address of its own, so that reloading sends nothing again."""
    form = ReportForm()
    if not form.validate_on_submit():
        return _send_again(form) or (_render_report(form), form.failure_status)
    try:
        stored = _store(form, known_site=not form.site_unknown.data)
    except UnknownSite:
        return _lead_to_unlisted(form), 422
    return stored or _send_again(form) or (_render_report(form), form.failure_status)


@blueprint.post("/report/unlisted")
@checks_own_token
def send_unlisted() -> ResponseReturnValue:
    """Store a report of an unlisted website."""
    form = UnlistedForm()
    form.offer_regions(places.regions(reader()))
    if not form.validate_on_submit():
        return _send_again(form) or (_render_unlisted(form), form.failure_status)
    return _store(form) or _send_again(form) or (_render_unlisted(form), form.failure_status)


def _store(form: ReportForm | UnlistedForm, *, known_site: bool = False) -> ResponseReturnValue | None:
    """Submit what the form holds; None if it was refused. Raises UnknownSite."""
    pictures = form.all_pictures(workings().pictures)
    if pictures is None:
        return None
    draft = drafts.key_in_form()
    receipt = accept(form, pictures, draft, known_site=known_site)
    if receipt is None:
        return None
    drafts.let_go(draft)
    return hand_out(redirect(url_for("public.received"), 303), receipt)


def _send_again(form: ReportForm | UnlistedForm) -> Response | None:
    """The last step again, where it was sent from there and nothing that was typed is wrong; otherwise None."""
    key = drafts.key_in_form()
    shown_there = {"", form.picture_code.id, form.word_answer.id}
    if key is None or form.expired or any(field not in shown_there for field, _ in form.problems()):
        return None
    draft = drafts.of_form()
    if draft.due != "check":
        return None
    drafts.hold(key)
    return render_check(draft, form, form.failure_status)


def _lead_to_unlisted(form: ReportForm) -> str:
    """The register does not know this site: offer the other form with everything that was typed."""
    typed = {field.name: field.data for field in form if field.name not in ("csrf_token", "attachments")}
    other = UnlistedForm(formdata=None, data=typed | {"site_url": root_of(form.page_url.data or "")})
    return _render_unlisted(other, instead_of=form)


def _render_report(form: ReportForm) -> str:
    return _render("public/report.html", form, site=site_of(form.site_code.data, form.page_url.data))


def _render_unlisted(form: UnlistedForm, instead_of: ReportForm | None = None) -> str:
    form.offer_regions(places.regions(reader()))
    return _render("public/unlisted.html", form, instead_of=instead_of)


def _render(template: str, form: ReportForm | UnlistedForm, **more: Any) -> str:
    """The page with every field; the draft, if there is one, stays with it."""
    key = drafts.key_in_form()
    return render_template(
        template,
        form=form,
        hints=PROBLEM_HINTS,
        picture_hint=PICTURE_HINT,
        draft_seal=seal(drafts.FIELD, key) if key else "",
        **more,
    )
