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
from typing import Any

from sqlalchemy.orm import Session

from portal.queries import columns as board_columns
from portal.queries.board_filters import Facets, Filters
from portal.queries.board_query import PAGE, BoardQuery, Order
from portal.queries.board_words import WordSearch
from portal.queries.places import Places, load_places
from portal.search import CaseIndex, IndexUnavailable, IndexView, Integers, TextQuery
from portal.search.recent import Recent
from portal.store import Database

PLACES_SECONDS = 5.0
"""For how long names and trees of regions and units are held."""
ANSWER_BYTES = 24 * 1024 * 1024
"""Answers kept in memory, for one revision of the board."""


@dataclass(frozen=True)
class Answer:
    """Everything that was found: all ids in the order asked for, exact counts, and the page that was asked for."""

    query: BoardQuery
    text: TextQuery
    found: Integers
    """The ids of all cases found, in order."""
    facets: Facets
    """For each filter how many cases each of its values would give, all other filters being as they are. Regions and
    units by their codes, each with everything within it; only values that occur."""
    searched: bool
    """False while the index cannot answer and the board is too large to do without: the words were not applied."""
    words: WordSearch
    """The revision of the board, and the state of the index, that this is the answer of."""

    @property
    def total(self) -> int:
        """How many cases were found."""
        return len(self.found)

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
        first = (self.page - 1) * PAGE
        shown: list[int] = self.found[first : first + PAGE].tolist()
        return shown


class _State:
    """One revision of the board with one state of the index and of the trees, and what was answered from them."""

    def __init__(self, words: WordSearch, places: Places) -> None:
        self.words = words
        self.places = places
        # An answer holds the rows of what it found besides their ids, and its counts weigh some kilobytes.
        self.answers: Recent[Any, Answer] = Recent(ANSWER_BYTES, lambda answer: 3 * answer.found.nbytes + 8_000)


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
        state = self._present(query)
        key = (replace(query, q="", page=1), query.text, today)
        answer = state.answers.get(key)
        if answer is None:
            answer = self._search(state, query, today)
            if answer.searched:
                state.answers.put(key, answer)
        return replace(answer, query=query)

    def places(self) -> Places:
        """Names and trees of regions and units, at most PLACES_SECONDS old."""
        return self._present(BoardQuery()).places

    def _search(self, state: _State, query: BoardQuery, today: date) -> Answer:
        try:
            return _search(state.words, query, state.places, today)
        except IndexUnavailable:
            # Its files were damaged after they were opened. The worker will build another one; until then without it.
            self._distrusted = state.words.view
            without = WordSearch(self._database, state.words.columns, None)
        try:
            return _search(without, query, state.places, today)
        except IndexUnavailable:
            plain = _search(without, replace(query, q=""), state.places, today)
            return replace(plain, text=query.text, searched=False)

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
        return board_columns.present_revision(self._database) == state.words.columns.revision

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


def _knows(places: Places, query: BoardQuery) -> bool:
    return (query.region is None or query.region in places.regions.places) and (
        query.unit is None or query.unit in places.units.places
    )


def _search(words: WordSearch, query: BoardQuery, places: Places, today: date) -> Answer:
    columns, text = words.columns, query.text
    rows, facets = Filters(columns, query, places, today).apply(words.rows(text))
    if query.sort is Order.RELEVANCE and text.words:
        ordered = words.ranked(rows, text.words)
    else:
        ordered = rows if query.sort is Order.OLDEST else rows[::-1]
    return Answer(query, text, columns.ids[ordered], facets, True, words)
