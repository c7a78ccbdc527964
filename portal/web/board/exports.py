"""Everything that a query found as a table: streamed as CSV, or as an Excel workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

from flask import Response, abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ServiceUnavailable

from portal.queries.board import Answer
from portal.queries.case_files import csv_head, csv_rows, rows_of
from portal.queries.places import Places
from portal.store import Database
from portal.web.board.blueprint import blueprint
from portal.web.board.routes import keep_index_sound
from portal.web.board.workbook import write_workbook
from portal.web.board_query import query_string, read_query
from portal.web.workings import board, context, today

XLSX_LIMIT = 20_000
"""A workbook is made whole before it is sent; more cases than this are given as CSV."""
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RETRY_SECONDS = 30


@blueprint.get("/export.csv")
def export_csv() -> ResponseReturnValue:
    """All cases found, in the order of the query."""
    answer = found_whole()
    lines = _csv(context().database, answer, board().places(), today())
    return Response(lines, mimetype="text/csv", headers={"Content-Disposition": f"attachment; filename={_name('csv')}"})


@blueprint.get("/export.xlsx")
def export_xlsx() -> ResponseReturnValue:
    """All cases found, as a workbook; too many of them lead to the CSV."""
    answer = found_whole()
    if answer.total > XLSX_LIMIT:
        return redirect(url_for("board.export_csv") + query_string(answer.query), 303)
    chunks = rows_of(context().database, answer.found, board().places(), today())
    book = write_workbook(chain.from_iterable(chunks))
    return send_file(book, mimetype=XLSX_TYPE, as_attachment=True, download_name=_name("xlsx"))


def found_whole(**changes: Any) -> Answer:
    """The answer to the query of the address, some of it changed. While its words cannot be searched for there is
    none: a file must not pretend to be what was asked for."""
    answer = board().answer(replace(read_query(request.args), page=1, **changes), today())
    keep_index_sound(answer)
    if not answer.searched:
        abort(ServiceUnavailable(retry_after=RETRY_SECONDS))
    return answer


def _csv(database: Database, answer: Answer, places: Places, day: date) -> Iterator[str]:
    yield csv_head()
    for chunk in rows_of(database, answer.found, places, day):
        yield csv_rows(chunk)


def _name(ending: str) -> str:
    return f"cases-{today()}.{ending}"
