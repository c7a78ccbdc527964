"""Everything that a query found as a table: streamed as CSV, or as an Excel workbook."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from os import SEEK_END
from typing import Any

from flask import Response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ServiceUnavailable

from portal.adapters.downloads import Download, Downloads
from portal.queries.board import Answer
from portal.queries.board_download import board_mark, ready_lines
from portal.queries.case_files import csv_of, rows_of
from portal.queries.places import load_places
from portal.web.board.blueprint import blueprint
from portal.web.board.workbook import write_workbook
from portal.web.board_query import query_string, read_query
from portal.web.searching import find_cases
from portal.web.workings import context, reader, today, workings

XLSX_LIMIT = 20_000
"""A workbook is made whole before it is sent; more cases than this are given as CSV."""
EXPORT_LIMIT = 5_000
"""More lines than this are taken from the whole board's file as far as it has them."""
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RETRY_SECONDS = 30


@blueprint.get("/export.csv")
def export_csv() -> ResponseReturnValue:
    """All cases found, in the order of the query."""
    answer = found_whole()
    database, places, day = context().database, load_places(reader()), today()
    download = allowed_download() if answer.total > EXPORT_LIMIT else None
    ready = ready_lines(download, places, day) if download else None
    lines = csv_of(database, answer.found, places, day, ready)
    return Response(lines, mimetype="text/csv", headers={"Content-Disposition": f"attachment; filename={_name('csv')}"})


@blueprint.get("/export.xlsx")
def export_xlsx() -> ResponseReturnValue:
    """All cases found, as a workbook; too many of them lead to the CSV."""
    answer = found_whole()
    if answer.total > XLSX_LIMIT:
        return redirect(url_for("board.export_csv") + query_string(answer.query), 303)
    chunks = rows_of(context().database, answer.found, load_places(reader()), today())
    book = write_workbook(chain.from_iterable(chunks))
    file = send_file(book, mimetype=XLSX_TYPE, as_attachment=True, download_name=_name("xlsx"))
    file.content_length = book.seek(0, SEEK_END)
    book.seek(0)
    return file


def found_whole(**changes: Any) -> Answer:
    """The answer to the query of the address, some of it changed. While its words cannot be searched for there is
    none: a file must not pretend to be what was asked for."""
    answer = find_cases(replace(read_query(request.args), page=1, **changes))
    if not answer.searched:
        raise ServiceUnavailable(retry_after=RETRY_SECONDS)
    return answer


def allowed_download() -> Download | None:
    """The files of the whole board, unless there are none or they hold what was withdrawn since."""
    download = Downloads(workings().settings.downloads).current()
    return download if download and board_mark(context().database).allows(download.about) else None


def _name(ending: str) -> str:
    return f"cases-{today()}.{ending}"
