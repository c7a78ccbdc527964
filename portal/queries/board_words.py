"""Which cases contain the words: the index's hits that are up to date, and the texts of the cases it does not hold."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from portal.queries.columns import Columns
from portal.queries.published import split_visible
from portal.queries.row_sets import RowSet
from portal.search import Clause, IndexView, Integers, SearchTooLong, TextQuery
from portal.search.ranking import scores
from portal.search.recent import Recent
from portal.store import Database

UNINDEXED_LIMIT = 3_000
"""Up to so many cases that the index lacks are read from the database, in well under a second and once a revision."""
RANKED_LIMIT = 20_000
"""Of more hits only the newest are ranked, the others follow them: it takes some 10 microseconds a case."""
RANKING_WORDS = 12
"""Further words find and exclude, but do not rank."""
RESULT_BYTES = 16 * 1024 * 1024
"""Results kept in memory, for one revision of the board."""


class WordSearch:
    """Searching one revision of the board with one state of the index, or without any index."""

    def __init__(self, database: Database, columns: Columns, view: IndexView | None) -> None:
        """Raises IndexUnavailable when the index cannot even say which cases it holds."""
        self._database = database
        self.columns = columns
        self.view = view
        every = np.arange(len(columns))
        self.unindexed: Integers = np.setdiff1d(every, columns.rows_of(view.held()), True) if view else every
        """The rows of the cases that the index does not hold in their present revision."""
        self._lock = threading.Lock()
        self._texts: dict[int, str] | None = None
        self._results: Recent[tuple[Clause, ...], RowSet] = Recent(RESULT_BYTES, _weight)

    def rows(self, text: TextQuery) -> Integers:
        """The rows of exactly the cases that are what was asked for, in order. Raises IndexUnavailable."""
        found = self._containing(text.clauses) if text.clauses else np.arange(len(self.columns))
        return np.setdiff1d(found, self._containing((text.excluded,)), True) if text.excluded else found

    def records(self, rows: Integers) -> Iterator[tuple[int, str]]:
        """The ids and normalised texts of these rows, in any order. Raises IndexUnavailable."""
        own = self._unindexed_texts()
        ids: list[int] = self.columns.ids[rows].tolist()
        yield from ((case_id, own[case_id]) for case_id in ids if case_id in own)
        if self.view:
            yield from self.view.records([case_id for case_id in ids if case_id not in own])

    def ranked(self, rows: Integers, words: Sequence[str]) -> Integers:
        """The rows, given in order of publication, by relevance; equal ones newest first. Raises IndexUnavailable."""
        newest_first = rows[::-1]
        frequencies = {word: int(self._containing(((word,),)).size) for word in words[:RANKING_WORDS]}
        score = scores(self.records(newest_first[:RANKED_LIMIT]), frequencies, len(self.columns))
        points = np.array([score.get(case_id, 0.0) for case_id in self.columns.ids[newest_first].tolist()])
        order: Integers = newest_first[np.argsort(-points, kind="stable")]
        return order

    def _containing(self, clauses: tuple[Clause, ...]) -> Integers:
        known = self._results.get(clauses)
        if known is not None:
            return known.rows()
        own = self._rows(_matching(self._unindexed_texts(), TextQuery(clauses)))
        found = self.columns.rows_of(self.view.find(clauses)) if self.view else np.empty(0, np.int64)
        found = np.union1d(found, own) if own else found
        self._results.put(clauses, RowSet(found, len(self.columns)))
        return found

    def _unindexed_texts(self) -> dict[int, str]:
        """The texts of the cases that the index lacks, by id, from the database."""
        if len(self.unindexed) > UNINDEXED_LIMIT:
            raise SearchTooLong(f"{len(self.unindexed)} cases are not in the index yet")
        with self._lock:
            if self._texts is None:
                ids: list[int] = self.columns.ids[self.unindexed].tolist()
                self._texts = self._read(ids) if ids else {}
            return self._texts

    def _read(self, ids: list[int]) -> dict[int, str]:
        with self._database.reading() as session:
            return {case.case_id: case.record() for case in split_visible(session, ids)[0]}

    def _rows(self, ids: Iterable[int]) -> list[int]:
        return [row for row in map(self.columns.row_of, ids) if row is not None]


def _weight(clauses: tuple[Clause, ...], found: RowSet) -> int:
    # A string weighs some fifty bytes besides its characters, of up to four bytes each.
    return found.nbytes + sum(120 + 4 * len(word) for clause in clauses for word in clause)


def _matching(texts: dict[int, str], text: TextQuery) -> Iterator[int]:
    return (case_id for case_id, record in texts.items() if text.matches(record))
