"""Reading the index: one generation as of one commit."""

import json
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import TOC

from portal.search.generations import write_durably
from portal.search.protocol import Hits, IndexState, IndexUnavailable
from portal.search.query import Clause
from portal.search.segments import INDEX_NAME, SCHEMA, Part, PostingCache, Record
from portal.search.whoosh_files import DurableStorage, failures_reported

# Another Unicode version may normalise differently, and an index written under it could miss words.
_LAYOUT = f"3/{unicodedata.unidata_version}"
_IDENTITY = "identity.json"


def write_identity(generation: Path, database_id: str) -> None:
    """Note in a new generation whose copy it is."""
    write_durably(generation / _IDENTITY, json.dumps({"database": database_id, "layout": _LAYOUT}))


def check_identity(generation: Path, database_id: str) -> None:
    """Raises IndexUnavailable for an index of another database, or in another layout than this program's."""
    identity = json.loads((generation / _IDENTITY).read_text(encoding="utf-8"))
    if identity["database"] != database_id:
        raise IndexUnavailable("the index was built from another database", IndexState.FOREIGN)
    if identity["layout"] != _LAYOUT:
        raise IndexUnavailable("the index was written by another version of the program")


def latest_commit(storage: DurableStorage) -> int:
    """The number of the latest commit of a generation, -1 without any."""
    return int(TOC._latest_generation(storage, INDEX_NAME))


class WhooshView:
    """One generation, opened as of its latest commit.

    All its files are opened at once, so that it goes on answering when a writer removes them. They are closed with the
    last reference to the view. Only the process that opened it may use it: positions in files are shared by a fork.
    """

    def __init__(self, generation: Path, database_id: str, cache: PostingCache) -> None:
        self._storage = DurableStorage(str(generation))
        try:
            check_identity(generation, database_id)
            contents: Any = TOC.read(self._storage, INDEX_NAME, schema=SCHEMA)
            self.version = (generation.name, contents.generation)
            self._parts = [Part(self._storage, segment, cache) for segment in contents.segments]
        except BaseException:
            self._storage.close_files()
            raise

    def __del__(self) -> None:
        self._storage.close_files()

    def held(self) -> Hits:
        return _joined([part.held() for part in self._parts])

    def find(self, clauses: Sequence[Clause]) -> Hits:
        if not clauses or not all(clause and all(clause) for clause in clauses):
            raise ValueError("a search needs at least one word, and no word may be empty")
        with failures_reported():
            return _joined([part.find(clauses) for part in self._parts])

    def records(self, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
        with failures_reported():
            latest: dict[int, Record] = {}
            for part in self._parts:
                for record in part.records(ids):
                    if record.case_id not in latest or latest[record.case_id].revision < record.revision:
                        latest[record.case_id] = record
            yield from ((record.case_id, record.text) for record in latest.values())


def _joined(hits: Sequence[Hits]) -> Hits:
    none = Hits(np.empty(0, np.int64), np.empty(0, np.int64))
    ids, revisions = zip(none, *hits, strict=True)
    return Hits(np.concatenate(ids), np.concatenate(revisions))
