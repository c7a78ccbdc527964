"""The Atom feed as feed readers see it."""

from __future__ import annotations

from urllib.parse import urlencode

import feedparser  # type: ignore[import-untyped]
import pytest

from portal.domain.vocabulary import Action
from portal.web.board import feed
from tests.handling import COPY, SUBMISSION
from tests.web.people import Stage
from tests.web.taking_home import content
from tests.web.test_exports import published


def read(stage: Stage, **query: str) -> feedparser.FeedParserDict:
    """The feed of a query, which must be well-formed."""
    parsed = feedparser.parse(content(stage, "/board/feed.atom", **query))
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    return parsed


def ids(parsed: feedparser.FeedParserDict) -> list[str]:
    """The numbers of the entries."""
    return [entry.id.rpartition(":")[2] for entry in parsed.entries]


def test_an_entry_tells_the_case(stage: Stage) -> None:
    number = published(stage, public_title="标题 <b>不是</b> & 标记", public_reply="已改正。\x0b")
    (entry,) = read(stage).entries
    assert entry.title == "标题 <b>不是</b> & 标记"
    assert entry.title_detail.type == entry.content[0].type == "text/plain"
    for text in (COPY["public_description"], "公吿", "已改正。"):
        assert text in entry.content[0].value
    assert entry.link == f"http://localhost/board/{number}"
    assert entry.author == "城东区政府网站"
    assert entry.published == entry.updated == "2018-06-04T02:00:00+00:00"
    assert entry.tags[0].term == "typo"


def test_an_entry_keeps_its_id_at_another_address_and_in_every_feed(stage: Stage) -> None:
    stage.desk.finished()
    elsewhere = feedparser.parse(stage.citizen().get("/board/feed.atom", base_url="https://other.example").data)
    (entry,), (same,), (moved,) = read(stage).entries, read(stage, q="公告").entries, elsewhere.entries
    assert entry.id.startswith("tag:")
    assert entry.id == same.id == moved.id
    assert moved.link.startswith("https://other.example/")
    assert read(stage).feed.id == elsewhere.feed.id != read(stage, q="公告").feed.id


def test_a_changed_case_is_an_update_of_the_same_entry(stage: Stage) -> None:
    number = stage.desk.finished()
    (before,) = read(stage).entries
    stage.workings.context.now.advance(hours=1)  # type: ignore[attr-defined]
    stage.desk.act("province", number, Action.AMEND, public_title="更正后的标题")
    after = read(stage)
    assert (after.entries[0].id, after.entries[0].title) == (before.id, "更正后的标题")
    assert after.entries[0].updated > before.updated
    assert after.feed.updated == after.entries[0].updated
    assert after.entries[0].published == before.published


def test_the_feed_of_a_query_holds_what_the_query_finds_the_newest_first(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [published(stage, public_title=f"第{place}条标题") for place in range(4)]
    monkeypatch.setattr(feed, "ENTRIES", 3)
    assert ids(read(stage)) == numbers[:0:-1]
    assert ids(read(stage, sort="oldest", page="2")) == numbers[:0:-1]
    assert ids(read(stage, q="第1条")) == [numbers[1]]
    assert ids(read(stage, problem_type="fake")) == []


def test_words_of_the_query_stand_in_the_link_to_the_feed_itself_alone(stage: Stage) -> None:
    stage.desk.finished()
    words = urlencode({"q": "谁也没有写过的词"})
    told = stage.citizen().get(f"/board/feed.atom?{words}").text
    assert told.count(words) == 1
    assert f'href="http://localhost/board/feed.atom?{words}" rel="self"' in told
    assert "谁也没有" not in told


def test_a_withdrawn_case_leaves_the_feed(stage: Stage) -> None:
    numbers = [stage.desk.finished() for _ in range(2)]
    stage.desk.act("province", numbers[1], Action.WITHDRAW)
    assert ids(read(stage)) == [numbers[0]]
    assert SUBMISSION.contact_phone not in content(stage, "/board/feed.atom").decode()


def test_a_feed_reader_that_comes_back_gets_nothing_new(stage: Stage) -> None:
    stage.desk.finished()
    tag = stage.citizen().get("/board/feed.atom").headers["ETag"]
    assert stage.citizen().get("/board/feed.atom", headers={"If-None-Match": tag}).status_code == 304
    stage.desk.finished()
    assert stage.citizen().get("/board/feed.atom", headers={"If-None-Match": tag}).status_code == 200
