"""监督考评: a year's results for the officer's own subtree, or for all once they are frozen, down to every number."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField, TextAreaField

from portal.domain.assessment import OBJECTION_DAYS, last_objection_day
from portal.domain.assessment_scheme import Aspect
from portal.domain.assessment_words import read_points
from portal.domain.demands import Problem
from portal.domain.figures import BY_KEY
from portal.domain.policy import coordinates, may_read_score, speaks_for
from portal.domain.units import Unit
from portal.domain.vocabulary import Role
from portal.queries.assessment import EARLIEST, Assessed, Assessment, list_years, load_assessment
from portal.queries.figures import Statistics
from portal.services import assessment as service
from portal.services.errors import Invalid, NotAllowed, NotFound
from portal.store.facts import load_tree
from portal.web.assessment_text import AssessmentText
from portal.web.desk.blueprint import blueprint
from portal.web.forms import PortalForm, checks_own_token
from portal.web.guards import may_enter
from portal.web.pages import here
from portal.web.scheme_form import WEIGHT, read_trial
from portal.web.sessions import actor
from portal.web.workings import context, reader, today, workings


class ObjectionForm(PortalForm):
    """What the unit objects; the service says what is wrong with it."""

    words = TextAreaField("异议内容", render_kw={"rows": 6})


class ReplyForm(PortalForm):
    """What the provincial office replies, and by how much the total changes."""

    reply = TextAreaField("答复", render_kw={"rows": 6})
    adjustment = StringField("更正分值", render_kw={"inputmode": "decimal", "size": 8})


@dataclass(frozen=True)
class Desk:
    """A year as one officer may read it."""

    assessment: Assessment
    own: int

    @property
    def everybody(self) -> bool:
        """The officer may read every unit's result."""
        return self.assessment.frozen is not None or self.own == self.assessment.tree.root

    def may_read(self, unit: int) -> bool:
        """The officer may read this unit's result."""
        frozen = self.assessment.frozen is not None
        return may_read_score(actor(), unit, self.assessment.tree, frozen=frozen)

    def top(self) -> Unit:
        """The unit whose units are listed: the one that the address names, else the highest that may be read."""
        tree = self.assessment.tree
        named = tree.find(request.args.get("unit", ""))
        top = named.id if named else tree.root if self.everybody else self.own
        if not self.may_read(top):
            abort(403)
        return tree[top]


@blueprint.get("/assessment")
@may_enter(Role.OFFICER)
def assessments() -> ResponseReturnValue:
    """The years."""
    years, tree = list_years(reader(), today().year), load_tree(reader())
    return render_template("desk/assessments.html", years=years, coordinates=coordinates(actor(), tree))


@blueprint.get("/assessment/<int:year>")
@may_enter(Role.OFFICER)
def assessment(year: int) -> ResponseReturnValue:
    """The units of a year by their points; with other weights in the address, what would have become of them."""
    desk = desk_of(year)
    top, standing = desk.top(), desk.assessment
    trial, problems = read_trial(request.args, standing.scheme.scheme)
    shown = standing.trying(trial) if trial else standing
    page = render_template(
        "desk/assessment.html",
        year=year,
        standing=standing,
        words=AssessmentText,
        top=top,
        at_root=top.id == standing.tree.root,
        own_unit=desk.own,
        own=None if desk.everybody else shown.of(desk.own),
        lines=shown.below(top.id),
        before={each.unit.id: each.total for each in standing.below(top.id)} if trial else {},
        tried=trial is not None,
        untried=here(**dict.fromkeys(name for name in request.args if name.startswith(WEIGHT))),
        scheme=shown.scheme.scheme,
        typed={each.figure: _typed_weight(each.figure, each.weight) for each in standing.scheme.scheme.criteria},
        trying=trial is not None or bool(problems),
        problems=[(each.field, each.message) for each in problems],
        aspects=list(Aspect),
        over=year < today().year,
        days=OBJECTION_DAYS,
        coordinates=coordinates(actor(), standing.tree),
        complete=standing.statistics.sheet.complete,
    )
    return page, 422 if problems else 200


@blueprint.post("/assessment/<int:year>/freeze")
@may_enter(Role.OFFICER)
def freeze_assessment(year: int) -> ResponseReturnValue:
    """Keep a year's results for good."""
    standing = desk_of(year).assessment
    if not coordinates(actor(), standing.tree):
        abort(403)
    try:
        complete = standing.statistics.sheet.complete
        service.freeze(context(), actor(), year, standing.scheme, standing.results(), complete=complete)
    except Invalid as invalid:
        flash(invalid.problems[0].message, "error")
    else:
        flash(f"{year} 年考评结果已冻结，各单位可以查看并提出异议。", "success")
    return redirect(url_for("desk.assessment", year=year), 303)


@blueprint.get("/assessment/<int:year>/<unit>")
@may_enter(Role.OFFICER)
def assessed_unit(year: int, unit: str) -> ResponseReturnValue:
    """How one unit's points were found, line by line."""
    return _render_unit(desk_of(year), unit, ObjectionForm(formdata=None), ReplyForm(formdata=None))


@blueprint.post("/assessment/<int:year>/<unit>/objection")
@checks_own_token
@may_enter(Role.OFFICER)
def object_to_score(year: int, unit: str) -> ResponseReturnValue:
    """The unit objects to its result."""
    form = ObjectionForm()
    try:
        if form.validate_on_submit():
            service.raise_objection(context(), actor(), year, unit, form.words.data or "")
            flash("异议已提交，省政府办公厅将作出答复。", "success")
            return redirect(url_for("desk.assessed_unit", year=year, unit=unit), 303)
    except Invalid as invalid:
        _blame(form, invalid.problems)
    except NotAllowed:
        abort(403)
    except NotFound:
        abort(404)
    return _render_unit(desk_of(year), unit, form, ReplyForm(formdata=None)), form.failure_status


@blueprint.post("/assessment/<int:year>/<unit>/reply")
@checks_own_token
@may_enter(Role.OFFICER)
def reply_to_objection(year: int, unit: str) -> ResponseReturnValue:
    """The provincial office replies to what a unit objected."""
    form = ReplyForm()
    typed = (form.adjustment.data or "").strip()
    adjustment = read_points(typed or "0")
    try:
        if form.validate_on_submit():
            if adjustment is None:
                raise Invalid([Problem("adjustment", "更正分值应为数字，最多两位小数，如 1.5 或 -0.5")])
            service.reply(context(), actor(), year, unit, form.reply.data or "", adjustment)
            flash("异议已答复。", "success")
            return redirect(url_for("desk.assessed_unit", year=year, unit=unit), 303)
    except Invalid as invalid:
        _blame(form, invalid.problems)
    except NotAllowed:
        abort(403)
    except NotFound:
        abort(404)
    return _render_unit(desk_of(year), unit, ObjectionForm(formdata=None), form), form.failure_status


def desk_of(year: int) -> Desk:
    """The year as the signed-in officer may read it; years that have not begun are not found."""
    if not EARLIEST <= year <= today().year:
        abort(404)
    tree = load_tree(reader())
    statistics = Statistics(workings().sheets.present(reader()), today())
    return Desk(load_assessment(reader(), tree, statistics, year), tree.resolve(actor().unit or tree.root))


def readable_unit(desk: Desk, code: str) -> tuple[Unit, Assessed | None]:
    """A unit by its code, and its result if it has one; the root, which assesses, has none."""
    unit = desk.assessment.tree.find(code)
    if unit is None or unit.id == desk.assessment.tree.root:
        abort(404)
    if not desk.may_read(unit.id):
        abort(403)
    return unit, desk.assessment.of(unit.id)


def _render_unit(desk: Desk, code: str, objection_form: ObjectionForm, reply_form: ReplyForm) -> str:
    unit, found = readable_unit(desk, code)
    standing, frozen = desk.assessment, desk.assessment.frozen
    mine = standing.tree.within(unit.id, desk.own)
    last_day = last_objection_day(frozen.at) if frozen else None
    siblings = standing.below(found.parent) if found and desk.everybody else []
    return render_template(
        "desk/assessed_unit.html",
        year=standing.year,
        standing=standing,
        words=AssessmentText,
        unit=unit,
        found=found,
        rank=next((each.rank for each in siblings if each.unit.id == unit.id), None),
        among=sum(each.rank is not None for each in siblings),
        parent=standing.tree[found.parent] if found else None,
        aspects=list(Aspect),
        mine=mine,
        figures=BY_KEY,
        present=standing.present(unit.id) if frozen and mine else {},
        last_day=last_day,
        may_object=bool(
            found
            and last_day
            and found.objection is None
            and today() <= last_day
            and speaks_for(actor(), unit.id, standing.tree)
        ),
        may_reply=bool(
            found and found.objection and found.objection.reply is None and coordinates(actor(), standing.tree)
        ),
        objection_form=objection_form,
        reply_form=reply_form,
        complete=standing.statistics.sheet.complete,
    )


def _typed_weight(figure: str, weight: int) -> str:
    return request.args.get(WEIGHT + figure, str(weight))


def _blame(form: PortalForm, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        form[problem.field].errors = [*form[problem.field].errors, problem.message]
