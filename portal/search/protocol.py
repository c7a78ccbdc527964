"""What the board asks of a search index, whichever engine answers.

The index is a copy of the database and may be thrown away at any time. It says which cases contain the words, in the
revision that it holds of them; whether that is the present revision, and whether a case is visible, the database says.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from portal.search.query import Clause
from portal.search.text import normalise

Integers = npt.NDArray[np.int64]


class IndexState(StrEnum):
    """Whether the index can answer, and if not, why not."""

    READY = "ready"
    MISSING = "missing"
    BROKEN = "broken"
    FOREIGN = "foreign"
    """It was built from another database, whose numbers mean other cases."""


class IndexUnavailable(Exception):
    """The index cannot answer or be changed until it is rebuilt."""

    def __init__(self, reason: str, state: IndexState = IndexState.BROKEN) -> None:
        super().__init__(reason)
        self.state = state


class SearchTooLong(IndexUnavailable):
    """The index gave up this one search, so that it does not hold up others; nothing is wrong with it."""


class IndexBusy(Exception):
    """Another writer has been at work for longer than is worth waiting; the same change succeeds later."""


@dataclass(frozen=True, slots=True)
class IndexedCase:
    """The public texts of one case as of one revision; the title and the site's name come first.

    A word that is searched for must lie within one of the fields, so the fields are not joined.
    """

    case_id: int
    revision: int
    fields: tuple[str, ...]

    def record(self) -> str:
        """The normalised fields, each in a line of its own: no normalised text contains a line break."""
        return "\n".join(map(normalise, self.fields))


class Hits(NamedTuple):
    """Cases with the revision in which each was indexed: two arrays of the same length, in no order.

    A case may occur in several revisions; at most one of them is the present one.
    """

    ids: Integers
    revisions: Integers


class IndexView(Protocol):
    """The index as of one moment. May be used by several threads, in the process that opened it.

    Every method raises IndexUnavailable when the index turns out to be damaged, and `find` may raise SearchTooLong.
    """

    @property
    def version(self) -> Hashable:
        """Differs between any two states of an index; equal versions give equal answers."""

    def held(self) -> Hits:
        """Every case that the index holds."""

    def find(self, clauses: Sequence[Clause]) -> Hits:
        """Exactly the cases in which, for every clause, some word of it lies within a field.

        Words are normalised and not empty. Raises ValueError without a clause or for a clause without a word.
        """

    def records(self, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
        """The ids and records of those of these cases that the index holds, in their latest revision, in any order."""


class CaseIndex(Protocol):
    """One index of the published cases. An instance may be shared by threads and survives a fork."""

    def view(self) -> IndexView:
        """The present state; cheap when nothing changed since the last call. Raises IndexUnavailable."""

    def apply(self, changed: Iterable[IndexedCase], removed: Iterable[int]) -> None:
        """Add or replace some cases and remove others in one commit; doing it again changes nothing.

        An id in both counts as changed. Raises IndexUnavailable when there is no sound index to change, and IndexBusy
        while another writer works.
        """

    def tidy(self) -> bool:
        """Merge what many small changes have left behind, if it is time; True if there was something to merge.

        Readers go on meanwhile. Raises what `apply` raises.
        """

    def rebuild(self, cases: Iterable[IndexedCase]) -> int:
        """Build a new index beside the old one, put it in its place at once, and return how many cases it holds.

        `cases` is read one by one, and only after every other writer has finished: a lazy iterable that starts its
        query then misses no change. Its errors pass through and leave the old index as it was. Raises IndexBusy.
        """

    def state(self) -> IndexState:
        """Whether the index can be opened and belongs to this database; cheap enough for a readiness check."""
