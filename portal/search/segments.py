"""Segments: what one commit adds to the index, never changed afterwards.

    MAIN_<id>.trm, .pst    Whoosh's terms and postings: which document has which gram
    MAIN_<id>.docs         one DOCUMENT row for each document, in its order
    MAIN_<id>.texts        the normalised texts, one after the other

A gram is a character or two characters in a row. Only whether a document has it is recorded: together with a look at
the text of the few documents in question that is enough to answer exactly, and a third of the size.
"""

import os
import threading
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.analysis import IDAnalyzer
from whoosh.codec.whoosh3 import W3Codec, W3PostingsWriter, W3Segment
from whoosh.fields import FieldType, Schema
from whoosh.formats import Existence

from portal.search.protocol import Hits, IndexUnavailable
from portal.search.query import Clause
from portal.search.recent import Recent
from portal.search.text import bigrams
from portal.search.whoosh_files import DurableStorage

SCHEMA = Schema(gram=FieldType(format=Existence(), analyzer=IDAnalyzer()))
_COLUMNS = ("case", "revision", "at", "size")
DOCUMENT = np.dtype(list(zip(_COLUMNS, ("<i8", "<i8", "<i8", "<i4"), strict=True)))
INDEX_NAME = "MAIN"
_GRAM = "gram"
_STEPS = {1: np.uint8, 2: np.uint16, 4: np.uint32}
_FEW = 15
_LOOKING = 800
"""Looking for words in up to _FEW texts, and one more for every _LOOKING postings, is quicker than reading those."""
READ_AHEAD = 256 * 1024
DENSE = 16
"""Where more than one document in so many is looked at, texts are read in blocks of READ_AHEAD bytes."""


class _PackedPostings(W3PostingsWriter):  # type: ignore[misc]  # Whoosh has no type hints.
    """Whoosh's posting lists, the steps from number to number as plain bytes: they are read many times as fast."""

    def _mini_ids(self) -> bytes:
        numbers = np.frombuffer(self._ids, np.uint32)
        steps = numbers.copy()
        steps[1:] -= numbers[:-1]
        width = np.min_scalar_type(steps.max())
        return bytes([width.itemsize]) + steps.astype(width).tobytes()


class _PackedCodec(W3Codec):  # type: ignore[misc]  # Whoosh has no type hints.
    """Posting lists in one block each: they are always read as a whole, and unpacking costs more than the disk."""

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> _PackedPostings:
        return _PackedPostings(dbfile, blocklimit=1 << 20, byteids=byteids, compression=0, inlinelimit=0)


_CODEC = _PackedCodec()

Postings = npt.NDArray[np.int32]
PostingCache = Recent[tuple[str, str], Postings]
"""Postings by segment and gram; segments never change, so neither does what is kept."""


class Record(NamedTuple):
    """One document to be written: a case in one revision, with its normalised text."""

    case_id: int
    revision: int
    text: str


class CaseSegment(W3Segment):  # type: ignore[misc]  # Whoosh has no type hints.
    """Whoosh's note of a segment, with the sizes that its files must have: a truncated one is noticed when opened."""

    def __init__(self) -> None:
        super().__init__(_CODEC, INDEX_NAME)
        self.sizes: dict[str, int] = {}


def grams(text: str) -> set[str]:
    """The characters and pairs of characters of a normalised text, none of which reaches over the end of a field."""
    found: set[str] = set()
    for field in text.split("\n"):
        found.update(field)
        found.update(bigrams(field))
    found.discard(" ")
    return found


def word_grams(word: str) -> set[str]:
    """The grams that a text with this word must have."""
    return {word} if len(word) == 1 else {first + second for first, second in pairwise(word)}


def write_segment(storage: DurableStorage, records: Iterable[Record]) -> CaseSegment:
    """Write one segment, durably; it counts for nothing until a table of contents names it."""
    segment = CaseSegment()
    documents: list[tuple[int, int, int, int]] = []
    postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
    texts = segment.create_file(storage, ".texts")
    at = 0
    for number, record in enumerate(records):
        text = record.text.encode()
        texts.write(text)
        documents.append((record.case_id, record.revision, at, len(text)))
        at += len(text)
        for gram in grams(record.text):
            postings[gram].append(number)
    texts.close()
    rows = segment.create_file(storage, ".docs")
    rows.write(np.array(documents, DOCUMENT).tobytes())
    rows.close()
    _write_postings(storage, segment, postings)
    segment.set_doc_count(len(documents))
    for extension in (".texts", ".docs", ".trm", ".pst"):
        name = segment.make_filename(extension)
        segment.sizes[name] = storage.file_length(name)
    return segment


def _write_postings(storage: DurableStorage, segment: CaseSegment, postings: "dict[str, array[int]]") -> None:
    fields = _CODEC.field_writer(storage, segment)
    fields.start_field(_GRAM, SCHEMA[_GRAM])
    # In the order of their bytes, as Whoosh wants them.
    for gram in sorted(postings):
        fields.start_term(gram.encode())
        for number in postings[gram]:
            fields.add(number, 1.0, b"", 0)
        fields.finish_term()
    fields.finish_field()
    fields.close()


def posting_cache(limit: int) -> PostingCache:
    """A cache of at most so many bytes of postings."""
    # Small arrays weigh mostly by their heads.
    return Recent(limit, lambda _, postings: postings.nbytes + 200)


class Part:
    """One segment, opened for reading by several threads.

    Texts are read and not mapped into memory: a file that somebody cuts short then is an error and not the end of the
    process, and the texts do not count as the process's own memory.
    """

    def __init__(self, storage: DurableStorage, segment: CaseSegment, cache: PostingCache) -> None:
        for name, size in segment.sizes.items():
            if storage.file_length(name) != size:
                raise IndexUnavailable(f"{name} does not have its size")
        self._segment = segment
        self._lock = threading.Lock()
        self._cache = cache
        self._terms: Any = _CODEC.terms_reader(storage, segment)
        self._texts = storage.open_file(segment.make_filename(".texts")).fileno()
        rows = np.frombuffer(storage.open_file(segment.make_filename(".docs")).read(), DOCUMENT)
        self._cases, self._revisions, self._at, self._size = (np.ascontiguousarray(rows[name]) for name in _COLUMNS)
        self._gone = np.fromiter(segment.deleted_docs(), np.int32)

    def held(self) -> Hits:
        """Every document that was not deleted."""
        return self._hits(self._alive())

    def find(self, clauses: Sequence[Clause]) -> Hits:
        """Exactly the documents that meet every clause."""
        found = self._numbers(clauses)
        if self._gone.size:
            found = found[np.isin(found, self._gone, invert=True)]
        return self._hits(found)

    def records(self, ids: Sequence[int]) -> Iterator[Record]:
        """The documents of these cases, deleted ones left out."""
        alive = self._alive()
        return map(self._record, alive[np.isin(self._cases[alive], np.array(ids, np.int64))].tolist())

    def all_records(self) -> Iterator[Record]:
        """Every document that was not deleted, in the order in which they were written."""
        return map(self._record, self._alive().tolist())

    def _alive(self) -> Postings:
        return np.delete(np.arange(len(self._cases), dtype=np.int32), self._gone)

    def _hits(self, numbers: Postings) -> Hits:
        return Hits(self._cases[numbers], self._revisions[numbers])

    def _record(self, number: int) -> Record:
        text = self._text(int(self._at[number]), int(self._size[number])).decode()
        return Record(int(self._cases[number]), int(self._revisions[number]), text)

    def _text(self, at: int, size: int) -> bytes:
        text = os.pread(self._texts, size, at)
        if len(text) != size:
            raise IndexUnavailable("a text is cut short")
        return text

    def _numbers(self, clauses: Sequence[Clause]) -> Postings:
        words = [clause[0] for clause in clauses if len(clause) == 1]
        lists = [self._with_all(words)] if words else []
        for clause in clauses:
            if lists and not lists[-1].size:
                return lists[-1]
            if len(clause) > 1:
                lists.append(np.unique(np.concatenate([self._with_all([word]) for word in clause])))
        return reduce(lambda one, other: _both(one, other, len(self._cases)), lists)

    def _with_all(self, words: Sequence[str]) -> Postings:
        """The numbers of the documents that have all these words, in order.

        The rarest grams come first. Once few documents are left, looking at their texts is quicker than reading on.
        """
        needed = set().union(*map(word_grams, words))
        costs = sorted((self._frequency(gram), gram) for gram in needed)
        if not costs[0][0]:
            return np.empty(0, np.int32)
        found = self._postings(costs[0][1])
        unread: set[str] = set()
        for cost, gram in costs[1:]:
            if found.size < _FEW + cost // _LOOKING and (self._segment.segid, gram) not in self._cache:
                unread.add(gram)
            else:
                found = _both(found, self._postings(gram), len(self._cases))
        # The grams of a word of one or two characters are the word itself; of a longer one they only hint at it.
        doubtful = [word for word in words if len(word) > 2 or not unread.isdisjoint(word_grams(word))]
        return self._containing(found, doubtful) if doubtful else found

    def _containing(self, numbers: Postings, words: Sequence[str]) -> Postings:
        """Those of the documents whose texts contain all the words."""
        first, *others = sorted((word.encode() for word in words), key=len, reverse=True)
        places = zip(numbers.tolist(), self._at[numbers].tolist(), self._size[numbers].tolist(), strict=True)
        end = int(self._at[-1] + self._size[-1])
        ahead = READ_AHEAD if numbers.size * DENSE > len(self._cases) else 0
        block, block_at, block_end = b"", 0, 0
        kept = []
        for number, at, size in places:
            if at + size > block_end:
                block = self._text(at, max(size, min(ahead, end - at)))
                block_at, block_end = at, at + len(block)
            start = at - block_at
            end_at = start + size
            if block.find(first, start, end_at) < 0:
                continue
            if not others or all(block.find(other, start, end_at) >= 0 for other in others):
                kept.append(number)
        return np.array(kept, np.int32)

    def _frequency(self, gram: str) -> int:
        """How many documents have the gram."""
        with self._lock:
            term = gram.encode()
            return int(self._terms.doc_frequency(_GRAM, term)) if (_GRAM, term) in self._terms else 0

    def _postings(self, gram: str) -> Postings:
        """The numbers of the documents that have the gram, in order."""
        key = (self._segment.segid, gram)
        known = self._cache.get(key)
        if known is None:
            with self._lock:
                known = _read_whole(self._terms.matcher(_GRAM, gram.encode(), SCHEMA[_GRAM].format))
            self._cache.put(key, known)
        return known


def _read_whole(matcher: Any) -> Postings:
    """All ids of a Whoosh posting list, block by block: its own iterator takes a call for every single id."""
    blocks = []
    while True:
        matcher._read_data()
        packed = matcher._data[0]
        blocks.append(np.frombuffer(packed, _STEPS[packed[0]], offset=1).cumsum(dtype=np.int32))
        if matcher._lastblock:
            return np.concatenate(blocks) if len(blocks) > 1 else blocks[0]
        matcher._next_block()


def _both(one: Postings, other: Postings, documents: int) -> Postings:
    """What two ordered lists of document numbers have in common."""
    few, many = (one, other) if one.size <= other.size else (other, one)
    here = np.zeros(documents, np.bool_)
    here[many] = True
    return few[here[few]]
