"""Tables to take home from the back office: CSV in pieces, or an Excel workbook."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from os import SEEK_END

from flask import Response, send_file
from xlsxwriter import Workbook

from portal.domain.spreadsheet import safe_cell

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX_LIMIT = 20_000
"""A workbook is made whole before it is sent; more lines than this are given as CSV."""
LONGEST_CELL = 32_767
"""Characters that Excel allows in one cell."""
_BYTE_ORDER_MARK = "\ufeff"
_PIECE = 200
_OPTIONS = {
    "constant_memory": True,
    # A text stays one, whatever it looks like.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

Cell = str | int | float
"""Texts stay texts, codes among them; numbers can be counted on with."""
Sheet = tuple[str, Iterable[Sequence[Cell]]]


def csv_file(name: str, rows: Iterable[Sequence[Cell]]) -> Response:
    """The rows, headings first, as a CSV file that Excel takes for UTF-8; no cell is taken for a formula."""
    return Response(_csv(rows), mimetype="text/csv", headers={"Content-Disposition": f"attachment; filename={name}"})


def _csv(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    written = io.StringIO()
    writer = csv.writer(written)
    written.write(_BYTE_ORDER_MARK)
    for count, row in enumerate(rows, start=1):
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
        if count % _PIECE == 0:
            yield written.getvalue().encode()
            written.seek(0)
            written.truncate()
    yield written.getvalue().encode()


def xlsx_file(name: str, *sheets: Sheet) -> Response:
    """A workbook of sheets, each with its headings as the first row."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    try:
        with Workbook(file, _OPTIONS) as book:
            head = book.add_format({"bold": True, "bg_color": "#dfe8f5", "bottom": 1})
            # Codes must stay text when somebody edits them, or their zeros are gone.
            plain = book.add_format({"num_format": "@"})
            number = book.add_format({"num_format": "General"})
            for title, rows in sheets:
                sheet = book.add_worksheet(title)
                sheet.freeze_panes(1, 0)
                sheet.set_column(0, 30, 22, plain)
                for line, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        if isinstance(cell, str):
                            sheet.write_string(line, column, cell[:LONGEST_CELL], plain if line else head)
                        else:
                            sheet.write_number(line, column, cell, number)
    except BaseException:
        file.close()
        raise
    length = file.seek(0, SEEK_END)
    file.seek(0)
    answer: Response = send_file(file, mimetype=XLSX_TYPE, as_attachment=True, download_name=name)
    answer.content_length = length
    return answer
