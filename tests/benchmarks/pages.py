"""Whole pages over HTTP: the board behind gunicorn beside Datasette over the same cases.

``python -m tests.benchmarks.pages --cases 100000``: mixed questions, a few readers with connections that are kept,
both in turn. Both have two processes; Datasette has one process a port, so it gets two ports. It searches bigrams with
FTS5 and shows its own page of a table with facets on region and type.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from portal import logs
from tests.benchmarks.cases import SEED, Author
from tests.benchmarks.competitors import BIGRAM_TOKENIZER, bigram_phrase
from tests.benchmarks.corpus import Corpus, Question, bigram_tokens
from tests.benchmarks.folders import kept_or_temporary, once
from tests.benchmarks.own import Portal
from tests.benchmarks.questions import question_sets
from tests.benchmarks.servers import Visit, portal_web, serving, visit
from tests.benchmarks.tables import Timing, figure, print_machine, print_table, progress, ratio
from tests.ports import free_port

PROCESSES = 2
_CHECKED = 40
"""Questions whose totals are compared with the truth on both servers beforehand."""
KINDS = ("common word", "medium word", "rare word", "two words", "word, dates, region", "phrase 4-8")


def main() -> None:
    options = _options()
    logs.configure()
    print_machine()
    for count in options.cases:
        with kept_or_temporary(options.keep, count, options.seed) as home:
            corpus = Corpus(count, options.seed)
            questions = mixed(corpus, options.seed)
            own = Portal(home, count, options.seed)
            own.build()
            own.database.dispose()
            datasette = DatasetteTable(home)
            once(home, "datasette", partial(datasette.fill, corpus, options.seed), count)
            checked = {question: corpus.truth(question).total for question in questions[:_CHECKED]}
            del corpus
            seen = _measure(home, datasette, questions, checked, options)
        _print(count, seen, markdown=options.markdown)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000])
    parser.add_argument("--seconds", type=float, default=20, help="of each server's turn")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--readers", type=int, default=4, help="connections at once")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--keep", type=Path, help="a folder for what is built, to be used again by the next run")
    parser.add_argument("--markdown", action="store_true")
    return parser.parse_args()


def mixed(corpus: Corpus, seed: int) -> list[Question]:
    """Questions of every kind that every engine can answer, in random order."""
    sets = question_sets(corpus, seed)
    questions = [question for kind in KINDS for question in sets[kind]]
    random.Random(seed).shuffle(questions)
    return questions


def portal_path(question: Question) -> str:
    """The board's address of a question."""
    given = {"q": " ".join(question.words), "region": question.region, "from": question.since, "to": question.until}
    return "/board?" + urlencode({name: str(value) for name, value in given.items() if value})


class DatasetteTable:
    """The cases as a table for Datasette, with a bigram index beside it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / "board.sqlite"

    def fill(self, corpus: Corpus, seed: int) -> None:
        """Write table, index and what Datasette is told of them."""
        ranks = {facts.id: rank for rank, facts in enumerate(corpus.facts)}
        self.path.unlink(missing_ok=True)
        connection = sqlite3.connect(self.path)
        connection.executescript(
            f"""
            CREATE TABLE cases (
                rank INTEGER PRIMARY KEY, number TEXT, title TEXT, description TEXT, reply TEXT, site_name TEXT,
                page_url TEXT, region TEXT, problem_type TEXT, published TEXT);
            CREATE VIRTUAL TABLE grams USING fts5(
                body, content = '', columnsize = 0, tokenize = "{BIGRAM_TOKENIZER}");
            """
        )
        for case in Author(seed).cases(corpus.count):
            rank = ranks[case["id"]]
            words = case["number"], case["title"], case["description"], case["reply"], case["site"].name
            facts = case["page_url"], case["region"], case["problem_type"], corpus.facts[rank].day.isoformat()
            connection.execute("INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (rank, *words, *facts))
        for rank, _, record in corpus.records():
            connection.execute("INSERT INTO grams (rowid, body) VALUES (?, ?)", (rank, bigram_tokens(record)))
        connection.execute("INSERT INTO grams (grams) VALUES ('optimize')")
        for column in ("region", "problem_type", "published"):
            connection.execute(f"CREATE INDEX cases_{column} ON cases ({column})")
        connection.commit()
        connection.execute("ANALYZE")
        connection.commit()
        connection.close()
        table = {"fts_table": "grams", "fts_pk": "rank", "searchmode": "raw"}
        described = {"databases": {"board": {"tables": {"cases": table}}}}
        (self.home / "metadata.json").write_text(json.dumps(described), encoding="utf-8")

    def address(self, question: Question) -> str:
        """Datasette's own page of the table for a question."""
        given = [
            ("_search", " AND ".join(map(bigram_phrase, question.words))),
            *(("_facet", column) for column in ("region", "problem_type")),
            ("_size", "20"),
            ("_sort_desc", "rank"),
        ]
        if question.region:
            is_city = question.region.endswith("00")
            given.append(("region__startswith", question.region[:4]) if is_city else ("region", question.region))
        if question.since and question.until:
            given += [("published__gte", question.since.isoformat()), ("published__lte", question.until.isoformat())]
        return "/board/cases?" + urlencode(given)

    @contextmanager
    def served(self) -> Iterator[list[int]]:
        """Datasette as often as the portal has processes; the ports."""
        settings = {
            "suggest_facets": "off",
            "default_facet_size": "100",
            "facet_time_limit_ms": "10000",
            "sql_time_limit_ms": "10000",
            "truncate_cells_html": "120",
            "cache_size_kb": "131072",
        }
        given = [word for name, value in settings.items() for word in ("--setting", name, value)]
        described = ["--metadata", str(self.home / "metadata.json")]
        with ExitStack() as stack:
            ports = []
            for _ in range(PROCESSES):
                port = free_port()
                command = [sys.executable, "-m", "datasette", "serve", "-i", str(self.path), "--port", str(port)]
                log = self.home / "datasette.log"
                stack.enter_context(serving([*command, *described, *given], port, "/-/versions.json", log, {}))
                ports.append(port)
            yield ports


def _measure(
    home: Path,
    datasette: DatasetteTable,
    questions: list[Question],
    checked: dict[Question, int],
    options: argparse.Namespace,
) -> dict[str, Visit]:
    """Both servers in turn; each starts again where it stopped in the list of questions."""
    seen = {"portal": Visit(), "datasette": Visit()}
    asked = {"portal": cycle(map(portal_path, questions)), "datasette": cycle(map(datasette.address, questions))}
    with portal_web(home, PROCESSES) as (port, _), datasette.served() as ports:
        at = {"portal": [port], "datasette": ports}
        for question, total in checked.items():
            _check(portal_path(question), _page(port, portal_path(question)), total)
            _check(datasette.address(question), _page(ports[0], datasette.address(question)), total)
        for name in seen:
            visit(at[name], iter([next(asked[name]) for _ in range(8)]), options.readers, 60)
        for turn in range(options.rounds):
            for name, whole in seen.items():
                whole.add(visit(at[name], asked[name], options.readers, options.seconds))
                progress(f"round {turn + 1}: {name}")
    return seen


def _page(port: int, path: str) -> str:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        text: str = answer.read().decode()
    return text


def _check(path: str, page: str, total: int) -> None:
    """Both pages say in figures how many cases were found."""
    if not re.search(rf"(?<![\d,])({total}|{total:,})(?![\d,])", page):
        raise SystemExit(f"{path} does not say that {total} cases were found")


def _print(count: int, seen: dict[str, Visit], *, markdown: bool) -> None:
    rows, rates = [], {}
    for name, visited in seen.items():
        timing = Timing.of(visited.times)
        rates[name] = len(visited.times) / visited.seconds, timing
        size = sum(visited.sizes) / len(visited.sizes) / 1000
        figures = rates[name][0], timing.median, timing.p95, size
        rows.append([name, *map(figure, figures), str(len(visited.times)), str(len(visited.failures))])
    (own_rate, own), (other_rate, other) = rates["portal"], rates["datasette"]
    ratios = [ratio(own_rate, other_rate), ratio(own.median, other.median), ratio(own.p95, other.p95)]
    rows.append(["portal of datasette", *ratios, "", "", ""])
    head = ["pages", "requests/s", "median ms", "p95 ms", "KB", "requests", "failures"]
    print_table(f"{count:,} cases, whole pages, {PROCESSES} processes each", head, rows, markdown=markdown)
    for name, visited in seen.items():
        if visited.failures:
            sys.exit(f"{name} failed {len(visited.failures)} times, first: {visited.failures[0]}")


if __name__ == "__main__":
    main()
