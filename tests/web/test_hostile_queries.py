"""Whatever somebody types into the board's search, the answer is a page, soon."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.web.people import Stage, Visitor

SLOWEST_SECONDS = 5.0
"""Far above what an answer takes; a query that makes the search explode takes minutes."""
WHOOSH = [
    "title:错别字",
    "网*",
    "网?站",
    "[一 TO 九]",
    "错别字~2",
    "错别^5",
    "AND OR NOT",
    "(((",
    "a:b:c",
    "gram:错别",
    "网站 ANDMAYBE 错",
]
SQL = [
    "' OR 1=1 --",
    '"; DROP TABLE cases; --',
    "%",
    "_",
    "%%%%",
    "\\",
    "\\'",
    "%_\\%",
    "1' UNION SELECT tracking_hash FROM reports--",
]
PATTERNS = [
    "(a+)+$",
    ".*",
    "[",
    "(?P<x",
    "\\d+",
    "^$",
    "a{1,99999}",
    "(?=(?=(?=",
    "|" * 500,
    '"' * 501,
    "-" * 500,
    "- " * 200,
]
STRANGE = [
    "\x00",
    "\x00错别字",
    "\ud800",
    "a\udfff",
    "\u202e字别错",
    "\u200b",
    "\ufeff",
    "🏔️👨‍👩‍👧‍👦",
    "𠮷野家",
    "é" * 3,
    "ﷺ" * 50,
    "İ",
    "ß" * 90,
    "｜－＂",
    "\t\n\r",
    "网\n站",
]
LONG = [
    "错" * 5_000,
    "错别字 " * 1_500,
    "ab" * 2_500,
    " | ".join("网站首页错误"),
    " -".join(["", *"网站首页错误" * 99]),
]
PLAIN = [*WHOOSH, *SQL, *PATTERNS, *STRANGE, *LONG]
NAMES = ["problem_type", "region", "unit", "site_code", "finding", "rectification", "from", "to", "sort", "page"]


def hostile(count: int) -> Iterator[str]:
    """Addresses of the board: every query by itself, then mixtures of them with strange filters."""
    dice = random.Random(20181104)
    yield from (f"/board?q={encoded(query)}" for query in PLAIN)
    for _ in range(count - len(PLAIN)):
        words = "".join(dice.choice([*PLAIN, " ", "|", "-", '"', chr(dice.randrange(0x110000))]) for _ in range(3))
        filters = "".join(f"&{name}={encoded(dice.choice(PLAIN))}" for name in dice.sample(NAMES, dice.randrange(3)))
        yield f"/board?q={encoded(words[: dice.randrange(1, 400)])}{filters}"


def encoded(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"))


def ask(visitor: Visitor, addresses: Iterator[str]) -> None:
    for address in addresses:
        started = time.monotonic()
        answer = visitor.get(address)
        assert answer.status_code in (200, 303), f"{address[:300]} answered {answer.status_code}"
        assert time.monotonic() - started < SLOWEST_SECONDS, address[:300]


@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.load)])
def test_no_query_is_an_error(stage: Stage, count: int) -> None:
    for _ in range(2):
        stage.desk.finished()
    stage.follow_up()
    ask(stage.citizen(), hostile(count))


def test_no_query_is_an_error_for_suggestions_and_feeds(stage: Stage) -> None:
    stage.desk.finished()
    for query in PLAIN:
        for address in ("/board/suggest", "/board/feed.atom", "/board/export.csv", "/api/v1/cases"):
            answer = stage.citizen().get(f"{address}?q={encoded(query)}")
            assert answer.status_code == 200, f"{address} {query[:100]!r} answered {answer.status_code}"
            answer.close()
