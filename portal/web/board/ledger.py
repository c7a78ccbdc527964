"""The ledger: a page of numbers with what each unit owes beside it, and the whole of it as a table to take home."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.domain.spreadsheet import safe_cell
from portal.domain.units import UnitTree
from portal.queries.ledger import (
    OVERDUE,
    RETRACTED,
    STATUSES,
    UNCORRECTED,
    LedgerEntry,
    LedgerQuery,
    find_ledger,
    whole_ledger,
)
from portal.queries.ledger_units import find_units, outline
from portal.services.context import Context
from portal.store.facts import load_tree
from portal.web.board.blueprint import blueprint
from portal.web.forms import clean
from portal.web.pages import turn_page
from portal.web.workings import context, now, reader

COLUMNS = (
    "number", "unit", "unit_code", "received_on", "due_on", "finished_on", "status", "on_time", "public",
    "withhold_reason", "withdraw_reason",
)  # fmt: skip
"""The first line of ledger.csv; where the board's export has the same column, it has the same name."""
CHUNK = 32 * 1024
"""Characters that are sent at once."""


@blueprint.get("/ledger")
def ledger() -> ResponseReturnValue:
    """Every number ever received, and per unit what is pending, overdue and uncorrected."""
    tree = load_tree(reader())
    query = _read_query(tree)
    return render_template(
        "board/ledger.html",
        query=query,
        found=find_ledger(reader(), tree, query, now()),
        owed=find_units(reader(), tree, query.unit, now()),
        outline=outline(tree),
        chosen=tree.find(query.unit),
        statuses=STATUSES,
        overdue=OVERDUE,
        uncorrected=UNCORRECTED,
        turn=turn_page,
        table=url_for("board.ledger_table", **_filters(query)),
    )


@blueprint.get("/ledger.csv")
def ledger_table() -> ResponseReturnValue:
    """The same numbers, all of them, as a table that spreadsheets open."""
    query = _read_query(load_tree(reader()))
    answer = Response(_lines(context(), query), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="ledger.csv"'
    return answer


def _lines(parts: Context, query: LedgerQuery) -> Iterator[str]:
    """The table line by line, in a reading session of its own: the request's is closed before all is sent."""
    line = io.StringIO()
    # The mark at the beginning tells Excel that this is UTF-8.
    line.write("\ufeff")
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    with parts.database.reading() as session:
        for entry in whole_ledger(session, load_tree(session), query, parts.now()):
            writer.writerow([safe_cell(cell) for cell in _cells(entry)])
            if line.tell() > CHUNK:
                yield line.getvalue()
                line.seek(0)
                line.truncate()
    yield line.getvalue()


def _cells(entry: LedgerEntry) -> tuple[str, ...]:
    on_time = {True: "true", False: "false", None: ""}
    return (
        entry.number,
        entry.unit or "",
        entry.unit_code or "",
        *(day.isoformat() if day else "" for day in (entry.received_on, entry.due_on, entry.finished_on)),
        entry.status.label,
        on_time[entry.on_time],
        on_time[entry.public],
        RETRACTED if entry.retracted else entry.withheld.label if entry.withheld else "",
        entry.withdrawn.label if entry.withdrawn else "",
    )


def _read_query(tree: UnitTree) -> LedgerQuery:
    """The ledger's query from the address; whatever makes no sense is left out, never an error."""
    given = request.args
    unit = tree.find(given.get("unit", ""))
    status, overdue = given.get("status", ""), given.get("overdue", "")
    return LedgerQuery(
        unit=unit.code if unit else "",
        status=status if status in STATUSES else "",
        year=_whole(given.get("year", ""), 4),
        overdue=overdue if overdue in OVERDUE else "",
        rectification=UNCORRECTED if given.get("rectification") == UNCORRECTED else "",
        number=clean(given.get("number"))[:20],
        page=_whole(given.get("page", ""), 7) or 1,
    )


def _filters(query: LedgerQuery) -> dict[str, Any]:
    """The query as the parts of an address, without the page."""
    given = asdict(query)
    del given["page"]
    return {name: value for name, value in given.items() if value}


def _whole(text: str, digits: int) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None
