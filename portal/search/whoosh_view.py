"""Reading Whoosh's files: one generation as of one commit.

Whoosh's own `refresh` leaves deleted cases visible, so a view is never refreshed: a new one is opened instead.
"""

import json
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from whoosh.analysis import IDAnalyzer
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import NUMERIC, FieldType, Schema
from whoosh.formats import Existence
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader

from portal.search.generations import write_durably
from portal.search.protocol import IndexState, IndexUnavailable
from portal.search.text import bigrams
from portal.search.whoosh_files import DurableStorage

SCHEMA = Schema(
    # The column gives all case ids of a segment in one read; stored fields would be unpacked one by one.
    case_id=NUMERIC(int, bits=64, signed=False, shift_step=0, sortable=True),
    gram=FieldType(format=Existence(), analyzer=IDAnalyzer()),
)
# Another Unicode version may normalise differently, and an index written under it could miss words.
_LAYOUT = f"1/{unicodedata.unidata_version}"
_IDENTITY = "identity.json"
_GRAM = "gram"


def write_identity(generation: Path, database_id: str) -> None:
    write_durably(generation / _IDENTITY, json.dumps({"database": database_id, "layout": _LAYOUT}))


def check_identity(generation: Path, database_id: str) -> None:
    """Raises IndexUnavailable for an index of another database, or in another layout than this program's."""
    identity = json.loads((generation / _IDENTITY).read_text(encoding="utf-8"))
    if identity["database"] != database_id:
        raise IndexUnavailable("the index was built from another database", IndexState.FOREIGN)
    if identity["layout"] != _LAYOUT:
        raise IndexUnavailable("the index was written by another version of the program")


class View:
    """One generation, opened as of its latest commit.

    All its files are opened at once, so that it goes on answering when a writer removes them. Whoosh moves a shared
    position through each file: only one thread, and only the process that opened it, may use a view at a time.
    """

    def __init__(self, generation: Path, database_id: str) -> None:
        self._generation = generation
        self._storage = DurableStorage(str(generation))
        try:
            check_identity(generation, database_id)
            self._index = FileIndex(self._storage, schema=SCHEMA)
            contents = TOC.read(self._storage, self._index.indexname, schema=SCHEMA)
            self._commit = contents.generation
            self._parts = [self._open_segment(segment) for segment in contents.segments]
        except BaseException:
            self.close()
            raise

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        self._storage.close_files()

    def is_current(self, generation: Path) -> bool:
        """Whether this is the generation, and nothing has been committed to it since."""
        return generation == self._generation and bool(self._index.latest_generation() == self._commit)

    def search(self, words: Sequence[str]) -> frozenset[int]:
        """The ids of the cases that have every gram of every word."""
        return frozenset(case_ids[number] for part, case_ids in self._parts for number in _documents(part, words))

    def ids(self) -> frozenset[int]:
        return frozenset(case_ids[number] for part, case_ids in self._parts for number in part.all_doc_ids())

    def _open_segment(self, segment: Any) -> tuple[Any, "array[int]"]:
        reader = SegmentReader(self._storage, SCHEMA, segment)
        column = self._storage.open_file(W3Codec.column_filename(segment, "case_id"))
        return reader, column.get_array(0, "Q", segment.doc_count_all())


def _documents(reader: Any, words: Iterable[str]) -> set[int]:
    """The numbers of the documents in one segment that have every gram of every word."""
    found: set[int] | None = None
    # The rarest first: most searches are decided by it.
    for terms in sorted(
        _needs(reader, words), key=lambda terms: sum(reader.doc_frequency(_GRAM, term) for term in terms)
    ):
        numbers = set().union(*(reader.postings(_GRAM, term).all_ids() for term in terms))
        found = numbers if found is None else found & numbers
        if not found:
            break
    return found or set()


def _needs(reader: Any, words: Iterable[str]) -> Iterator[list[Any]]:
    """Lists of terms; a document needs one term of each list.

    A word needs all its bigrams. A single character starts some gram wherever it stands.
    """
    pairs: set[str] = set()
    for word in words:
        pairs.update(bigrams(word))
        if len(word) == 1:
            yield list(reader.expand_prefix(_GRAM, word))
    yield from ([pair] if (_GRAM, pair) in reader else [] for pair in pairs)
