"""The home page: one glance tells what this is and that it works."""

from __future__ import annotations

from portal.domain.vocabulary import Action
from tests.handling import PRIVATE
from tests.web.people import Stage
from tests.web.reading import Page, words


def figures(page: Page) -> dict[str, str]:
    """The figures by what they count."""
    found = [element for element in page.all("a") if element.get("class") == "figure"]
    return {words(next(element.iter("span"))): words(element) for element in found}


def test_an_empty_province_reads_well(stage: Stage) -> None:
    page = stage.citizen().page("/")
    assert {"/report", "/track", "/report/unlisted", "/board", "/board/ledger"} <= {
        link.partition("?")[0] for link in page.links
    }
    assert page.has_form("/board")
    told = figures(page)
    assert "0 条" in told["收到留言"]
    assert "暂无" in told["按时办结"]
    assert "暂无" in told["办理用时"]
    for empty in ("还没有公示的案例", "还没有可以展示的改正", "还没有改正的公示问题"):
        assert empty in page.text
    assert "None" not in page.text


def test_the_figures_say_what_they_count(stage: Stage) -> None:
    stage.desk.finished()
    stage.desk.finished(**PRIVATE)
    stage.desk.submitted()
    told = figures(stage.citizen().page("/"))
    assert "3 条" in told["收到留言"]
    assert "2 条" in told["已经办结"]
    assert "100 %" in told["按时办结"]
    assert "2 条中 2 条" in told["按时办结"]
    assert "最近公示的 1 条" in told["办理用时"]


def test_what_was_corrected_is_shown_with_its_site_until_it_is_withdrawn(stage: Stage) -> None:
    number = stage.desk.finished()
    page = stage.citizen().page("/")
    assert [words(each) for each in page.all("del")] == ["原文：公吿"]
    assert [words(each) for each in page.all("ins")] == ["建议改为：公告"]
    assert f"/board/{number}" in page.links
    assert "西宁市城东区人民政府网" in page.text
    assert "1 处" in page.text
    stage.desk.act("province", number, Action.WITHDRAW)
    page = stage.citizen().page("/")
    assert not list(page.all("del"))
    assert f"/board/{number}" not in page.links


def test_a_promise_is_no_correction(stage: Stage) -> None:
    stage.desk.finished(corrected_on=None, correct_by=stage.workings.context.now().date())
    page = stage.citizen().page("/")
    assert not list(page.all("del"))
    assert "1 处" not in page.text
