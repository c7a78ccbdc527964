"""Reporting step by step: one group of questions on a page, kept in a draft until the last page sends them all."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.domain.page_address import complete, root_of
from portal.domain.vocabulary import ReportKind
from portal.queries import places
from portal.services.drafts import discard, keep, remove_picture
from portal.web.forms import checks_own_token
from portal.web.limits import Limit, limiter, minutes, sender
from portal.web.picture_files import picture_answer
from portal.web.public import drafts, handed_over
from portal.web.public.blueprint import blueprint
from portal.web.public.drafts import OpenDraft
from portal.web.public.forms import PageForm, PicturesAndContact, WhatIsWrong, WhichSite
from portal.web.public.known_sites import is_known
from portal.web.public.receipts import handed_out
from portal.web.public.step_pages import FIRST, address_of, form_of, go_on, render_check, render_step, typed
from portal.web.workings import context, reader, workings

LONGEST_SELECTION = 1000


@blueprint.get("/report")
def report() -> ResponseReturnValue:
    """The first step, with what the linking site handed over or what this browser has begun."""
    return _open_first("page", _handed_over())


@blueprint.get("/report/unlisted")
def unlisted() -> ResponseReturnValue:
    """The first step for a website that is missing from the register."""
    address = _handed_over().get("page_url")
    return _open_first("site", {"site_url": address} if address else {})


@blueprint.get("/report/<any(page, site, problem, contact, check):step>")
def step(step: str) -> ResponseReturnValue:
    """A later step; one that is not due yet leads to the one that is."""
    if step in FIRST:
        return redirect(address_of(step), 303)
    draft = drafts.of_session()
    if draft is None:
        if handed_out():
            return redirect(url_for("public.received"), 303)
        flash("没有找到正在填写的留言，请从第一步开始。", "info")
        return redirect(address_of("page"), 303)
    if not draft.may_open(step):
        return redirect(address_of(draft.due), 303)
    return render_check(draft) if step == "check" else render_step(step, form_of(step, draft), draft)


@blueprint.post("/report/page")
@checks_own_token
def answer_page() -> ResponseReturnValue:
    """Which page; where the register does not know its site, the citizen says how to go on."""
    draft, form = drafts.of_form(), PageForm()
    if not form.validate_on_submit():
        return render_step("page", form, draft, form.failure_status)
    answers = {**typed(form), "kind": ReportKind.CORRECTION.value, "site_unknown": ""}
    answers["wrong_text"] = answers["wrong_text"][:LONGEST_SELECTION] or draft.answers.get("wrong_text", "")
    if is_known(form.site_code.data, form.page_url.data):
        return go_on(draft, "page", answers)
    how = request.form.get("unknown")
    if how == "keep":
        return go_on(draft, "page", answers | {"site_unknown": "y"})
    if how == "unlisted":
        address = {"kind": ReportKind.UNLISTED.value, "site_url": root_of(answers["page_url"])}
        return go_on(draft, "", answers | address)
    return render_step("page", form, draft, 422, unknown=True)


@blueprint.post("/report/site")
@checks_own_token
def answer_site() -> ResponseReturnValue:
    """Which website is missing from the register."""
    draft, form = drafts.of_form(), WhichSite()
    form.offer_regions(places.regions(reader()))
    if not form.validate_on_submit():
        return render_step("site", form, draft, form.failure_status)
    return go_on(draft, "site", {**typed(form), "kind": ReportKind.UNLISTED.value})


@blueprint.post("/report/problem")
@checks_own_token
def answer_problem() -> ResponseReturnValue:
    """What is wrong."""
    draft, form = drafts.of_form(), WhatIsWrong()
    if not form.validate_on_submit():
        return render_step("problem", form, draft, form.failure_status)
    return go_on(draft, "problem", typed(form))


@blueprint.post("/report/contact")
@checks_own_token
def answer_contact() -> ResponseReturnValue:
    """Pictures and contact data. Good pictures are kept even where something else has to be put right."""
    draft, form = drafts.of_form(), PicturesAndContact()
    form.picture.data = list(draft.pictures)
    valid = form.validate_on_submit()
    if "remove" in request.form and not form.expired:
        if any(each.sha256 == request.form["remove"] for each in draft.pictures):
            remove_picture(context(), draft.key, request.form["remove"])
            draft = drafts.reread(draft)
        form.picture.data = list(draft.pictures)
        if valid:
            return _stay(draft, typed(form))
    elif form.attachments.data and not form.expired:
        valid = _take_pictures(form, draft) and valid
        draft = drafts.reread(draft)
        form.picture.data = list(draft.pictures)
    if not valid:
        return render_step("contact", form, draft, form.failure_status)
    if "more" in request.form:
        return _stay(draft, typed(form))
    return go_on(draft, "contact", typed(form))


@blueprint.post("/report/discard")
def give_up() -> ResponseReturnValue:
    """Forget what was filled in, on a computer that others use too or simply to begin anew."""
    key = drafts.key_in_form()
    if key is not None:
        discard(context(), key)
        drafts.let_go(key)
    flash("已清除填写的内容。", "info")
    return redirect(address_of("page"), 303)


@blueprint.get("/report/pictures/<sha256>")
def draft_picture(sha256: str) -> ResponseReturnValue:
    """A picture of the draft, for the browser that writes it."""
    draft = drafts.of_session()
    found = next((each for each in draft.pictures if each.sha256 == sha256), None) if draft else None
    content = workings().pictures.read_small(found.sha256) if found else None
    if found is None or content is None:
        abort(404)
    return picture_answer(content, found.media_type, "picture")


def _open_first(step: str, given: Mapping[str, str]) -> ResponseReturnValue:
    """What was begun goes on, unless the citizen comes from another page than the one that it is about."""
    draft = drafts.of_session()
    if draft is None or any(draft.answers.get(name) != value for name, value in given.items()):
        draft = drafts.fresh(given)
    return render_step(step, form_of(step, draft), draft)


def _handed_over() -> dict[str, str]:
    """Site code and page address by the names of their fields; what is empty is left out."""
    found = {"site_code": handed_over.site_code(), "page_url": complete(handed_over.page_url())}
    return {name: value for name, value in found.items() if value}


def _stay(draft: OpenDraft, answers: Mapping[str, str]) -> ResponseReturnValue:
    """Keep the answers and show the step again."""
    keep(context(), draft.key, answers)
    drafts.hold(draft.key)
    return redirect(address_of("contact"), 303)


def _take_pictures(form: PicturesAndContact, draft: OpenDraft) -> bool:
    """Put the uploads into the store and the draft; False, with a sentence at the field, if they are not taken."""
    if form.attachments.errors:
        return False
    seconds = limiter().count(Limit.PICTURES, sender())
    if seconds:
        form.attachments.errors = [f"上传图片过于频繁，请 {minutes(seconds)}后再试"]
        return False
    pictures = form.store_pictures(workings().pictures)
    if pictures is None:
        return False
    keep(context(), draft.key, {}, pictures=pictures)
    return True
