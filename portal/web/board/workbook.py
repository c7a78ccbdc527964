"""Cases as an Excel workbook, written row by row so that its size does not matter to the memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import date
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from portal.queries.case_fields import TABLE_DICTIONARY, TABLE_FIELDS

LONGEST_CELL = 32_767
"""Characters that Excel allows in one cell."""
_WIDTHS = {"number": 13, "title": 40, "site_name": 28, "page_url": 40, "description": 60, "reply": 60, "unit_name": 24}
_OPTIONS = {
    "constant_memory": True,
    # What citizens and officers wrote stays text, whatever it looks like.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def write_workbook(rows: Iterable[dict[str, Any]]) -> IO[bytes]:
    """A file without a name, at its beginning, that is gone when it is closed. ``rows`` have TABLE_FIELDS."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    try:
        with Workbook(file, _OPTIONS) as book:
            head = book.add_format({"bold": True, "bg_color": "#dfe8f5", "bottom": 1})
            cases = book.add_worksheet("公示案例")
            _begin(cases, TABLE_FIELDS, head, [_WIDTHS.get(name, 14) for name in TABLE_FIELDS])
            last = 0
            for last, row in enumerate(rows, start=1):
                for column, value in enumerate(row.values()):
                    _write(cases, last, column, value)
            cases.autofilter(0, 0, last, len(TABLE_FIELDS) - 1)
            meanings = book.add_worksheet("字段说明")
            _begin(meanings, ("字段", "含义", "取值"), head, [18, 50, 90])
            for line, field in enumerate(TABLE_DICTIONARY, start=1):
                for column, text in enumerate(field):
                    _write(meanings, line, column, text)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _begin(sheet: Worksheet, names: Iterable[str], head: Any, widths: list[int]) -> None:
    sheet.freeze_panes(1, 0)
    for column, (name, width) in enumerate(zip(names, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)


def _write(sheet: Worksheet, line: int, column: int, value: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(line, column, value[:LONGEST_CELL])
    elif isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(line, column, value)
    elif value is not None:
        sheet.write_number(line, column, value)
