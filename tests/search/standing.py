"""What an index holds and finds, as plain sets: for tests that compare it with the database."""

from __future__ import annotations

from collections.abc import Sequence

from portal.search import CaseIndex, Hits, IndexView


def pairs(hits: Hits) -> set[tuple[int, int]]:
    """Ids with revisions; no pair may occur twice."""
    found = list(zip(hits.ids.tolist(), hits.revisions.tolist(), strict=True))
    assert len(found) == len(set(found))
    return set(found)


def held(index: CaseIndex) -> set[int]:
    """The ids of all cases in the index."""
    return set(index.view().held().ids.tolist())


def held_revisions(index: CaseIndex) -> set[tuple[int, int]]:
    """The ids of all cases in the index with their revisions."""
    return pairs(index.view().held())


def found(index: CaseIndex, *words: str) -> set[int]:
    """The ids of the cases that contain all the words."""
    return meeting(index.view(), [(word,) for word in words])


def meeting(view: IndexView, clauses: Sequence[tuple[str, ...]]) -> set[int]:
    """The ids of the cases that meet all clauses."""
    return set(view.find(clauses).ids.tolist())
