"""整改跟踪: what was promised to be corrected, until it is."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.domain.vocabulary import Rectification, Role
from portal.queries.list_filters import Narrowing
from portal.queries.promises import list_promises
from portal.web.desk.blueprint import blueprint
from portal.web.desk.bulk_form import bulk_bar
from portal.web.desk.lists import LISTS, place_of, read_promise_query
from portal.web.desk.narrowing import carried, said
from portal.web.guards import may_enter
from portal.web.pages import here, turn_page
from portal.web.sessions import actor
from portal.web.workings import reader, today


@blueprint.get("/promises")
@may_enter(Role.OFFICER)
def promises() -> ResponseReturnValue:
    """The promises of the unit and of all below it, what is due first on top (§四 持续整改跟踪)."""
    query = read_promise_query()
    found = list_promises(reader(), actor(), query, today())
    waiting = found.counts[Rectification.OVERDUE] + found.counts[Rectification.PROMISED]
    views = [("未完成", here(state=None, page=None), waiting, query.state is None)]
    for state, count in found.counts.items():
        views.append((state.label, here(state=state.value, page=None), count, state is query.state))
    return render_template(
        "desk/promises.html",
        heading=LISTS["promises"],
        found=found,
        query=query,
        views=views,
        turn=turn_page,
        bar=bulk_bar([line.report for line in found.lines], found.tree),
        place=place_of("promises"),
        narrowed=said(Narrowing(unit=query.unit, only=query.only), found.tree, unit="承诺单位"),
        narrowing=carried(),
    )
