"""What an index holds and finds, as plain sets: for tests that compare it with the database."""

from __future__ import annotations

from portal.search import CaseIndex


def held(index: CaseIndex) -> set[int]:
    """The ids of all cases in the index."""
    return set(index.view().held().ids.tolist())


def held_revisions(index: CaseIndex) -> set[tuple[int, int]]:
    """The ids of all cases in the index with their revisions."""
    hits = index.view().held()
    return set(zip(hits.ids.tolist(), hits.revisions.tolist(), strict=True))


def found(index: CaseIndex, *words: str) -> set[int]:
    """The ids of the cases that contain all the words."""
    return set(index.view().find([(word,) for word in words]).ids.tolist())
