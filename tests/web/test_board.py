"""曝光台: published cases are found by words and filters, whatever state the index is in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest

from portal.domain.vocabulary import Action, Finding, ProblemType, ReportKind
from portal.queries.board import PAGE
from portal.store import Case, Report
from tests.handling import COPY
from tests.web.people import Stage, Visitor
from tests.web.reading import Page

OTHERS = ("page", "region", "problem_type", "unit", "finding", "rectification", "from", "to", "sort", "site_code")
"""The other names that the board's query has, or will have."""
OTHER = {
    "public_title": "政务服务网：办事电话是空号",
    "public_description": "页面上的咨询电话0971-8230000打不通",
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


def test_the_newest_case_comes_first_and_its_number_finds_it(stage: Stage, two: tuple[str, str]) -> None:
    assert search(stage.citizen()) == [two[1], two[0]]
    assert search(stage.citizen(), q=two[0]) == [two[0]]


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


def many(stage: Stage, count: int) -> None:
    """Put this many cases on the board without their handling."""
    with stage.workings.context.database.writing() as session:
        now = stage.workings.context.now()
        for place in range(1, count + 1):
            number = f"2018-{900000 + place}"
            report = Report(
                number=number, kind=ReportKind.CORRECTION, state="published", problem_type=ProblemType.TYPO,
                description="说明", submitted_at=now, submission_digest=number, tracking_hash=number, finished_at=now,
            )  # fmt: skip
            session.add(report)
            session.flush()
            session.add(
                Case(
                    report_id=report.id, number=number, kind=ReportKind.CORRECTION, problem_type=ProblemType.TYPO,
                    site_name="城东区", page_url="", title=f"第{place}件", description="说明", wrong_text="",
                    suggested_text="", reply="已改正", unit_id=stage.cast.unit("chengdong-gov"), unit_name="城东区",
                    finding=Finding.CONFIRMED, received_on=date(2018, 6, 1), due_on=date(2018, 6, 6),
                    finished_on=date(2018, 6, 4), working_days=1, on_time=True, published_at=now, changed_at=now,
                    region_code="630102", corrected_on=date(2018, 6, 4), visible=True, reopened=False, edited=False,
                )
            )  # fmt: skip


def test_pages_hold_every_case_once(stage: Stage) -> None:
    count = 2 * PAGE + 3
    many(stage, count)
    stage.follow_up()
    for query in ({}, {"q": "已改正"}):
        pages = [search(stage.citizen(), page=str(page), **query) for page in (1, 2, 3)]
        assert [len(page) for page in pages] == [PAGE, PAGE, 3]
        assert len({number for page in pages for number in page}) == count
        # A page beyond the last is the last.
        assert search(stage.citizen(), page="99", **query) == pages[-1]


def test_turning_a_page_keeps_the_query(stage: Stage) -> None:
    many(stage, PAGE + 1)
    stage.follow_up()
    query = urlencode({"q": "已改正", "region": "630102", "problem_type": "typo"})
    links = [link for link in stage.citizen().page(f"/board?{query}").links if "page=2" in link]
    assert links
    assert all("region=630102" in link and "problem_type=typo" in link and "q=" in link for link in links)


def damage(folder: Path) -> None:
    """Overwrite every file of the index."""
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_bytes(b"\0" * 64)


@pytest.mark.parametrize("harm", [shutil.rmtree, damage], ids=["missing", "broken"])
def test_without_an_index_the_board_lists_from_the_database(
    stage: Stage, two: tuple[str, str], tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    harm(tmp_path / "index")
    page = stage.citizen().page("/board?q=空号")
    assert set(found_in(page)) == set(two)
    assert any("notice" in (element.get("class") or "") for element in page.all("div"))
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
