"""通报: the list, drafting one from the figures, and wording it (§五.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.domain.bulletin import Step, Suspicion, Wording, renewed
from portal.domain.bulletin_document import chapters
from portal.domain.bulletin_draft import draft
from portal.domain.periods import Period
from portal.domain.policy import coordinates
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Role
from portal.queries.bulletin_figures import reckoning
from portal.queries.bulletin_grounds import suspicions
from portal.queries.bulletins import BulletinPage, list_bulletins, typical_cases, versions_of
from portal.queries.figures import Statistics
from portal.services import bulletins as services
from portal.services.errors import Invalid, NotAllowed, Stale
from portal.store.facts import load_tree
from portal.web.desk.blueprint import blueprint
from portal.web.desk.bulletin_form import WordingForm, wording_form
from portal.web.desk.bulletin_pages import Came, found_cases, page_of, render, render_read
from portal.web.forms import checks_own_token
from portal.web.guards import may_enter
from portal.web.sessions import actor
from portal.web.statistics_query import last_month, period_parameters, read_period
from portal.web.workings import context, fresh_reader, reader, today, workings

MONTHS, QUARTERS = 12, 4
"""How far back the periods go that are offered for drafting."""


@blueprint.get("/bulletins")
@may_enter(Role.OFFICER)
def bulletins() -> ResponseReturnValue:
    """Every bulletin that the officer may read; for the provincial office also the periods that have none."""
    tree = load_tree(reader())
    found = list_bulletins(reader(), actor(), tree)
    office = coordinates(actor(), tree)
    taken = {each.period for each in found}
    free = [(period_parameters(each)["period"], each.name) for each in _periods() if each not in taken]
    return render_template("desk/bulletins.html", found=found, office=office, periods=free if office else [])


@blueprint.post("/bulletins")
@may_enter(Role.OFFICER)
def draft_bulletin() -> ResponseReturnValue:
    """Draft one from the figures as they are now."""
    tree, period = load_tree(reader()), read_period(request.form)
    if not coordinates(actor(), tree):
        abort(403)
    if period is None:
        flash("请选择统计期。", "error")
        return redirect(url_for("desk.bulletins"), 303)
    if period.last < today() and period not in _periods():
        flash("只能起草最近一年内已经结束的月份和季度。", "error")
        return redirect(url_for("desk.bulletins"), 303)
    fresh = _draft(tree, period)
    try:
        made = services.draft(context(), actor(), period, fresh.wording, fresh.suspicions, complete=fresh.complete)
    except Invalid as invalid:
        flash(f"{invalid.problems[0].message}。", "error")
        return redirect(url_for("desk.bulletins"), 303)
    return redirect(url_for("desk.bulletin", bulletin=made), 303)


@blueprint.get("/bulletins/<int:bulletin>")
@may_enter(Role.OFFICER)
def bulletin(bulletin: int) -> ResponseReturnValue:
    """One bulletin: to be worded while it is a draft, to be read from then on."""
    page = page_of(bulletin)
    return render(page, wording_form(page, posted=False)) if Step.SAVE in page.allowed else render_read(page)


@blueprint.post("/bulletins/<int:bulletin>")
@checks_own_token
@may_enter(Role.OFFICER)
def save_bulletin(bulletin: int) -> ResponseReturnValue:
    """Save it, and hand it to be signed where that is asked; or look for cases, or show how it reads."""
    page = page_of(bulletin)
    if not page.coordinates:
        abort(403)
    form = wording_form(page, posted=True)
    if not form.validate_on_submit():
        return render(page, form), form.failure_status
    # Enter in the field for cases looks for them; everywhere else it saves.
    wish = request.form.get("do") or ("find" if form.case_search.data else "save")
    if wish == "find":
        return render(page, form, found=found_cases(form.case_search.data or ""))
    if wish == "preview":
        return _preview(page, form)
    try:
        version = services.save(
            context(), actor(), bulletin, form.revision, form.wording(page.wording),
            {each.id: form.verdict(each) for each in page.criticisms},
        )  # fmt: skip
    except Invalid as invalid:
        form.take(invalid.problems)
        return render(page, form), 422
    except Stale as stale:
        return _stale(bulletin, form, stale)
    except NotAllowed:
        abort(403)
    flash(f"第 {version} 稿已保存。", "success")
    if wish == "submit":
        _submit(bulletin, form.revision + 1)
    elif wish == "redraft":
        _redraft(page, form.wording(page.wording), form.revision + 1)
    return redirect(url_for("desk.bulletin", bulletin=bulletin), 303)


@blueprint.get("/bulletins/<int:bulletin>/preview")
@may_enter(Role.OFFICER)
def preview_bulletin(bulletin: int) -> ResponseReturnValue:
    """How it reads as it was saved; to the provincial office also as the public would read it."""
    page = page_of(bulletin)
    public = page.coordinates and request.args.get("for") == "public"
    return render_template(
        "desk/bulletin_preview.html",
        bulletin=page.bulletin,
        wording=page.wording,
        chapters=page.chapters(public=public),
        public=public,
    )


@blueprint.get("/bulletins/<int:bulletin>/versions/<int:version>")
@may_enter(Role.OFFICER)
def bulletin_version(bulletin: int, version: int) -> ResponseReturnValue:
    """An older version, with what was changed in it; for the provincial office alone."""
    page = page_of(bulletin)
    if not page.coordinates:
        abort(403)
    found = versions_of(reader(), bulletin, version)
    if found is None:
        abort(404)
    wording, before, saved = found
    return render_template("desk/bulletin_version.html", page=page, wording=wording, before=before, saved=saved)


def _stale(bulletin: int, form: WordingForm, stale: Stale) -> ResponseReturnValue:
    """Tell what happened, and give back what was typed: in the form, or to be copied where there is none any more."""
    fresh_reader()
    page = page_of(bulletin)
    if Step.SAVE in page.allowed:
        form.version.data = str(page.bulletin.revision)
        return render(page, form, came=Came(stale.meanwhile)), 409
    wording = form.wording(page.wording)
    return render_read(page, came=Came(stale.meanwhile, list(form.typed(page, wording)))), 409


def _preview(page: BulletinPage, form: WordingForm) -> str:
    wording = form.wording(page.wording)
    told = chapters(wording, form.criticised(page.criticisms), typical_cases(reader(), wording.cases))
    return render_template(
        "desk/bulletin_preview.html", bulletin=page.bulletin, wording=wording, chapters=told, public=False
    )


def _submit(bulletin: int, revision: int) -> None:
    try:
        services.submit(context(), actor(), bulletin, revision)
    except Invalid as invalid:
        flash(f"{invalid.problems[0].message}。", "error")
    except (Stale, NotAllowed):
        flash("保存之后通报又有变化，没有送签，请核对后再送。", "error")
    else:
        flash("已送签，由本单位另一名同事签发。", "success")


@dataclass(frozen=True)
class Draft:
    """What the figures of a period give for a bulletin as they are now."""

    wording: Wording
    suspicions: Sequence[Suspicion]
    complete: bool


def _draft(tree: UnitTree, period: Period) -> Draft:
    settings, statistics = workings().settings, Statistics(workings().sheets.present(reader()), today())
    told = reckoning(
        reader(), tree, statistics, period, settings.ranking_minimum, tells_last=settings.publish_last_units
    )
    suspected = suspicions(reader(), tree, statistics, period, context().calendar)
    return Draft(draft(told, settings.imprint.sponsor), suspected, statistics.sheet.complete)


def _redraft(page: BulletinPage, saved: Wording, revision: int) -> None:
    """Draft it anew; what was typed has been ``saved`` as a version of its own."""
    fresh = _draft(load_tree(reader()), page.period)
    try:
        version = services.redraft(
            context(), actor(), page.bulletin.id, revision, renewed(saved, fresh.wording), fresh.suspicions,
            complete=fresh.complete,
        )  # fmt: skip
    except Invalid as invalid:
        flash(f"{invalid.problems[0].message}。", "error")
    except (Stale, NotAllowed):
        flash("保存之后通报又有变化，没有重新起草，请核对后再试。", "error")
    else:
        flash(f"已按现在的数据重新起草，为第 {version} 稿。", "success")


def _periods() -> list[Period]:
    """The latest months and quarters that are over."""
    months = [last_month(today())]
    quarters = [Period.quarter(today().year, (today().month + 2) // 3).before()]
    for periods, most in ((months, MONTHS), (quarters, QUARTERS)):
        while len(periods) < most:
            periods.append(periods[-1].before())
    return [*quarters, *months]
