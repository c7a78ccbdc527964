"""What the board asks of a search index, whichever engine answers.

The index is a copy of the database and may be thrown away at any time. It only nominates cases: what is visible, and
whether a nominee truly contains the words, is decided from the database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class IndexState(StrEnum):
    """Whether the index can answer, and if not, why not."""

    READY = "ready"
    MISSING = "missing"
    BROKEN = "broken"
    FOREIGN = "foreign"
    """It was built from another database, whose numbers mean other cases."""


class IndexUnavailable(Exception):
    """The index cannot answer or be changed until it is rebuilt; meanwhile the board lists from the database."""

    def __init__(self, reason: str, state: IndexState = IndexState.BROKEN) -> None:
        super().__init__(reason)
        self.state = state


class IndexBusy(Exception):
    """Another writer has been at work for longer than is worth waiting; the same change succeeds later."""


@dataclass(frozen=True, slots=True)
class IndexedCase:
    """The public texts of one case: title, description, reply, site name, number and so on.

    A word that is searched for must lie within one of the fields, so the fields are not joined.
    """

    case_id: int
    fields: tuple[str, ...]


class CaseIndex(Protocol):
    """One index of the published cases. An instance may be shared by threads and survives a fork."""

    def nominate(self, words: Sequence[str]) -> frozenset[int]:
        """The ids of every case in which each word lies within some field; never misses one, may name too many.

        Words come from `words_of`. Raises ValueError without a word, for browsing belongs to the database, and
        IndexUnavailable when the index cannot answer.
        """

    def exact(self, words: Sequence[str]) -> bool:
        """Whether nominees for these words are certain, so that nobody needs to look at their texts."""

    def apply(self, changed: Iterable[IndexedCase], removed: Iterable[int]) -> None:
        """Add or replace some cases and remove others in one commit; doing it again changes nothing.

        An id in both counts as changed, because a nominee too many is harmless and a missing one is not.
        Raises IndexUnavailable when there is no sound index to change, and IndexBusy while another writer works.
        """

    def rebuild(self, cases: Iterable[IndexedCase]) -> int:
        """Build a new index beside the old one, put it in its place at once, and return how many cases it holds.

        `cases` is read one by one, and only after every other writer has finished: a lazy iterable that starts its
        query then misses no change. Its errors pass through and leave the old index as it was. Raises IndexBusy.
        """

    def ids(self) -> frozenset[int]:
        """The ids of all cases in the index, for comparing it with the database. Raises IndexUnavailable."""

    def state(self) -> IndexState:
        """Whether the index can be opened and belongs to this database; cheap enough for a readiness check."""
