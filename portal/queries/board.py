"""The exposure board 曝光台: cases found by words and filters, counted, and put in order.

The answer is exact at every moment, whatever the state of the index. The database says which cases are visible and in
which revision; of the index only hits in that very revision count; and a case that the index does not hold in its
present revision is read from the database. So an old index, or a copy of one, can neither bring back what was withdrawn
or changed nor hide what is new.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from portal.queries import columns as board_columns
from portal.queries.board_filters import Facets, Filters
from portal.queries.board_query import PAGE, BoardQuery, Order
from portal.queries.board_words import WordSearch
from portal.queries.columns import Columns
from portal.queries.places import Places, load_places
from portal.queries.row_sets import RowSet
from portal.search import CaseIndex, IndexUnavailable, IndexView, Integers, SearchTooLong, TextQuery
from portal.search.recent import Recent
from portal.store import Database

FIRST = 10 * PAGE
"""So many ids of an answer are at hand without working anything out."""
PLACES_SECONDS = 5.0
"""For how long names and trees of regions and units are held."""
ANSWER_BYTES = 16 * 1024 * 1024
"""Answers kept in memory, for one revision of the board."""


@dataclass(frozen=True)
class Answer:
    """Everything that was found: all ids in the order asked for, exact counts, and the page that was asked for."""

    query: BoardQuery
    text: TextQuery
    total: int
    """How many cases were found."""
    facets: Facets
    """For each filter how many cases each of its values would give, all other filters being as they are. Regions and
    units by their codes, each with everything within it; only values that occur."""
    searched: bool
    """False while the index cannot answer and the board is too large to do without: the words were not applied."""
    words: WordSearch
    """The revision of the board, and the state of the index, that this is the answer of."""
    order: _Ordered
    """Where the ids of what was found are kept."""

    @cached_property
    def found(self) -> Integers:
        """The ids of all cases found, in order."""
        return self.order.all()

    @property
    def pages(self) -> int:
        """How many pages they fill, at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def page(self) -> int:
        """The page asked for, or the nearest one that there is."""
        return min(max(1, self.query.page), self.pages)

    @property
    def ids(self) -> list[int]:
        """The ids of the cases on the page."""
        first, last = (self.page - 1) * PAGE, self.page * PAGE
        shown = self.order.first if last <= len(self.order.first) else self.found
        page: list[int] = shown[first:last].tolist()
        return page


class _Ordered:
    """What was found in the order asked for, in little room: answers are kept, and most readers turn few pages."""

    def __init__(self, columns: Columns, rows: Integers, sort: Order, ranking: Integers | None) -> None:
        self._columns = columns
        self._newest_first = sort is not Order.OLDEST
        self._ranking = None if ranking is None else ranking.astype(np.int32)
        self._rows = RowSet(rows, len(columns))
        first = ranking if ranking is not None else rows[::-1] if self._newest_first else rows
        self.first = columns.ids[first[:FIRST]]
        self.nbytes = self._rows.nbytes + self.first.nbytes + (ranking.size * 4 if ranking is not None else 0)

    def all(self) -> Integers:
        if self._ranking is not None:
            return self._columns.ids[self._ranking]
        ids = self._columns.ids[self._rows.rows()]
        return ids[::-1] if self._newest_first else ids


class _State:
    """One revision of the board with one state of the index and of the trees, and what was answered from them."""

    def __init__(self, words: WordSearch, places: Places) -> None:
        self.words = words
        self.places = places
        self.answers: Recent[Any, Answer] = Recent(ANSWER_BYTES, _weight)


def _weight(_key: Any, answer: Answer) -> int:
    # A string weighs some fifty bytes besides its characters, of up to four bytes each; a count about a hundred.
    words = sum(120 + 4 * len(word) for clause in (*answer.text.clauses, answer.text.excluded) for word in clause)
    return 4_000 + answer.order.nbytes + 2 * words + 100 * sum(map(len, answer.facets.values()))


class Board:
    """The board as one process holds it. Several threads may ask it."""

    def __init__(self, database: Database, index: CaseIndex) -> None:
        self._database = database
        self._index = index
        self._lock = threading.Lock()
        self._state: _State | None = None
        self._places_read = 0.0
        self._distrusted: IndexView | None = None

    def answer(self, query: BoardQuery, today: date) -> Answer:
        """Find, count and sort; ``today`` decides which promises are overdue."""
        state, key = self._present(query), _key(query, today)
        answer = state.answers.get(key)
        if answer is None:
            answer = self._search(state, query, today)
            if answer.searched:
                state.answers.put(key, answer)
        return replace(answer, query=query)

    def has_at_hand(self, query: BoardQuery, today: date) -> bool:
        """Whether the present answer was worked out before; any page of it counts."""
        return _key(query, today) in self._present(query).answers

    def places(self) -> Places:
        """Names and trees of regions and units, at most PLACES_SECONDS old."""
        return self._present(BoardQuery()).places

    @property
    def distrusts_index(self) -> bool:
        """Whether the index turned out to be damaged while it was searched, and has not been replaced since."""
        return self._distrusted is not None and self._state is not None and self._state.words.view is None

    def _search(self, state: _State, query: BoardQuery, today: date) -> Answer:
        words, places = state.words, state.places
        try:
            return _search(words, query, places, today)
        except SearchTooLong:
            return _unsearched(words, query, places, today)
        except IndexUnavailable:
            words = self._instead_of(words)
            self._state = _State(words, places)
        try:
            return _search(words, query, places, today)
        except IndexUnavailable:
            return _unsearched(words, query, places, today)

    def _instead_of(self, words: WordSearch) -> WordSearch:
        """With what to go on when a search has failed: with a newer index, if there is one, or else with none.

        A view may only be so old that its index was let go; or its files were damaged after they were opened. Then the
        worker will build another one.
        """
        view = self._view(words)
        if view is words.view:
            self._distrusted, view = view, None
        try:
            return WordSearch(self._database, words.columns, view)
        except IndexUnavailable:
            return WordSearch(self._database, words.columns, None)

    def _present(self, query: BoardQuery) -> _State:
        """The board and the trees as the database has them now, with the index as it is now."""
        state = self._state
        if state is not None and self._is_settled(state, query):
            return state
        with self._lock, self._database.reading() as session:
            old = self._state
            words = self._words(session, old.words if old else None)
            places = self._places(session, old.places if old else None, query)
            if old is None or old.words is not words or old.places is not places:
                self._state = old = _State(words, places)
            return old

    def _is_settled(self, state: _State, query: BoardQuery) -> bool:
        """Whether nothing can be newer: the board has not changed since, and the index held all of it."""
        if state.words.unindexed.size or self._places_are_old(state.places, query):
            return False
        return board_columns.present_stamp(self._database) == state.words.columns.stamp

    def _words(self, session: Session, old: WordSearch | None) -> WordSearch:
        columns = board_columns.newer(session, old.columns) if old else board_columns.load(session)
        view = self._view(old)
        if old is not None and old.columns is columns and old.view is view:
            return old
        try:
            return WordSearch(self._database, columns, view)
        except IndexUnavailable:
            return WordSearch(self._database, columns, None)

    def _view(self, old: WordSearch | None) -> IndexView | None:
        view: IndexView | None
        try:
            view = self._index.view()
        except IndexUnavailable:
            # The last good one still answers for every case that has not changed since.
            view = old.view if old else None
        return None if view is self._distrusted else view

    def _places(self, session: Session, old: Places | None, query: BoardQuery) -> Places:
        if old is not None and not self._places_are_old(old, query):
            return old
        places, self._places_read = load_places(session), time.monotonic()
        # An equal one is kept, so that what was answered with it stays good.
        return old if old == places else places

    def _places_are_old(self, places: Places, query: BoardQuery) -> bool:
        return time.monotonic() - self._places_read > PLACES_SECONDS or not _knows(places, query)


def _key(query: BoardQuery, today: date) -> tuple[BoardQuery, TextQuery, date]:
    return replace(query, q="", page=1), query.text, today


def _knows(places: Places, query: BoardQuery) -> bool:
    return (query.region is None or query.region in places.regions.places) and (
        query.unit is None or query.unit in places.units.places
    )


def _search(words: WordSearch, query: BoardQuery, places: Places, today: date) -> Answer:
    columns, text = words.columns, query.text
    filters = Filters(columns, query, places, today)
    matching = words.rows(text)
    rows = filters.select(matching)
    ranking = words.ranked(rows, text.words) if query.sort is Order.RELEVANCE and text.words else None
    facets = filters.counts(matching)
    return Answer(query, text, len(rows), facets, True, words, _Ordered(columns, rows, query.sort, ranking))


def _unsearched(words: WordSearch, query: BoardQuery, places: Places, today: date) -> Answer:
    """Everything that passes the filters, and that the words were not applied."""
    plain = _search(words, replace(query, q=""), places, today)
    return replace(plain, text=query.text, searched=False)
