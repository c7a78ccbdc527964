"""The board's query in an address: read from it, and written back into one. Shared by every page that takes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from portal.domain.vocabulary import Finding, ProblemType, Rectification
from portal.queries.board_query import BoardQuery, Order
from portal.search.query import MAX_QUERY_LENGTH

NAMES = {"from": "from_day", "to": "to_day"}
"""Names in addresses that cannot be names in the code."""
PARAMETERS = (
    "q", "problem_type", "region", "unit", "site_code", "finding", "rectification", "from", "to", "sort", "page",
)  # fmt: skip
LAST_PAGE = 10_000_000
_USUAL = [(name, NAMES.get(name, name), getattr(BoardQuery(), NAMES.get(name, name))) for name in PARAMETERS]
"""For each parameter its attribute and the value that goes without saying."""


def read_query(given: Mapping[str, str]) -> BoardQuery:
    """The query that an address asks; whatever makes no sense is left out, never an error."""
    return BoardQuery(
        q=given.get("q", "").strip()[:MAX_QUERY_LENGTH],
        problem_type=ProblemType.lookup(given.get("problem_type")),
        region=given.get("region") or None,
        unit=given.get("unit") or None,
        site_code=given.get("site_code") or None,
        finding=Finding.lookup(given.get("finding")),
        rectification=Rectification.lookup(given.get("rectification")),
        from_day=_day(given.get("from", "")),
        to_day=_day(given.get("to", "")),
        sort=Order.lookup(given.get("sort")) or Order.NEWEST,
        page=_page(given.get("page", "")),
    )


def parameters(query: BoardQuery, **changes: Any) -> dict[str, str]:
    """The query as parameters of an address, with some of it changed; what says nothing is left out.

    Any change but one of the page leads to the first page.
    """
    # A page of the board holds some fifty addresses, each the present query with one thing changed.
    wanted = {"page": 1} | changes
    said = ((name, wanted.get(attribute, getattr(query, attribute)), usual) for name, attribute, usual in _USUAL)
    return {name: str(value) for name, value, usual in said if value != usual}


def query_string(query: BoardQuery, **changes: Any) -> str:
    """The same, encoded: empty, or beginning with a question mark."""
    encoded = urlencode(parameters(query, **changes))
    return f"?{encoded}" if encoded else ""


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _page(value: str) -> int:
    return max(1, int(value)) if value.isascii() and value.isdecimal() and len(value) < len(str(LAST_PAGE)) else 1
