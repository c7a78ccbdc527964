"""曝光台: published cases are found by words and filters, whatever state the index is in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode
from xml.etree.ElementTree import tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.vocabulary import Action, Finding, ProblemType
from portal.queries.board_query import PAGE
from portal.search import excerpt, normalise
from portal.store import Case
from portal.web.board.excerpts import excerpt_of
from tests.handling import COPY
from tests.province import SITE_CODE
from tests.queries.shelf import Shelf
from tests.web.people import Stage, Visitor
from tests.web.reading import Page, words

OTHERS = ("page", "region", "problem_type", "unit", "finding", "rectification", "from", "to", "sort", "site_code")
"""The other names that the board's query has, or will have."""
OTHER = {
    "public_title": "政务服务网：办事电话是空号",
    "public_description": "页面上的咨询电话打不通，所附文件编号8230000也查不到",
    "public_reply": "号码已更新，谢谢。",
}


@pytest.fixture
def two(stage: Stage) -> tuple[str, str]:
    """Two cases on the board and in the index, of different types."""
    first = stage.desk.finished()
    second = stage.desk.transferred(problem_type=ProblemType.INACCURATE)
    stage.desk.act("chengdong-gov", second, Action.ANSWER, finding=Finding.UNCONFIRMED, corrected_on=None)
    for username in ("chengdong", "xining"):
        stage.desk.act(username, second, Action.APPROVE)
    stage.desk.act("province", second, Action.APPROVE, **{**COPY, **OTHER})
    stage.follow_up()
    return first, second


def found_in(page: Page) -> list[str]:
    """The numbers of the cases that a page of the board lists, in order."""
    return [link.removeprefix("/board/") for link in page.links if link.startswith("/board/20")]


def search(visitor: Visitor, **query: str) -> list[str]:
    """What the board lists for a query."""
    return found_in(visitor.page(f"/board?{urlencode(query)}"))


WORDS: dict[str, set[int]] = {
    "告": {0, 1},  # one character
    "空号": {1},  # two, from the middle of a title
    "错别字": {0},
    "咨询电话": {1},
    "8230000": {1},
    "办事 空号": {1},  # every word must be there
    "办事 错别字": set(),
    "ＷＷＷ.Chengdong": {0, 1},  # width and case do not matter
    "不存在的词": set(),
    "王小明": set(),  # the citizen's name is nowhere in the index
    "": {0, 1},
}


def test_words_find_the_cases_that_contain_them(stage: Stage, two: tuple[str, str]) -> None:
    citizen = stage.citizen()
    for q, hits in WORDS.items():
        assert set(search(citizen, q=q)) == {two[place] for place in hits}, q


def test_the_newest_case_comes_first_unless_asked_otherwise(stage: Stage, two: tuple[str, str]) -> None:
    assert search(stage.citizen()) == [two[1], two[0]]
    assert search(stage.citizen(), sort="oldest") == [two[0], two[1]]
    # The word stands in both texts, but in one of the titles, too.
    assert search(stage.citizen(), sort="relevance", q="错别字") == [two[0]]


def test_a_number_alone_leads_to_the_case(stage: Stage, two: tuple[str, str]) -> None:
    citizen = stage.citizen()
    wide = two[0].translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789-"})
    for q in (two[0], f" {two[0]} ", wide):
        answer = citizen.get(f"/board?{urlencode({'q': q})}")
        assert (answer.status_code, answer.location) == (303, f"/board/{two[0]}"), q
    assert citizen.get(f"/board?{urlencode({'q': two[0] + ' 错别字'})}").status_code == 200
    stage.act("province", two[0], "withdraw")
    assert citizen.get(f"/board?q={two[0]}").location == f"/board/{two[0]}"


def test_a_number_that_is_no_case_is_explained_the_same_way_whether_or_not_it_is_a_report(stage: Stage) -> None:
    number, none = stage.desk.submitted(), "2018-999999"
    pages = [stage.citizen().page(f"/board?q={each}") for each in (number, none)]
    assert pages[0].text.replace(number, none) == pages[1].text
    assert f"/board/ledger?number={none}" in pages[1].links
    assert "/track" in pages[1].links


def test_the_code_of_a_site_alone_leads_to_its_cases(stage: Stage, two: tuple[str, str]) -> None:
    citizen = stage.citizen()
    answer = citizen.get(f"/board?q={SITE_CODE}")
    assert (answer.status_code, answer.location) == (303, f"/board?site_code={SITE_CODE}")
    page = citizen.page(answer.location)
    assert set(found_in(page)) == set(two)
    assert "西宁市城东区人民政府网" in page.words_of("results")
    assert SITE_CODE in page.words_of("results")
    # Ten digits may be anything else, such as a telephone number.
    assert citizen.get("/board?q=0971823000").status_code == 200


def test_cases_are_filtered_by_type(stage: Stage, two: tuple[str, str]) -> None:
    citizen = stage.citizen()
    assert search(citizen, problem_type="typo") == [two[0]]
    assert search(citizen, problem_type="inaccurate") == [two[1]]
    assert search(citizen, problem_type="fake") == []
    assert search(citizen, problem_type="typo", q="空号") == []


def test_a_region_includes_what_lies_within_it(stage: Stage, two: tuple[str, str]) -> None:
    counts = {"630102": 2, "630100": 2, "630000": 2, "630103": 0, "630200": 0}
    assert {region: len(search(stage.citizen(), region=region)) for region in counts} == counts


def test_a_query_that_makes_no_sense_is_never_an_error(stage: Stage) -> None:
    citizen = stage.citizen()
    values = ("", "-1", "0", "99999999999", "１", "x", "%", "' OR 1=1 --", "\x00", "🀄" * 50, "._[]*?", "\\")
    for value in values:
        assert citizen.get(f"/board?{urlencode({'q': value})}").status_code == 200, value
        assert citizen.get(f"/board?{urlencode(dict.fromkeys(OTHERS, value))}").status_code == 200, value


def test_a_query_given_twice_or_without_a_value_is_no_error(stage: Stage) -> None:
    for query in ("q=a&q=b", "page", "page=1&page=2", "=", "&&&", "q[]=1", "q=%ED%A0%80", "q=%FF%FE"):
        assert stage.citizen().get(f"/board?{query}").status_code == 200, query


@pytest.fixture
def shelf(stage: Stage) -> Shelf:
    """Cases put on the board as plain rows."""
    return Shelf(stage.workings.context.database, stage.cast)


def fill(shelf: Shelf, count: int) -> None:
    """Put this many cases on the board."""
    for _ in range(count):
        shelf.put()


def test_pages_hold_every_case_once(stage: Stage, shelf: Shelf) -> None:
    count = 2 * PAGE + 3
    fill(shelf, count)
    for query in ({}, {"q": "已经改正"}):
        pages = [search(stage.citizen(), page=str(page), **query) for page in (1, 2, 3)]
        assert [len(page) for page in pages] == [PAGE, PAGE, 3]
        assert len({number for page in pages for number in page}) == count
        # A page beyond the last is the last.
        assert search(stage.citizen(), page="99", **query) == pages[-1]


def marks(page: Page) -> set[str]:
    """Every text that the page marks as a match."""
    return {words(mark) for mark in page.all("mark")}


def test_what_was_found_is_shown_and_marked_wherever_it_stands(stage: Stage, two: tuple[str, str]) -> None:
    citizen = stage.citizen()
    shown = {
        "空号": "空号",  # the title
        "西宁市": "西宁市",  # the name of the site
        "８２３": "编号8230000也查不到",  # the description
        "公吿": "原文：公吿",
        "号码已更新": "答复：号码已更新，谢谢。",
        "notice/1": "网页：http://",
    }
    for q, text in shown.items():
        page = citizen.page(f"/board?{urlencode({'q': q})}")
        assert text in page.words_of("results"), q
        assert marks(page) == {normalise(q)}, q


def test_the_excerpt_is_of_the_text_that_has_most_of_the_words(stage: Stage, two: tuple[str, str]) -> None:
    page = stage.citizen().page(f"/board?{urlencode({'q': '号码 页面 更新'})}")
    assert "答复：号码已更新" in page.words_of("results")
    assert marks(page) == {"号码", "更新"}


@given(
    text=st.text(st.sampled_from("政府网站 ＡaİＫﬀ\n，"), min_size=1, max_size=900),
    start=st.integers(0, 899),
    length=st.integers(1, 4),
)
def test_the_excerpt_of_a_long_text_is_that_of_the_whole(text: str, start: int, length: int) -> None:
    word = normalise(text)[start : start + length].strip()
    words_ = [word] if word else []
    shown = excerpt_of(
        Case(description=text, wrong_text="", suggested_text="", reply="", page_url="", number=""), words_
    )
    pieces = tuple(shown.pieces)
    whole = excerpt(text, words_)
    assert any(hit for _, hit in pieces) == bool(word)
    assert (pieces[0] == ("…", False), pieces[-1] == ("…", False)) == (
        whole[0] == ("…", False),
        whole[-1] == ("…", False),
    )


def test_what_was_searched_stays_out_of_what_others_keep(stage: Stage, two: tuple[str, str]) -> None:
    page = stage.citizen().page(f"/board?{urlencode({'q': '空号', 'region': '630102'})}")
    head = next(page.all("head"))
    assert "空号" not in "".join(tostring(part, encoding="unicode") for part in head)
    assert [words(heading) for heading in page.all("h1")] == ["曝光台"]
    robots = [meta.get("content") for meta in page.all("meta") if meta.get("name") == "robots"]
    assert robots == ["noindex"]
    assert not [link for link in page.all("link") if link.get("rel") == "canonical"]


def test_a_page_without_words_is_to_be_kept_under_one_address(stage: Stage, two: tuple[str, str]) -> None:
    page = stage.citizen().page("/board?page=1&sort=newest&from=&region=630102&q=&problem_type=typo&x=1")
    canonical = [link.get("href") for link in page.all("link") if link.get("rel") == "canonical"]
    assert canonical == ["http://localhost/board?problem_type=typo&region=630102"]
    assert not [meta for meta in page.all("meta") if meta.get("name") == "robots"]


def test_turning_a_page_keeps_the_query(stage: Stage, shelf: Shelf) -> None:
    fill(shelf, PAGE + 1)
    query = urlencode({"q": "已经改正", "region": "630102", "problem_type": "typo"})
    links = [link for link in stage.citizen().page(f"/board?{query}").links if "page=2" in link]
    assert links
    assert all("region=630102" in link and "problem_type=typo" in link and "q=" in link for link in links)


def damage(folder: Path) -> None:
    """Overwrite every file of the index."""
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_bytes(b"\0" * 64)


@pytest.mark.parametrize("harm", [shutil.rmtree, damage], ids=["missing", "broken"])
def test_without_an_index_a_small_board_answers_all_the_same(
    stage: Stage, two: tuple[str, str], tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    harm(tmp_path / "index")
    page = stage.citizen().page("/board?q=空号")
    assert found_in(page) == [two[1]]
    assert "正在重建" not in page.text


def test_a_board_too_large_for_that_lists_everything_and_says_so(
    stage: Stage, two: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.queries.board_words.UNINDEXED_LIMIT", 1)
    shutil.rmtree(tmp_path / "index")
    page = stage.citizen().page("/board?q=空号")
    assert set(found_in(page)) == set(two)
    assert "正在重建" in page.text
    assert not list(page.all("mark"))
    stage.follow_up()
    assert search(stage.citizen(), q="空号") == [two[1]]


def test_what_is_reopened_stays_and_says_so(stage: Stage, two: tuple[str, str]) -> None:
    stage.act("province", two[0], "reopen")
    stage.follow_up()
    assert two[0] in search(stage.citizen())
    assert "重新办理" in stage.citizen().page(f"/board/{two[0]}").text


def test_a_case_that_never_was_is_404(stage: Stage) -> None:
    number = stage.desk.submitted()
    for strange in (number, "2018-999999", "x", "%00", "..%2f..", "字" * 300):
        assert stage.citizen().get(f"/board/{strange}").status_code == 404, strange
