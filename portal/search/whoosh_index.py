"""The embedded index: Whoosh over the characters of the texts, in a folder that one writer changes and many read."""

import os
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, islice
from pathlib import Path

import numpy as np
from whoosh.index import TOC, EmptyIndexError, clean_files

from portal.search.generations import Generations, sync_folder
from portal.search.protocol import IndexedCase, IndexState, IndexUnavailable
from portal.search.segments import DOCUMENT, INDEX_NAME, SCHEMA, CaseSegment, Part, Record, posting_cache, write_segment
from portal.search.whoosh_files import DurableStorage, failures_reported
from portal.search.whoosh_view import WhooshView, check_identity, latest_commit, write_identity

OPEN_ATTEMPTS = 5
CHANGE_PATIENCE_SECONDS = 10.0
REBUILD_PATIENCE_SECONDS = 60.0
CACHE_BYTES = 32 * 1024 * 1024
REBUILD_CASES = 50_000
"""Cases in one segment of a rebuild: what is held in memory until it is written."""
TIDY_FACTOR = 16
"""How many segments of about the same size are merged into one, the next size up."""


class WhooshIndex:
    """A CaseIndex in a folder. Nothing is opened before it is needed, and reading needs no right to write."""

    def __init__(self, folder: Path, database_id: str) -> None:
        self._generations = Generations(folder)
        self._database_id = database_id
        self._cache = posting_cache(CACHE_BYTES)
        self._lock = threading.Lock()
        self._view: WhooshView | None = None
        _INSTANCES.add(self)

    def view(self) -> WhooshView:
        with self._lock, failures_reported():
            # A writer may remove what it replaced after its name was read here and before it is opened.
            for _ in range(OPEN_ATTEMPTS - 1):
                with suppress(FileNotFoundError, EmptyIndexError):
                    return self._view_of(self._generations.current())
            return self._view_of(self._generations.current())

    def state(self) -> IndexState:
        try:
            self.view()
        except IndexUnavailable as unavailable:
            return unavailable.state
        return IndexState.READY

    def apply(self, changed: Iterable[IndexedCase], removed: Iterable[int]) -> None:
        fresh = {case.case_id: case for case in changed}
        outdated = fresh.keys() | set(removed)
        if not outdated:
            return
        with self._changing() as (storage, segments):
            for segment in segments:
                _delete(storage, segment, outdated)
            records = [Record(case.case_id, case.revision, case.record()) for case in fresh.values()]
            _commit(storage, segments + ([write_segment(storage, records)] if records else []))

    def tidy(self) -> bool:
        with self._changing() as (storage, segments):
            small = _crowded(segments)
            if not small:
                return False
            kept = [segment for segment in segments if segment not in small]
            parts = [Part(storage, segment, self._cache) for segment in small]
            _commit(storage, [*kept, write_segment(storage, chain.from_iterable(map(Part.all_records, parts)))])
        return True

    def rebuild(self, cases: Iterable[IndexedCase]) -> int:
        self._generations.folder.mkdir(parents=True, exist_ok=True)
        with self._generations.writing(REBUILD_PATIENCE_SECONDS):
            try:
                generation = self._generations.create()
                write_identity(generation, self._database_id)
                count = _fill(generation, cases)
                self._generations.publish(generation)
            finally:
                self._generations.prune()
        return count

    def start_afresh_in_child(self) -> None:
        """Forget the view in a forked process, where reading it would move the parent's positions in its files."""
        self._lock = threading.Lock()
        self._cache = posting_cache(CACHE_BYTES)
        if self._view is not None:
            # It is kept but never closed: that could wait for ever for a thread which only the parent has.
            _LEFT_TO_PARENT.append(self._view)
            self._view = None

    def _view_of(self, generation: Path) -> WhooshView:
        storage = DurableStorage(str(generation))
        if self._view is None or self._view.version != (generation.name, latest_commit(storage)):
            self._view = WhooshView(generation, self._database_id, self._cache)
        return self._view

    @contextmanager
    def _changing(self) -> Iterator[tuple[DurableStorage, list[CaseSegment]]]:
        """The generation in use and its segments, for one writer at a time."""
        with failures_reported():
            self._generations.current()  # Without an index there is no folder to lock.
            with self._generations.writing(CHANGE_PATIENCE_SECONDS):
                generation = self._generations.current()
                check_identity(generation, self._database_id)
                storage = DurableStorage(str(generation))
                try:
                    yield storage, TOC.read(storage, INDEX_NAME, schema=SCHEMA).segments
                finally:
                    storage.close_files()


def _fill(generation: Path, cases: Iterable[IndexedCase]) -> int:
    storage = DurableStorage(str(generation))
    records = (Record(case.case_id, case.revision, case.record()) for case in cases)
    segments: list[CaseSegment] = []
    try:
        for first in records:
            segments.append(write_segment(storage, chain([first], islice(records, REBUILD_CASES - 1))))
        _commit(storage, segments)
    finally:
        storage.close_files()
    return sum(segment.doc_count_all() for segment in segments)


def _commit(storage: DurableStorage, segments: list[CaseSegment]) -> None:
    """Make these the segments of the index, in one step, and remove the files of others."""
    number = latest_commit(storage) + 1
    alive = [segment for segment in segments if segment.doc_count_all() > segment.deleted_count()]
    TOC(SCHEMA, alive, number).write(storage, INDEX_NAME)
    sync_folder(Path(storage.folder))
    clean_files(storage, INDEX_NAME, number, alive)


def _delete(storage: DurableStorage, segment: CaseSegment, case_ids: set[int]) -> None:
    documents = np.fromfile(str(Path(storage.folder) / segment.make_filename(".docs")), DOCUMENT)
    for number in np.flatnonzero(np.isin(documents["case"], list(case_ids))).tolist():
        segment.delete_document(number)


def _crowded(segments: list[CaseSegment]) -> list[CaseSegment]:
    """The smallest TIDY_FACTOR or more segments of about one size, if there are so many."""
    least = 1
    while least < REBUILD_CASES:
        alike = [segment for segment in segments if least <= segment.doc_count_all() < least * TIDY_FACTOR]
        if len(alike) >= TIDY_FACTOR:
            return alike
        least *= TIDY_FACTOR
    return []


_LEFT_TO_PARENT: list[WhooshView] = []
_INSTANCES: "weakref.WeakSet[WhooshIndex]" = weakref.WeakSet()


def _start_afresh_in_child() -> None:
    for index in list(_INSTANCES):
        index.start_afresh_in_child()


os.register_at_fork(after_in_child=_start_afresh_in_child)
