"""Who searches too much waits, and keeps the words; reading the board without words is never too much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import limits
import pytest
import time_machine
from werkzeug.test import TestResponse

from portal.config import Settings
from portal.search import parse
from portal.search.query import MAX_QUERY_LENGTH
from portal.web.limits import Limit
from portal.web.searching import USUAL_LENGTH, _cost
from tests.web.people import Stage
from tests.web.reading import Page

NUMBER = limits.parse(Limit.SEARCHES.value).amount
"""Searches that one address may make, before any test changes it."""
PLACES = ("/board", "/board/feed.atom", "/board/export.csv", "/board/export.xlsx", "/api/v1/cases")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Limits are on, as without any setting."""
    return replace(settings, rate_limits=True)


@pytest.fixture(autouse=True)
def time_stands_still(monkeypatch: pytest.MonkeyPatch) -> Iterator[time_machine.Traveller]:
    """Three searches in ten minutes: what is tested is not the number. Ten minutes pass when a test says so."""
    monkeypatch.setattr(Limit.SEARCHES, "_value_", "3/10minutes")
    with time_machine.travel(datetime.fromisoformat("2018-06-04T10:00:00+08:00"), tick=False) as time:
        yield time


def ask(stage: Stage, place: str, address: str = "192.0.2.1", **query: Any) -> TestResponse:
    """Open the place with this query, from a network address."""
    asked = f"{place}?{urlencode(query)}" if query else place
    return stage.citizen().get(asked, environ_base={"REMOTE_ADDR": address}, buffered=True)


def test_one_search_too_many_waits_and_keeps_words_and_filters(
    stage: Stage, time_stands_still: time_machine.Traveller
) -> None:
    assert [ask(stage, "/board", q=word).status_code for word in ("公告", "栏目", "电话")] == [200] * 3
    answer = ask(stage, "/board", q="首页 | 空号", problem_type="typo", sort="relevance")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "600"
    page = Page(answer)
    assert "请在 10 分钟后再点" in page.text
    assert page.form("/board") == {"q": "首页 | 空号", "problem_type": "typo", "sort": "relevance"}
    assert ask(stage, "/board", "192.0.2.2", q="首页").status_code == 200, "another address has its own count"
    time_stands_still.shift(601)
    assert ask(stage, "/board", q="首页 | 空号").status_code == 200


def test_all_that_search_share_one_count(stage: Stage) -> None:
    for place in ("/api/v1/cases", "/board/feed.atom", "/board/export.csv"):
        assert ask(stage, place, q=f"公告{len(place)}").status_code == 200
    for place in PLACES:
        refused = ask(stage, place, q="别的词")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600"), place
        assert "频繁" in refused.text
        # Nobody is told by a store that they still have to wait.
        assert "ETag" not in refused.headers
        assert "Last-Modified" not in refused.headers


def test_programs_are_told_in_json(stage: Stage) -> None:
    for word in "甲乙丙丁":
        refused = ask(stage, "/api/v1/cases", q=word)
    assert refused.get_json() == {"code": 429, "status": "Too Many Requests", "message": "操作过于频繁"}


def test_an_answer_that_is_at_hand_counts_nothing(stage: Stage) -> None:
    stage.desk.finished()
    stage.follow_up()
    for page in range(1, 9):
        assert ask(stage, "/board", q="公告", page=page).status_code == 200
        assert ask(stage, "/api/v1/cases", q="公告", limit=page).status_code == 200
    assert ask(stage, "/board", q="栏目").status_code == 200
    assert ask(stage, "/board", q="电话").status_code == 200
    assert ask(stage, "/board", q="首页").status_code == 429
    assert ask(stage, "/board", q="公告").status_code == 200


def test_reading_without_words_counts_nothing(stage: Stage) -> None:
    for page in range(1, 9):
        for place in PLACES:
            answer = ask(stage, place, page=page, problem_type="typo", region="630000")
            assert answer.status_code == 200, place


def test_a_long_query_counts_as_several(stage: Stage) -> None:
    assert [_cost(parse("字" * length)) for length in (1, USUAL_LENGTH - 1, USUAL_LENGTH, 2 * USUAL_LENGTH)] == [
        1,
        1,
        2,
        3,
    ]
    assert _cost(parse(" | ".join("政府网站首页公告栏目电话附件链接日期地址"))) == 2
    assert ask(stage, "/board", q="很长的搜索词，一共有二十个字，多几个也行").status_code == 200
    assert ask(stage, "/board", q="短").status_code == 200
    assert ask(stage, "/board", q="再短").status_code == 429


WORDS = [chr(0x4E00 + place) for place in range(MAX_QUERY_LENGTH)]


@pytest.mark.parametrize("longest", ["".join(WORDS), " ".join(WORDS), "|".join(WORDS), " -".join(WORDS)])
def test_the_longest_query_may_be_asked_where_nothing_else_was(longest: str) -> None:
    assert 10 < _cost(parse(longest)) < NUMBER
