"""Which cases contain the words: the index's hits that are up to date, and the texts of the cases it does not hold."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from portal.queries.columns import Columns, Mask
from portal.queries.published import split_visible
from portal.search import Clause, IndexUnavailable, IndexView, Integers, TextQuery
from portal.search.ranking import scores
from portal.search.recent import Recent

UNINDEXED_LIMIT = 3_000
"""Up to so many cases that the index lacks are read from the database, in well under a second and once a revision."""
RANKED_LIMIT = 20_000
"""Of more hits only the newest are ranked, the others follow them: it takes some 10 microseconds a case."""
RESULTS_KEPT = 512


class WordSearch:
    """Searching one revision of the board with one state of the index, or without any index."""

    def __init__(self, columns: Columns, view: IndexView | None) -> None:
        """Raises IndexUnavailable when the index cannot even say which cases it holds."""
        self.columns = columns
        self.view = view
        held = columns.rows_of(view.held()) if view else np.zeros(len(columns), np.bool_)
        self.unindexed: Integers = np.flatnonzero(~held)
        """The rows of the cases that the index does not hold in their present revision."""
        self._lock = threading.Lock()
        self._texts: dict[int, str] | None = None
        self._results: Recent[tuple[Clause, ...], npt.NDArray[np.uint8]] = Recent(RESULTS_KEPT)

    def rows(self, session: Session, text: TextQuery) -> Mask:
        """The rows of exactly the cases that are what was asked for. Raises IndexUnavailable."""
        found = self._containing(session, text.clauses) if text.clauses else np.ones(len(self.columns), np.bool_)
        return found & ~self._containing(session, (text.excluded,)) if text.excluded else found

    def records(self, session: Session, rows: Integers) -> Iterator[tuple[int, str]]:
        """The ids and normalised texts of these rows, in any order. Raises IndexUnavailable."""
        own = self._unindexed_texts(session)
        ids: list[int] = self.columns.ids[rows].tolist()
        yield from ((case_id, own[case_id]) for case_id in ids if case_id in own)
        if self.view:
            yield from self.view.records([case_id for case_id in ids if case_id not in own])

    def ranked(self, session: Session, rows: Integers, words: Sequence[str]) -> Integers:
        """The rows, given in order of publication, by relevance; equal ones newest first. Raises IndexUnavailable."""
        newest_first = rows[::-1]
        frequencies = {word: int(self._containing(session, ((word,),)).sum()) for word in words}
        score = scores(self.records(session, newest_first[:RANKED_LIMIT]), frequencies, len(self.columns))
        points = np.array([score.get(case_id, 0.0) for case_id in self.columns.ids[newest_first].tolist()])
        order: Integers = newest_first[np.argsort(-points, kind="stable")]
        return order

    def _containing(self, session: Session, clauses: tuple[Clause, ...]) -> Mask:
        known = self._results.get(clauses)
        if known is not None:
            return np.unpackbits(known, count=len(self.columns)).view(np.bool_)
        own = self._unindexed_texts(session)
        found = self.columns.rows_of(self.view.find(clauses)) if self.view else np.zeros(len(self.columns), np.bool_)
        found[self._rows(_matching(own, TextQuery(clauses)))] = True
        self._results.put(clauses, np.packbits(found))
        return found

    def _unindexed_texts(self, session: Session) -> dict[int, str]:
        """The texts of the cases that the index lacks, by id, from the database."""
        if len(self.unindexed) > UNINDEXED_LIMIT:
            raise IndexUnavailable(f"the index lacks {len(self.unindexed)} cases")
        with self._lock:
            if self._texts is None:
                ids: list[int] = self.columns.ids[self.unindexed].tolist()
                self._texts = {case.case_id: case.record() for case in split_visible(session, ids)[0]}
            return self._texts

    def _rows(self, ids: Iterable[int]) -> list[int]:
        return [row for row in map(self.columns.row_of, ids) if row is not None]


def _matching(texts: dict[int, str], text: TextQuery) -> Iterator[int]:
    return (case_id for case_id, record in texts.items() if text.matches(record))
