"""Cases as the lines of files: many of them, in any order, a chunk in memory at a time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import numpy as np

from portal.adapters.ready_lines import ReadyLines
from portal.domain.spreadsheet import safe_cell
from portal.queries import published
from portal.queries.case_fields import TABLE_FIELDS, table_row
from portal.queries.places import Places
from portal.search import Integers
from portal.store import Database

CHUNK = 500
BYTE_ORDER_MARK = "\ufeff"
"""Stands before the first line of a CSV file: it tells Excel that the file is UTF-8."""

Row = dict[str, Any]


def rows_of(database: Database, ids: Integers, places: Places, today: date) -> Iterator[list[Row]]:
    """The cases with these ids as rows with TABLE_FIELDS, in the order of the ids, a chunk at a time.

    Each chunk is read in a transaction of its own: a case that was withdrawn since the first chunk is left out.
    """
    for start in range(0, len(ids), CHUNK):
        with database.reading() as session:
            cases = published.in_order(session, ids[start : start + CHUNK].tolist())
            chunk = [table_row(case, places, today) for case in cases]
        yield chunk


def csv_of(
    database: Database, ids: Integers, places: Places, today: date, ready: ReadyLines | None = None
) -> Iterator[bytes]:
    """A whole CSV file of the cases with these ids, in pieces. Lines that are ready are taken as they are."""
    yield csv_head().encode()
    if ready is None:
        yield from (csv_rows(chunk).encode() for chunk in rows_of(database, ids, places, today))
        return
    with ready:
        for start in range(0, len(ids), CHUNK):
            yield b"".join(_lines(database, ids[start : start + CHUNK], places, today, ready))


def _lines(database: Database, ids: Integers, places: Places, today: date, ready: ReadyLines) -> Iterator[bytes]:
    """The lines of a chunk: what the database has in the revision of a ready line is not made again."""
    with database.reading() as session:
        present = published.revisions_of(session, ids.tolist())
        shown = np.array([case_id for case_id in ids.tolist() if case_id in present], np.int64)
        lines = ready.find(shown, np.array([present[case_id] for case_id in shown.tolist()], np.int64))
        lacking = [case_id for case_id, line in zip(shown.tolist(), lines, strict=True) if line is None]
        made = {case.report_id: table_row(case, places, today) for case in published.in_order(session, lacking)}
    for case_id, line in zip(shown.tolist(), lines, strict=True):
        if line is not None:
            yield line
        elif case_id in made:
            yield csv_rows([made[case_id]]).encode()


def csv_head() -> str:
    """The beginning of a file of cases: the mark and the line with the names."""
    return BYTE_ORDER_MARK + csv_lines([TABLE_FIELDS])


def csv_rows(rows: Iterable[Row]) -> str:
    """A line of CSV for each row."""
    return csv_lines(map(_cell, row.values()) for row in rows)


def csv_lines(lines: Iterable[Iterable[str]]) -> str:
    """Lines of CSV as RFC 4180 wants them, each ended by CR and LF."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue()


def json_rows(rows: Iterable[Row]) -> str:
    """A JSON object on a line of its own for each row; days as text."""
    return "".join(json.dumps(row, ensure_ascii=False, default=date.isoformat) + "\n" for row in rows)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return safe_cell(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
