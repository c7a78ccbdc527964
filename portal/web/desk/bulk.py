"""Dealing with several reports of a list at once, and how each of them fared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from portal.domain.bulk import MOST
from portal.domain.vocabulary import Action, Role
from portal.queries.worklists import ReportList, chosen_reports
from portal.services.bulk import Result, Wish, act_on_several
from portal.services.errors import NotAllowed
from portal.store import Report
from portal.web.desk.blueprint import blueprint
from portal.web.desk.bulk_form import BulkBar, BulkForm, bulk_bar
from portal.web.desk.forms import read_version
from portal.web.desk.lists import LISTS, list_address, present_place
from portal.web.forms import EXPIRED, checks_own_token, clean, token_is_valid
from portal.web.guards import may_enter
from portal.web.sessions import actor
from portal.web.workings import calendar, context, fresh_reader, now, reader

VERSION = "-version"
"""Ends the name of the field that holds the version of the report whose number stands before it."""


@blueprint.post("/bulk")
@checks_own_token
@may_enter(Role.OFFICER)
def bulk() -> ResponseReturnValue:
    """Take one step on every ticked report that can take it; the others come back, nothing typed lost."""
    if not token_is_valid():
        return _ask_again(("", EXPIRED)), 400
    form, wishes = BulkForm(), _wishes()
    action = form.wants()
    if action is None:
        return _ask_again(("bulk-action", "请选择办理事项")), 422
    if not wishes:
        return _ask_again(("", "请先勾选要办理的留言")), 422
    if len(wishes) > MOST:
        return _ask_again(("", f"一次最多办理 {MOST} 件，现在勾选了 {len(wishes)} 件")), 422
    try:
        results = act_on_several(context(), actor(), action, wishes, form.given())
    except NotAllowed:
        raise Forbidden from None
    fresh_reader()
    return _tell(action, results), _status(results)


def _wishes() -> list[Wish]:
    """The ticked reports, each once, with the version that the page was made for."""
    numbers = dict.fromkeys(clean(number) for number in request.form.getlist("number"))
    return [Wish(each, read_version({"version": request.form.get(each + VERSION, "")})) for each in numbers]


def _status(results: Sequence[Result]) -> int:
    """200 if every step was taken, 409 if others were faster in every one that was not, else 422."""
    failed = [result for result in results if not result.done]
    if not failed:
        return 200
    return 409 if all(result.stale for result in failed) else 422


def _ask_again(problem: tuple[str, str]) -> str:
    """Nothing was done: the reports of the page come back with their ticks and what is wrong with the form."""
    shown = [name.removesuffix(VERSION) for name in request.form if name.endswith(VERSION)]
    found = _find(shown[:MOST])
    bar = bulk_bar(_reports(found), found.tree, picked=frozenset(wish.number for wish in _wishes()))
    return _render(found, bar, [problem])


def _tell(action: Action, results: Sequence[Result]) -> str:
    """What was done, and what was not and why; the latter can be tried once more."""
    fared = {result.number: result for result in results}
    found = _find(list(fared))
    failed = replace(found, lines=[line for line in found.lines if not fared[line.report.number].done])
    done = replace(found, lines=[line for line in found.lines if fared[line.report.number].done])
    bar = bulk_bar(_reports(failed), failed.tree, picked=frozenset(line.report.number for line in failed.lines))
    errors = _at_the_fields(bar.form, results) if bar is not None else []
    return _render(failed, bar, errors, action=action, done=done, fared=fared)


def _at_the_fields(form: BulkForm, results: Sequence[Result]) -> list[tuple[str, str]]:
    """What is wrong with the one text or choice for all is said at its field, once."""
    problems = dict.fromkeys(problem for result in results for problem in result.problems if problem.field in form)
    for problem in problems:
        form[problem.field].errors = [*form[problem.field].errors, problem.message]
    return [(form[problem.field].id, problem.message) for problem in problems]


def _find(numbers: Sequence[str]) -> ReportList:
    return chosen_reports(reader(), actor(), numbers, now(), calendar(), context().working_days)


def _reports(found: ReportList) -> list[Report]:
    return [line.report for line in found.lines]


def _render(
    failed: ReportList,
    bar: BulkBar | None,
    errors: Sequence[tuple[str, str]],
    *,
    action: Action | None = None,
    done: ReportList | None = None,
    fared: Mapping[str, Result] | None = None,
) -> str:
    place = present_place()
    return render_template(
        "desk/bulk.html",
        failed=failed,
        bar=bar,
        errors=errors,
        action=action,
        done=done,
        fared=fared or {},
        place=place,
        back=list_address(place),
        back_words=LISTS[place.get("list", "todo")],
    )
