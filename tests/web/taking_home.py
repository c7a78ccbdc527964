"""The board's tables as the programs of journalists read them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import urlencode

from openpyxl import load_workbook

from tests.web.people import Stage


def content(stage: Stage, address: str, **query: str) -> bytes:
    """What is sent for an address that must be there."""
    with stage.citizen().get(f"{address}?{urlencode(query)}") as answer:
        assert answer.status_code == 200, f"{address} answered {answer.status_code}"
        return answer.data


def csv_rows(raw: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file; Excel knows it as UTF-8 by its mark."""
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def json_rows(raw: bytes) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in raw.decode().splitlines()]


def sheet_rows(raw: bytes) -> list[dict[str, Any]]:
    """The rows of the first sheet of a workbook, as a spreadsheet shows them."""
    lines = load_workbook(io.BytesIO(raw)).worksheets[0].iter_rows(values_only=True)
    head = next(lines)
    return [dict(zip(map(str, head), line, strict=True)) for line in lines]


def exported(stage: Stage, **query: str) -> list[dict[str, str]]:
    """The rows of export.csv for a query."""
    return csv_rows(content(stage, "/board/export.csv", **query))
