"""The board's search: one small protocol, the text rules that every index shares, and the indexes behind it."""

from portal.search.address import open_index
from portal.search.protocol import (
    CaseIndex,
    Hits,
    IndexBusy,
    IndexedCase,
    IndexState,
    IndexUnavailable,
    IndexView,
    Integers,
    SearchTooLong,
)
from portal.search.query import Clause, TextQuery, parse
from portal.search.text import excerpt, highlight, normalise

__all__ = [
    "CaseIndex",
    "Clause",
    "Hits",
    "IndexBusy",
    "IndexState",
    "IndexUnavailable",
    "IndexView",
    "IndexedCase",
    "Integers",
    "SearchTooLong",
    "TextQuery",
    "excerpt",
    "highlight",
    "normalise",
    "open_index",
    "parse",
]
