"""Reading a whole answer part by part, with a cursor that says after which case the reader stands.

Cases published or withdrawn between two parts neither bring a case twice nor hide one: by date, the next part begins
after the moment of publication (and the id) of the last case that was given, whether or not that case is still there.
"""

from __future__ import annotations

import base64
import struct
from bisect import bisect_left
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from portal.queries.board import Answer
from portal.queries.board_query import BoardQuery, Order
from portal.queries.columns import Columns

_FORM = struct.Struct(">Bqq")
_ORDERS = tuple(Order)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last case that was given: its id, and its publication in microseconds, or its rank where ranks decide."""

    order: Order
    place: int
    case_id: int

    def encode(self) -> str:
        """The cursor as it stands in an address."""
        packed = _FORM.pack(_ORDERS.index(self.order), self.place, self.case_id)
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor | None:
        """The cursor that an address holds; None if it is none."""
        try:
            order, place, case_id = _FORM.unpack(base64.b64decode(f"{text}=", altchars=b"-_", validate=True))
        except (ValueError, struct.error):
            return None
        return cls(_ORDERS[order], place, case_id) if order < len(_ORDERS) and place >= 0 and case_id >= 0 else None


class Part(NamedTuple):
    """The ids of some cases in order, and the cursor for those after them; None at the end."""

    ids: list[int]
    after: Cursor | None


def order_of(query: BoardQuery) -> Order:
    """The order that the answer really has: without words there is nothing to rank by, and the newest come first."""
    return Order.NEWEST if query.sort is Order.RELEVANCE and not query.text.words else query.sort


def part_of(answer: Answer, limit: int, cursor: Cursor | None = None, page: int = 1) -> Part:
    """The next ``limit`` cases after the cursor, which must be of the answer's order; without one, those of a page."""
    first = _after(answer, cursor) if cursor else (page - 1) * limit
    ids: list[int] = answer.found[first : first + limit].tolist()
    more = first + len(ids) < answer.total and bool(ids)
    return Part(ids, _cursor(answer, first + len(ids) - 1) if more else None)


def _after(answer: Answer, cursor: Cursor) -> int:
    """How many cases of the answer come before those that the reader still lacks."""
    if cursor.order is Order.RELEVANCE:
        # Where the case has gone, its rank is the best that is known of the reader's place.
        standing = np.flatnonzero(answer.found == cursor.case_id)
        return int(standing[0]) + 1 if len(standing) else cursor.place
    columns = answer.words.columns
    before, through = _rows_around(columns, cursor)
    # Rows are in order of publication, and so is the answer: the place is found by halving.
    if cursor.order is Order.OLDEST:
        return bisect_left(range(answer.total), through, key=lambda place: _row(answer, place))
    return bisect_left(range(answer.total), 1 - before, key=lambda place: -_row(answer, place))


def _rows_around(columns: Columns, cursor: Cursor) -> tuple[int, int]:
    """How many rows were published before the cursor's case, and how many with it."""
    first, last = (int(np.searchsorted(columns.published, cursor.place, side)) for side in ("left", "right"))
    among = columns.ids[first:last]
    before, through = (int(np.searchsorted(among, cursor.case_id, side)) for side in ("left", "right"))
    return first + before, first + through


def _row(answer: Answer, place: int) -> int:
    row = answer.words.columns.row_of(int(answer.found[place]))
    if row is None:
        raise LookupError("an answer holds only cases of its own columns")
    return row


def _cursor(answer: Answer, place: int) -> Cursor:
    order, case_id = order_of(answer.query), int(answer.found[place])
    if order is Order.RELEVANCE:
        return Cursor(order, place + 1, case_id)
    return Cursor(order, int(answer.words.columns.published[_row(answer, place)]), case_id)
