"""集中重复留言: many reports of the same words, or of one sender, sorted by the provincial office in one step."""

from __future__ import annotations

import re

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField, SelectField, TextAreaField

from portal.domain.demands import ActionInput
from portal.domain.policy import may_sort_floods
from portal.domain.vocabulary import InvalidReason, Role, WithholdReason
from portal.queries import floods as queries
from portal.queries.floods import Flood
from portal.services import floods as services
from portal.services.errors import Invalid, NotAllowed, Stale
from portal.services.floods import Sorted
from portal.store.facts import load_tree
from portal.web.desk.blueprint import blueprint
from portal.web.desk.forms import HINTS, LABELS
from portal.web.forms import Filled, PortalForm, checks_own_token, chosen
from portal.web.guards import may_enter
from portal.web.sessions import actor
from portal.web.workings import context, fresh_reader, reader

RELEASE = "release"
CHANGED = "打开页面之后这一组已有变化，下面是现在的情况，请核对后再提交；您填写的内容还在"
ALONE = "不予受理须由本单位另一名同事审核，现在没有其他在用账号"


class FloodForm(PortalForm):
    """One decision for a whole group; ``reports`` holds numbers and versions as the page showed them."""

    reports = HiddenField()
    decision = RadioField("怎样处理这一组", validators=[Filled("请选择怎样处理")], validate_choice=False)
    reply = TextAreaField(LABELS["reply"], render_kw={"rows": 5})
    public = RadioField(LABELS["public"], choices={"yes": "公开", "no": "不公开"}, validate_choice=False)
    withhold_reason = SelectField(
        LABELS["withhold_reason"], choices=chosen(WithholdReason.choices(), "请选择"), validate_choice=False
    )
    withhold_note = TextAreaField(LABELS["withhold_note"], render_kw={"rows": 3})

    def offer(self, flood: Flood) -> None:
        """What can be done with this group, and which reports it is done with."""
        reasons = [each for each in InvalidReason if flood.same_words or each is not InvalidReason.DUPLICATE]
        words = {each.value: f"全部不予受理：{each.label}" for each in reasons}
        if flood.same_words:
            words[InvalidReason.DUPLICATE.value] = "保留最早一件，其余按重复留言不予受理"
        self.decision.choices = {RELEASE: "都是正常留言，全部按原定路径分办", **words}
        self.reports.data = ",".join(f"{report.number}:{report.version}" for report in flood.reports)

    def wishes(self) -> list[tuple[str, int]]:
        """Numbers and versions that came back."""
        pairs = re.findall(r"(\d{4}-\d{6,7}):(\d{1,6})", self.reports.data or "")
        return [(number, int(version)) for number, version in pairs]

    def given(self) -> ActionInput:
        """What was typed, in the words of the domain."""
        return ActionInput(
            invalid_reason=InvalidReason.lookup(self.decision.data),
            reply=self.reply.data,
            public={"yes": True, "no": False}.get(self.public.data or ""),
            withhold_reason=WithholdReason.lookup(self.withhold_reason.data),
            withhold_note=self.withhold_note.data,
        )


@blueprint.get("/floods")
@may_enter(Role.OFFICER)
def floods() -> ResponseReturnValue:
    """The groups that wait, the largest first."""
    _only_root()
    return render_template("desk/floods.html", floods=queries.floods(reader()))


@blueprint.get("/floods/<key>")
@may_enter(Role.OFFICER)
def flood(key: str) -> ResponseReturnValue:
    """One group with its reports, and the form that sorts them."""
    _only_root()
    found = queries.find_flood(reader(), key)
    if found is None:
        abort(404)
    return _render(found, FloodForm(formdata=None))


@blueprint.post("/floods/<key>")
@checks_own_token
@may_enter(Role.OFFICER)
def sort_flood(key: str) -> ResponseReturnValue:
    """Sort the whole group, or say what is missing."""
    _only_root()
    form = FloodForm()
    form.decision.choices = {}
    if not form.validate_on_submit():
        return _come_back(key, form, form.failure_status)
    try:
        done = _sort(form)
    except Invalid as invalid:
        for problem in invalid.problems:
            at = problem.field if problem.field in form else "decision"
            form[at].errors = [*form[at].errors, problem.message]
        return _come_back(key, form, 422)
    except Stale:
        flash(CHANGED, "warning")
        return _come_back(key, form, 409)
    except NotAllowed:
        form.decision.errors = [ALONE]
        return _come_back(key, form, 422)
    flash(_told(done), "success")
    return redirect(url_for("desk.floods"), 303)


def _come_back(key: str, form: FloodForm, status: int) -> ResponseReturnValue:
    """The group as it is now with the form as it was filled in; the list of groups if nothing of it waits any more."""
    fresh_reader()
    found = queries.find_flood(reader(), key)
    if found is None:
        flash("这一组已经没有待处理的留言。", "info")
        return redirect(url_for("desk.floods"), 303)
    return _render(found, form), status


def _sort(form: FloodForm) -> Sorted:
    if form.decision.data == RELEASE:
        return services.release(context(), actor(), form.wishes())
    return services.refuse(context(), actor(), form.wishes(), form.given())


def _told(done: Sorted) -> str:
    parts = (
        (done.dispatched, "已分办 {} 件"),
        (done.refused, "{} 件拟不予受理，待另一位同事审核"),
        (done.left, "{} 件没有对应的登记网站，请逐件分办"),
    )
    return "；".join(words.format(count) for count, words in parts if count) + "。"


def _only_root() -> None:
    if not may_sort_floods(actor(), load_tree(reader())):
        abort(403)


def _render(found: Flood, form: FloodForm) -> str:
    form.offer(found)
    return render_template("desk/flood.html", flood=found, form=form, hints=HINTS, errors=form.problems())
