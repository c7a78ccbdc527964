"""The portal's own board as one of the engines."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from portal.adapters.calendar import StateCouncilCalendar
from portal.jobs import IndexKeeper
from portal.queries.board import Answer, Board
from portal.queries.board_query import BoardQuery
from portal.search import CaseIndex, open_index
from portal.services.context import Context
from portal.store import Database
from tests.benchmarks.corpus import Found, Question
from tests.benchmarks.filling import fill
from tests.benchmarks.folders import once
from tests.benchmarks.places import ROOT, regions
from tests.benchmarks.tables import progress

TODAY = date(2024, 7, 1)
"""The day on which questions are asked: promises are counted as overdue by it."""


def context_of(database: Database) -> Context:
    """What the worker's parts need."""
    return Context(database=database, calendar=StateCouncilCalendar(), secret=b"unused")


class Portal:
    """Database, index and board as a web process holds them."""

    name = "portal"

    def __init__(self, folder: Path, count: int, seed: int) -> None:
        self.folder, self.count, self.seed = folder, count, seed
        self.database = Database(f"sqlite:///{folder / 'portal.sqlite'}")
        self._index_folder = folder / "search_index"
        self._board: Board | None = None

    def index(self) -> CaseIndex:
        """The index of this database, as a process of its own opens it."""
        return open_index(f"whoosh://{self._index_folder.absolute()}", self.database.identity(), "")

    def fill(self) -> None:
        """Put the cases into the database, which other engines do without."""
        once(self.folder, "portal's database", self._fill_all, self.count)

    def _fill_all(self) -> None:
        # What an interrupted run has left is of no use.
        for file in self.folder.glob("portal.sqlite*"):
            file.unlink()
        fill(self.database, self.count, self.seed)

    def build(self) -> None:
        self.fill()
        rebuild = IndexKeeper(context_of(self.database), self.index()).rebuild
        once(self.folder, "portal", lambda: progress(f"{rebuild():,} cases indexed"), self.count)

    def open(self) -> None:
        self._board = Board(self.database, self.index())

    def knows(self, question: Question) -> bool:
        return True

    def answer(self, question: Question) -> Answer:
        assert self._board
        query = BoardQuery(
            q=" ".join(question.words), region=question.region, from_day=question.since, to_day=question.until
        )
        answer = self._board.answer(query, TODAY)
        # The page is cut out of the answer only when somebody looks at it.
        len(answer.ids)
        return answer

    def told(self, answer: Answer, question: Question) -> Found:
        """The answer in the common form: the board counts a region with all that lies in it, and counts the values of
        a filter as if that filter were not set."""
        counts = Counter({code: int(count) for code, count in answer.facets["region"].items()})
        for place in regions():
            if place.parent and place.parent != ROOT:
                counts[place.parent] -= counts[place.code]
        around = {place.code: place.parent for place in regions()}
        if not answer.searched:
            raise AssertionError("the index did not answer")
        return Found(
            tuple(answer.ids),
            answer.total,
            {
                code: count
                for code, count in counts.items()
                if count and code != ROOT and question.region in (None, code, around[code])
            },
            {str(name): int(count) for name, count in answer.facets["problem_type"].items() if count},
        )
