"""The embedded index: Whoosh over character bigrams, recording only which case has which bigram."""

import os
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import EmptyIndexError, FileIndex

from portal.search.generations import Generations, sync_folder
from portal.search.protocol import IndexBusy, IndexedCase, IndexState, IndexUnavailable
from portal.search.text import grams
from portal.search.whoosh_files import DurableStorage
from portal.search.whoosh_view import SCHEMA, View, check_identity, write_identity

OPEN_ATTEMPTS = 5
CHANGE_PATIENCE_SECONDS = 10.0
REBUILD_PATIENCE_SECONDS = 60.0
SORT_MEGABYTES = 64

_CODEC = W3Codec()
# There are no field lengths, for nothing is ranked; otherwise Whoosh looks for their file once for every posting.
_CODEC.length_stats = False


class WhooshIndex:
    """A CaseIndex in a folder. Nothing is opened before it is needed, and reading needs no right to write."""

    def __init__(self, folder: Path, database_id: str) -> None:
        self._generations = Generations(folder)
        self._database_id = database_id
        self._lock = threading.Lock()
        self._view: View | None = None
        self._left_to_parent: list[View] = []
        _INSTANCES.add(self)

    def nominate(self, words: Sequence[str]) -> frozenset[int]:
        if not words or not all(words):
            raise ValueError("a search needs at least one word, and no word may be empty")
        with self._reading() as view:
            return view.search(words)

    def exact(self, words: Sequence[str]) -> bool:
        return all(len(word) <= 2 for word in words)

    def ids(self) -> frozenset[int]:
        with self._reading() as view:
            return view.ids()

    def state(self) -> IndexState:
        try:
            with self._reading():
                return IndexState.READY
        except IndexUnavailable as unavailable:
            return unavailable.state

    def apply(self, changed: Iterable[IndexedCase], removed: Iterable[int]) -> None:
        fresh = {case.case_id: case for case in changed}
        outdated = fresh.keys() | set(removed)
        if not outdated:
            return
        with _failures_reported():
            self._generations.current()  # Without an index there is no folder to lock.
            with self._generations.writing(CHANGE_PATIENCE_SECONDS):
                generation = self._generations.current()
                check_identity(generation, self._database_id)
                with _writer(generation) as writer:
                    _delete(writer, outdated)
                    for case in fresh.values():
                        _add(writer, case)

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

    def close(self) -> None:
        """Let go of all files; the next search opens them again."""
        with self._lock:
            self._drop_view()

    def start_afresh_in_child(self) -> None:
        """Forget the view in a forked process, where reading it would move the parent's positions in its files."""
        self._lock = threading.Lock()
        if self._view is not None:
            # It is kept but never closed: that could wait for ever for a thread which only the parent has.
            self._left_to_parent.append(self._view)
            self._view = None

    @contextmanager
    def _reading(self) -> Iterator[View]:
        """The index as it is now, for one thread at a time; whatever goes wrong with it is IndexUnavailable."""
        with self._lock, _failures_reported():
            try:
                yield self._current_view()
            except Exception:
                self._drop_view()
                raise

    def _current_view(self) -> View:
        # A writer may remove what it replaced after its name was read here and before it is opened.
        for _ in range(OPEN_ATTEMPTS - 1):
            with suppress(FileNotFoundError, EmptyIndexError):
                return self._view_of(self._generations.current())
        return self._view_of(self._generations.current())

    def _view_of(self, generation: Path) -> View:
        if self._view is None or not self._view.is_current(generation):
            self._drop_view()
            self._view = View(generation, self._database_id)
        return self._view

    def _drop_view(self) -> None:
        if self._view is not None:
            self._view.close()
            self._view = None


def _fill(generation: Path, cases: Iterable[IndexedCase]) -> int:
    FileIndex.create(DurableStorage(str(generation)), SCHEMA)
    count = 0
    with _writer(generation) as writer:
        for case in cases:
            _add(writer, case)
            count += 1
    return count


@contextmanager
def _writer(generation: Path) -> Iterator[Any]:
    """A Whoosh writer that commits at the end, or leaves everything as it was if anything fails."""
    storage = DurableStorage(str(generation))
    try:
        # One file per kind instead of one compound file: a compound segment is copied into memory when it is opened.
        writer = FileIndex(storage, schema=SCHEMA).writer(compound=False, codec=_CODEC, limitmb=SORT_MEGABYTES)
        try:
            yield writer
            writer.commit()
        except BaseException:
            with suppress(Exception):
                writer.cancel()
            raise
        sync_folder(generation)
    finally:
        storage.close_files()


def _delete(writer: Any, case_ids: Iterable[int]) -> None:
    with writer.searcher() as searcher:
        for case_id in case_ids:
            writer.delete_by_term("case_id", case_id, searcher=searcher)


def _add(writer: Any, case: IndexedCase) -> None:
    # A list goes in as it is; Whoosh would analyse a string.
    writer.add_document(case_id=case.case_id, gram=list({gram for field in case.fields for gram in grams(field)}))


@contextmanager
def _failures_reported() -> Iterator[None]:
    """Turn every failure into IndexUnavailable: damaged files make Whoosh raise almost any exception there is."""
    try:
        yield
    except (IndexUnavailable, IndexBusy):
        raise
    except Exception as error:
        raise IndexUnavailable(f"the index cannot be used: {error!r}") from error


_INSTANCES: "weakref.WeakSet[WhooshIndex]" = weakref.WeakSet()


def _start_afresh_in_child() -> None:
    for index in list(_INSTANCES):
        index.start_afresh_in_child()


os.register_at_fork(after_in_child=_start_afresh_in_child)
