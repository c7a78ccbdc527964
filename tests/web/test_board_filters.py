"""The board's filters: exact counts on every link, chips to drop them, and a way out where nothing was found."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest

from portal.domain.deadlines import SHANGHAI
from portal.domain.vocabulary import Finding, ProblemType
from portal.queries import suggestions
from tests.guards.test_pages import check
from tests.queries.shelf import Shelf
from tests.web.people import Stage, Visitor
from tests.web.reading import Page, words
from tests.web.test_board import found_in
from tests.web.test_query_counts import ask

EDU = "6301000001"
"""A site that is not in the register; its name stands with its cases only."""


def on(day: str) -> datetime:
    """Noon of a day in Shanghai."""
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=SHANGHAI)


@pytest.fixture
def five(stage: Stage) -> Stage:
    """Five cases that differ in everything that can be filtered; today is 4 June 2018."""
    shelf = Shelf(stage.workings.context.database, stage.cast)
    edu = {
        "site_code": EDU,
        "site_name": "西宁教育网",
        "region_code": "630100",
        "unit_id": stage.cast.unit("xining-edu"),
    }
    sea = {"site_code": None, "region_code": "630200", "unit_id": stage.cast.unit("haidong-gov")}
    rows: list[dict[str, Any]] = [
        {"published_at": on("2018-06-03")},
        {"published_at": on("2018-06-02"), "problem_type": ProblemType.FAKE, "title": "冒名卖药广告"},
        {"published_at": on("2018-01-02"), **edu, "corrected_on": None, "correct_by": date(2018, 6, 3)},
        {"published_at": on("2017-12-31"), **edu, "corrected_on": None, "correct_by": date(2018, 6, 4)},
        {"published_at": on("2017-06-01"), **sea, "finding": Finding.UNCONFIRMED, "corrected_on": None},
    ]
    for row in rows:
        shelf.put(**row)
    return stage


def board(visitor: Visitor, **query: str) -> Page:
    """The board's page for a query."""
    return visitor.page(f"/board?{urlencode(query)}")


def by_class(page: Page, name: str) -> list[Element]:
    """The elements of a class."""
    return [element for element in page.tree.iter() if name in (element.get("class") or "").split()]


def choices(page: Page) -> dict[str, tuple[int, str]]:
    """Every value that can be chosen, with its count and its address."""
    found = {}
    for section in by_class(page, "facet"):
        for link in section.iter("a"):
            text, count = (words(part) for part in link)
            found[text] = (int(count), link.get("href") or "")
    return found


def test_every_choice_has_the_count_of_what_it_leads_to(five: Stage) -> None:
    citizen = five.citizen()
    for query in (
        {},
        {"region": "630100"},
        {"q": "错别字", "finding": "confirmed"},
        {"from": "2018-01-01", "sort": "oldest"},
    ):
        offered = choices(board(citizen, **query))
        assert len(offered) > 10
        for text, (count, address) in offered.items():
            if "已选" in text:
                continue  # Its address drops it.
            assert len(found_in(citizen.page(address))) == count, f"{text} after {query}"


def test_what_is_counted(five: Stage) -> None:
    counts = {text: count for text, (count, _) in choices(board(five.citizen())).items()}
    assert counts == {
        "错别字": 4, "虚假伪造内容": 1, "西宁市": 4, "海东市": 1, "西宁市政府办公室": 4, "海东市政府办公室": 1,
        "西宁市城东区人民政府网": 2, "西宁教育网": 2, "问题属实": 4, "问题不属实": 1,
        "已整改": 2, "整改中": 1, "整改逾期": 1,
        "近 30 天": 2, "2018 年": 3, "2017 年": 2,
    }  # fmt: skip


def test_a_chosen_place_opens_the_way_to_it_and_its_neighbours_stay(five: Stage) -> None:
    offered = choices(board(five.citizen(), region="630102"))
    assert "城东区（已选，点击取消）" in offered
    assert {"西宁市", "海东市"} <= set(offered)
    assert "青海省" not in offered, "everything lies in the province"


def test_a_chip_drops_its_filter_and_nothing_else(five: Stage) -> None:
    query = {"q": "错别字", "problem_type": "typo", "region": "630102", "from": "2018-06-01", "to": "2018-06-30"}
    page = board(five.citizen(), **query, sort="oldest", page="2")
    chips = {words(link): link.get("href") for part in by_class(page, "chips") for link in part.iter("a")}
    kept = {name: urlencode({name: value}) for name, value in {**query, "sort": "oldest"}.items()}

    def less(*names: str) -> str:
        return "/board?" + "&".join(part for name, part in kept.items() if name not in names)

    assert chips == {
        "取消筛选：错别字 ×": less("problem_type"),
        "取消筛选：城东区 ×": less("region"),
        "取消筛选：2018-06-01 至 2018-06-30 ×": less("from", "to"),
        "清除全部筛选": less("problem_type", "region", "from", "to"),
    }


def test_searching_and_choosing_days_keep_the_filters(five: Stage) -> None:
    page = board(five.citizen(), q="错", finding="confirmed", **{"from": "2018-01-01"}, page="2")
    search, days = (form for form in page.all("form") if form.get("action") == "/board")
    sent = [{field.get("name"): field.get("value") for field in form.iter("input")} for form in (search, days)]
    assert sent[0] == {"q": "错", "finding": "confirmed", "from": "2018-01-01"}
    assert sent[1] == {"q": "错", "finding": "confirmed", "from": "2018-01-01", "to": ""}


def test_relevance_is_offered_with_words_only(five: Stage) -> None:
    for query, offered in (({}, False), ({"q": "错别字"}, True), ({"q": "-错别字"}, False)):
        page = board(five.citizen(), **query)
        orders = [words(link) for nav in by_class(page, "orders") for link in nav.iter("a")]
        assert ("相关程度" in orders) == offered, query
        assert "最早公示" in orders or len(found_in(page)) < 2


def test_strange_values_are_shown_as_filters_that_can_be_dropped(five: Stage) -> None:
    page = board(five.citizen(), region="<b>", unit="nobody", site_code="x" * 300)
    assert found_in(page) == []
    chips = [words(link) for part in by_class(page, "chips") for link in part.iter("a")]
    assert chips[:2] == ["取消筛选：<b> ×", "取消筛选：nobody ×"]
    check("/board with strange filters", page)


def offers(page: Page) -> dict[str, int]:
    """What a page that found nothing offers instead, with the counts."""
    lines = [words(line) for part in by_class(page, "offers") for line in part.iter("li")]
    matches = [re.fullmatch(r"(.*)，有 (\d+) 条", line) for line in lines]
    return {match[1]: int(match[2]) for match in matches if match}


Q, TYPE, REGION = "q", "problem_type", "region"
NOTHING: list[tuple[dict[str, str], dict[str, int]]] = [
    ({Q: "卖药", TYPE: "typo"}, {"去掉“卖药”": 4, "去掉筛选“错别字”": 1}),
    ({Q: "卖药 核查 不存在的词"}, {"去掉“不存在的词”": 1}),
    ({Q: "卖药 -广告"}, {"去掉“卖药”": 4, "不再排除“广告”": 1}),
    ({Q: "不存在的词 | 也不存在"}, {}),
    ({TYPE: "fake", REGION: "630200"}, {"去掉筛选“虚假伪造内容”": 1, "去掉筛选“海东市”": 1}),
    # No single condition is to blame: all filters at once, or all words.
    ({Q: "卖药", TYPE: "outdated", REGION: "630200"}, {"去掉全部筛选": 1}),
    ({Q: "没有此词 也没有它", TYPE: "typo"}, {"去掉全部搜索词，只保留筛选": 4}),
    # The name of a type stands in no text.
    ({Q: "虚假伪造内容"}, {"问题类型为“虚假伪造内容”的案例": 1}),
]


@pytest.mark.parametrize(("query", "offered"), NOTHING)
def test_who_finds_nothing_is_offered_what_finds_something(
    five: Stage, query: dict[str, str], offered: dict[str, int]
) -> None:
    citizen = five.citizen()
    page = board(citizen, **query)
    assert found_in(page) == []
    assert offers(page) == offered
    links = [link.get("href") or "" for part in by_class(page, "offers") for link in part.iter("a")]
    assert [len(found_in(citizen.page(link))) for link in links] == list(offered.values())
    check(f"/board for {query}", page)


def test_what_was_nothing_is_said_in_words(five: Stage) -> None:
    page = board(five.citizen(), q='"冒名 卖药" 甲|乙 -丙', problem_type="fake", to="2018-06-30")
    said = "找的是：含有“冒名 卖药”；含有“甲”或“乙”；不含“丙”；问题类型：虚假伪造内容；公示日期：2018-06-30 止。"
    assert said in page.words_of("results")


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, there is time to look for spellings."""
    monkeypatch.setattr(suggestions, "PATIENCE_SECONDS", 30.0)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("冒各卖药", "冒名卖药"),  # another character
        ("冒卖药广告", "冒名卖药广告"),  # one is missing
        ("冒名了卖药", "冒名卖药"),  # one too many
        ("冒卖名药", "冒名卖药"),  # two changed places
        ("Ｃehngdong", "chengdong"),
        ("chendong", "chengdong"),
    ],
)
def test_a_word_spelled_nearly_right_leads_to_the_right_one(five: Stage, typed: str, meant: str) -> None:
    page = board(five.citizen(), q=f"{typed} 核查", region="630102")
    assert found_in(page) == []
    offered = offers(page)
    assert meant in offered
    address = "/board?" + urlencode({"q": f"{meant} 核查", "region": "630102"})
    assert address in page.links
    assert len(found_in(five.citizen().page(address))) == offered[meant]


def test_a_word_like_no_other_has_no_neighbours(five: Stage) -> None:
    for typed in ("没有这样的词", "囧", "囧" * 13):
        assert offers(board(five.citizen(), q=typed)) == {}


def test_an_empty_board_says_so(stage: Stage) -> None:
    page = stage.citizen().page("/board")
    assert "还没有公示的案例" in page.words_of("results")
    check("/board without a case", page)


def test_the_board_asks_the_database_no_more_for_all_its_filters(five: Stage) -> None:
    everything = {"q": "错别字", "problem_type": "typo", "region": "630102", "unit": "chengdong", "site_code": EDU}
    rest = {"finding": "confirmed", "rectification": "done", "from": "2017-01-01", "to": "2019-01-01"}
    for query in ({"q": "错别字"}, {**everything, **rest}, {"q": "错别字 卖药 囧", **rest}):
        ask(five.citizen(), f"/board?{urlencode(query)}")
