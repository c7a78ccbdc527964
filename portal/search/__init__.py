"""The board's search: one small protocol, the text rules that every index shares, and the Whoosh index."""

from portal.search.address import open_index
from portal.search.protocol import CaseIndex, IndexBusy, IndexedCase, IndexState, IndexUnavailable
from portal.search.text import contains_all, excerpt, highlight, normalise, words_of

__all__ = [
    "CaseIndex",
    "IndexBusy",
    "IndexState",
    "IndexUnavailable",
    "IndexedCase",
    "contains_all",
    "excerpt",
    "highlight",
    "normalise",
    "open_index",
    "words_of",
]
