"""The lists of the desk, and how one gets from one report of a list to the next."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.domain.policy import may_sort_floods
from portal.domain.vocabulary import Lateness, ProblemType, Rectification, Role, State, Watch
from portal.queries import promises, worklists
from portal.queries.bulletins import count_unacknowledged
from portal.queries.floods import count_floods
from portal.queries.promises import PromiseQuery
from portal.queries.worklists import ListQuery, ReportList
from portal.web.desk.blueprint import blueprint
from portal.web.desk.bulk_form import bulk_bar
from portal.web.desk.narrowing import NARROWING, carried, read_narrowing, said
from portal.web.desk.watching import pressing, watch_views
from portal.web.forms import clean
from portal.web.guards import may_enter
from portal.web.pages import asked_page, here, turn_page
from portal.web.sessions import actor
from portal.web.workings import calendar, context, now, reader, today

LISTS = {"todo": "待办", "reports": "全部留言", "promises": "整改跟踪"}
"""The lists by the name that addresses carry."""
FILTERS = ("state", "problem_type", "late", "watch", "q", *NARROWING)


@blueprint.get("")
@may_enter(Role.OFFICER, Role.ADMIN, Role.AUDITOR)
def todo() -> ResponseReturnValue:
    """What lies on the unit's desk, what is due first on top."""
    if current_user.role is Role.AUDITOR:
        return redirect(url_for("admin.audit"))
    if current_user.role is not Role.OFFICER:
        return render_template("desk/no_desk.html")
    return _render("todo")


@blueprint.get("/reports")
@may_enter(Role.OFFICER)
def reports() -> ResponseReturnValue:
    """Every report that the unit, or one below it, holds or ever held."""
    return _render("reports")


def _render(name: str) -> str:
    query = read_query(name)
    found = worklists.list_reports(reader(), actor(), query, now(), calendar(), context().working_days)
    whole = query.state is None and query.watch is None
    views = [("全部", here(state=None, watch=None, page=None), sum(found.counts.values()), whole)]
    for state in State:
        if state in found.counts or state is query.state:
            address = here(state=state.value, watch=None, page=None)
            views.append((state.label, address, found.counts.get(state, 0), state is query.state))
    views += watch_views(found, query)
    if query.mine:
        views += _promise_views(found)
    return render_template(
        "desk/list.html",
        name=name,
        heading=LISTS[name],
        found=found,
        query=query,
        views=views,
        turn=turn_page,
        problem_types=ProblemType,
        lateness=Lateness,
        narrowed=said(query.by, found.tree),
        narrowing=carried(),
        place=place_of(name),
        filters={each: request.args[each] for each in FILTERS if request.args.get(each)},
        bar=bulk_bar([line.report for line in found.lines], found.tree),
        floods=count_floods(reader(), found.tree) if query.mine and may_sort_floods(actor(), found.tree) else 0,
        bulletins=count_unacknowledged(reader(), actor(), found.tree) if query.mine else 0,
        **pressing(found, query),
    )


def _promise_views(found: ReportList) -> list[tuple[str, str, int, bool]]:
    """The way from the desk to promised corrections (§四): whoever promised sees what is open, units above what is
    overdue."""
    counts = promises.count_open(reader(), actor(), found.tree, today())
    shown = [Rectification.OVERDUE]
    if not found.tree.is_organizing(found.tree.resolve(current_user.unit_id)):
        shown.append(Rectification.PROMISED)
    return [
        (state.label, url_for("desk.promises", state=state.value), counts[state], False)
        for state in shown
        if counts[state]
    ]


def read_query(name: str) -> ListQuery:
    """The list and its filters from the address; whatever makes no sense is left out."""
    given = request.args
    return ListQuery(
        mine=name == "todo",
        state=State.lookup(given.get("state")),
        problem_type=ProblemType.lookup(given.get("problem_type")),
        watch=Watch.lookup(given.get("watch")),
        text=clean(given.get("q"))[:100],
        by=read_narrowing(given),
        page=asked_page(),
    )


def read_promise_query() -> PromiseQuery:
    """The same for the list of promised corrections."""
    state = Rectification.lookup(request.args.get("state"))
    by = read_narrowing(request.args)
    return PromiseQuery(state, clean(request.args.get("q"))[:100], by.unit, by.only, asked_page())


def place_of(name: str) -> dict[str, str]:
    """What a report's address carries so that the way back into this list is known."""
    return {"list": name} | {each: request.args[each] for each in FILTERS if request.args.get(each)}


def present_place() -> dict[str, str]:
    """The list that the present report was opened from; nothing if it was opened directly."""
    name = request.args.get("list", "")
    return place_of(name) if name in LISTS else {}


def list_address(place: dict[str, str]) -> str:
    """The address of the list itself."""
    filters: dict[str, Any] = {each: value for each, value in place.items() if each != "list"}
    return url_for(f"desk.{place.get('list', 'todo')}", **filters)


def report_address(number: str, place: dict[str, str]) -> str:
    """The address of a report of that list."""
    query: dict[str, Any] = dict(place)
    return url_for("desk.report", number=number, **query)


def numbers_of(place: dict[str, str]) -> list[str]:
    """The numbers of that list, in its order; nothing without a list."""
    if place.get("list") == "promises":
        return promises.promised_numbers(reader(), actor(), read_promise_query(), today())
    return worklists.numbers_in_order(reader(), actor(), read_query(place["list"]), now(), calendar()) if place else []
