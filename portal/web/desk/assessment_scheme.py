"""考评方案: by what a year is assessed. Every officer reads it, the provincial office saves new versions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.domain.assessment_scheme import DEDUCTIBLE, MARKABLE, REWARDABLE, Aspect, Scheme, field_of
from portal.domain.demands import Problem
from portal.domain.policy import coordinates
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Role
from portal.queries.assessment import EARLIEST, Assessed, Assessment, load_assessment
from portal.queries.figures import Statistics
from portal.queries.schemes import list_versions, scheme_of_year
from portal.services import assessment as service
from portal.services.errors import Invalid, Stale
from portal.store.facts import load_tree
from portal.web.assessment_text import AssessmentText
from portal.web.desk.blueprint import blueprint
from portal.web.forms import EXPIRED, checks_own_token, token_is_valid
from portal.web.guards import may_enter
from portal.web.scheme_form import read_scheme, typed_of
from portal.web.sessions import actor
from portal.web.workings import context, fresh_reader, reader, today, workings

OVERTAKEN = (
    "您打开页面之后，其他同事已经保存了新的一版，就是上面的现行方案。您填写的内容还在，核对后再保存即以您填写的为准"
)


@blueprint.get("/assessment/scheme/<int:year>")
@may_enter(Role.OFFICER)
def assessment_scheme(year: int) -> ResponseReturnValue:
    """The scheme of a year, and for the provincial office the form that makes its next version."""
    return _render(_known(year))


@blueprint.post("/assessment/scheme/<int:year>")
@checks_own_token
@may_enter(Role.OFFICER)
def save_scheme(year: int) -> ResponseReturnValue:
    """Save what the form says as the next version, or show what would become of the units by it."""
    if not coordinates(actor(), load_tree(reader())):
        abort(403)
    scheme, problems = read_scheme(request.form)
    if not token_is_valid():
        return _render(_known(year), request.form, [Problem("", EXPIRED)]), 400
    try:
        if problems:
            raise Invalid(problems)
        if request.form.get("do") == "try":
            return _render(_known(year), request.form, tried=scheme)
        version = service.save_scheme(context(), actor(), _known(year), scheme, _seen())
    except Invalid as invalid:
        return _render(year, request.form, invalid.problems), 422
    except Stale:
        fresh_reader()
        return _render(year, request.form, [Problem("", OVERTAKEN)]), 409
    flash(f"{year} 年考评方案第 {version} 版已保存。", "success")
    return redirect(url_for("desk.assessment_scheme", year=year), 303)


def _seen() -> tuple[int, int]:
    """Year and version of the scheme that the form was made for; nonsense is that of no scheme."""
    found = re.fullmatch(r"(\d{1,4})-(\d{1,6})", request.form.get("seen", ""), re.ASCII)
    return (int(found[1]), int(found[2])) if found else (0, -1)


def _known(year: int) -> int:
    """A year that can have a scheme: next year's may be decided ahead **[choice]**."""
    if not EARLIEST <= year <= today().year + 1:
        abort(404)
    return year


def _render(
    year: int,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    tried: Scheme | None = None,
) -> str:
    standing = scheme_of_year(reader(), year)
    tree = load_tree(reader())
    may_save = coordinates(actor(), tree) and not standing.frozen
    return render_template(
        "desk/assessment_scheme.html",
        year=year,
        standing=standing,
        words=AssessmentText,
        versions=list_versions(reader(), year),
        may_save=may_save,
        typed=typed_of(standing.scheme.scheme) if typed is None else typed,
        problems=[(problem.field, problem.message) for problem in problems],
        wrong={problem.field for problem in problems},
        markable=MARKABLE,
        deductible=DEDUCTIBLE,
        rewardable=REWARDABLE,
        aspects=list(Aspect),
        field_of=field_of,
        assessed=year <= today().year,
        trial=_try(year, tree, tried) if tried is not None and year <= today().year else None,
    )


@dataclass(frozen=True)
class Trial:
    """What the units right below the root would have by a scheme that is not saved, and ``before``: what they have."""

    scheme: Scheme
    standing: Assessment
    lines: list[Assessed]
    before: dict[int, int | None]


def _try(year: int, tree: UnitTree, scheme: Scheme) -> Trial:
    statistics = Statistics(workings().sheets.present(reader()), today())
    present = load_assessment(reader(), tree, statistics, year)
    shown = present.trying(scheme)
    before = {each.unit.id: each.total for each in present.below(tree.root)}
    return Trial(scheme, shown, shown.below(tree.root), before)
