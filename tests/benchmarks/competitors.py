"""The engines that the board is measured against, each tuned as somebody who knows it would."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import tantivy
from tantivy import Occur, Query

from portal.domain.vocabulary import ProblemType
from tests.benchmarks.corpus import PAGE, Corpus, Found, Question, bigram_tokens, bigrams_of
from tests.benchmarks.folders import once

_TYPES = [str(each) for each in ProblemType]
"""Types are kept as their places in this list."""
_CELL = 10
_FAR_PAST, _FAR_FUTURE = date(1, 1, 1), date(9999, 12, 31)


class Engine(Protocol):
    """One engine over one corpus."""

    name: str

    def build(self) -> None:
        """Index the cases, unless an earlier run has done it in the same folder."""

    def open(self) -> None:
        """Open what was built with nothing remembered from before; may be called again."""

    def knows(self, question: Question) -> bool:
        """Whether the engine can answer such a question at all."""

    def answer(self, question: Question) -> Any:
        """One answer in the engine's own form; this is what is timed."""

    def told(self, answer: Any, question: Question) -> Found:
        """The answer in the common form."""


def region_range(region: str | None) -> tuple[int, int]:
    """The codes of a region and what lies in it: a city's counties share its first four digits."""
    if region is None:
        return 0, 999_999
    first = int(region)
    return first, first + 99 if region.endswith("00") else first


BIGRAM_TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
"""Words are parted by spaces and by nothing else."""


def bigram_phrase(word: str) -> str:
    """A word in FTS5's language: a phrase of its bigrams."""
    return '"' + " ".join(bigrams_of(word)).replace('"', '""') + '"'


class Fts5Bigram:
    """SQLite FTS5 on bigrams.

    The row number is the rank, so that the newest page ends early and a stretch of dates is a stretch of rows; region
    and type lie in one narrow table as one number, because grouping by one takes two thirds of grouping by two; one
    grouping counts total, regions and types together; contents are not stored.
    """

    name = "fts5_bigram"
    tokenizer = BIGRAM_TOKENIZER

    def __init__(self, folder: Path, corpus: Corpus) -> None:
        self.path, self.corpus = folder / f"{self.name}.sqlite", corpus
        self._connection: sqlite3.Connection | None = None

    def tokens(self, record: str) -> str:
        """What is indexed of a record."""
        return bigram_tokens(record)

    def match(self, word: str) -> str:
        """A word in FTS5's language: a phrase of its tokens."""
        return bigram_phrase(word)

    def build(self) -> None:
        once(self.path.parent, self.name, self._index_all, self.corpus.count)

    def _index_all(self) -> None:
        # What an interrupted run has left is of no use.
        self.path.unlink(missing_ok=True)
        connection = sqlite3.connect(self.path)
        connection.executescript(
            f"""
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            CREATE VIRTUAL TABLE grams USING fts5(
                body, content = '', columnsize = 0, tokenize = "{self.tokenizer}");
            CREATE TABLE facts (
                rank INTEGER PRIMARY KEY, case_id INTEGER, cell INTEGER, day INTEGER);
            """
        )
        for rank, facts, record in self.corpus.records():
            connection.execute("INSERT INTO grams (rowid, body) VALUES (?, ?)", (rank, self.tokens(record)))
            cell = int(facts.region) * _CELL + _TYPES.index(facts.problem_type)
            row = (rank, facts.id, cell, facts.day.toordinal())
            connection.execute("INSERT INTO facts VALUES (?, ?, ?, ?)", row)
        connection.execute("CREATE INDEX facts_day ON facts (day, rank)")
        connection.execute("INSERT INTO grams (grams) VALUES ('optimize')")
        connection.commit()
        connection.execute("ANALYZE")
        connection.close()

    def open(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = sqlite3.connect(self.path)
        self._connection.execute("PRAGMA query_only = ON")
        self._connection.execute("PRAGMA mmap_size = 2000000000")
        self._connection.execute("PRAGMA cache_size = -262144")

    def knows(self, question: Question) -> bool:
        return all(len(word) >= 2 for word in question.words)

    def told(self, answer: Found, question: Question) -> Found:
        return answer

    def answer(self, question: Question) -> Found:
        assert self._connection
        run = self._connection.execute
        given: list[Any] = [" AND ".join(map(self.match, question.words))]
        hits = "grams CROSS JOIN facts ON facts.rank = grams.rowid WHERE grams MATCH ?"
        if question.since or question.until:
            days = "SELECT min(rank), max(rank) FROM facts WHERE day BETWEEN ? AND ?"
            stretch = (question.since or _FAR_PAST).toordinal(), (question.until or _FAR_FUTURE).toordinal()
            hits += " AND grams.rowid BETWEEN ? AND ?"
            given += run(days, stretch).fetchone()
        if question.region:
            first, last = region_range(question.region)
            hits += " AND facts.cell BETWEEN ? AND ?"
            given += first * _CELL, last * _CELL + _CELL - 1
        page = run(f"SELECT case_id FROM {hits} ORDER BY grams.rowid DESC LIMIT {PAGE}", given)  # noqa: S608
        ids = tuple(number for (number,) in page)
        regions: Counter[str] = Counter()
        types: Counter[str] = Counter()
        cells = f"SELECT cell, count(*) FROM {hits} GROUP BY cell"  # noqa: S608
        for cell, count in run(cells, given):
            region, problem_type = divmod(cell, _CELL)
            regions[str(region)] += count
            types[_TYPES[problem_type]] += count
        return Found(ids, types.total(), dict(regions), dict(types))


class Fts5Trigram(Fts5Bigram):
    """SQLite FTS5 with its own trigram tokenizer, for words of three characters and more."""

    name = "fts5_trigram"
    tokenizer = "trigram case_sensitive 1"

    def tokens(self, record: str) -> str:
        return record

    def match(self, word: str) -> str:
        return '"' + word.replace('"', '""') + '"'

    def knows(self, question: Question) -> bool:
        return all(len(word) >= 3 for word in question.words)


class Tantivy:
    """tantivy on the same bigrams, merged into one segment, with rank, region, type and day as fast fields."""

    name = "tantivy"
    _COUNTS = {  # noqa: RUF012 - a constant
        name: {"terms": {"field": name, "size": 1000, "segment_size": 1000}} for name in ("region", "problem_type")
    }

    def __init__(self, folder: Path, corpus: Corpus) -> None:
        self.folder, self.corpus = folder / self.name, corpus
        self._searcher: Any = None
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("grams", tokenizer_name="whitespace", index_option="position")
        for name in ("rank", "region", "problem_type", "day"):
            builder.add_unsigned_field(name, indexed=name != "rank", fast=True)
        self.schema = builder.build()

    def _index(self) -> Any:
        index = tantivy.Index(self.schema, path=str(self.folder))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("whitespace", analyzer)
        return index

    def build(self) -> None:
        once(self.folder.parent, self.name, self._index_all, self.corpus.count)

    def _index_all(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        # One thread and room for everything make one segment; two threads make at least two.
        writer = self._index().writer(heap_size=2_000_000_000, num_threads=1)
        for rank, facts, record in self.corpus.records():
            document = tantivy.Document()
            document.add_text("grams", bigram_tokens(record))
            document.add_unsigned("rank", rank)
            document.add_unsigned("region", int(facts.region))
            document.add_unsigned("problem_type", _TYPES.index(facts.problem_type))
            document.add_unsigned("day", facts.day.toordinal())
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        index = self._index()
        index.reload()
        self._searcher = index.searcher()

    def knows(self, question: Question) -> bool:
        return all(len(word) >= 2 for word in question.words)

    def told(self, answer: Found, question: Question) -> Found:
        return answer

    def answer(self, question: Question) -> Found:
        parts = [(Occur.Must, self._word(word)) for word in question.words]
        if question.since or question.until:
            days = (question.since or _FAR_PAST).toordinal(), (question.until or _FAR_FUTURE).toordinal()
            parts.append((Occur.Must, self._range("day", days)))
        if question.region:
            parts.append((Occur.Must, self._range("region", region_range(question.region))))
        query = parts[0][1] if len(parts) == 1 else Query.boolean_query(parts)
        newest = self._searcher.search(query, limit=PAGE, count=True, order_by_field="rank")
        counts = self._searcher.aggregate(query, self._COUNTS)
        return Found(
            # A hit comes with the value that it was ordered by.
            tuple(self.corpus.facts[rank].id for rank, _ in newest.hits),
            newest.count,
            {str(int(each["key"])): each["doc_count"] for each in counts["region"]["buckets"]},
            {_TYPES[int(each["key"])]: each["doc_count"] for each in counts["problem_type"]["buckets"]},
        )

    def _word(self, word: str) -> Query:
        grams = bigrams_of(word)
        if len(grams) == 1:
            return Query.term_query(self.schema, "grams", grams[0], "basic")
        return Query.phrase_query(self.schema, "grams", list(grams))

    def _range(self, name: str, limits: tuple[int, int]) -> Query:
        return Query.range_query(self.schema, name, tantivy.FieldType.Unsigned, *limits)
