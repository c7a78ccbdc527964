"""Suggestions while typing: sites, units and common words of the public texts, each with the count that it leads to."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.handling import SUBMISSION
from tests.queries.shelf import Shelf
from tests.web.people import Stage, Visitor
from tests.web.test_board import found_in

TEXTS = ("办事指南过期了", "办事指南打不开", "办事指南打不开", "办事大厅没有人", "办理进度查不到")


@pytest.fixture
def shelf(stage: Stage) -> Shelf:
    """Some cases whose descriptions begin alike."""
    shelf = Shelf(stage.workings.context.database, stage.cast)
    for text in TEXTS:
        shelf.put(title="标题", description=text)
    return shelf


def suggested(visitor: Visitor, typed: str) -> list[dict[str, Any]]:
    """What is suggested for what was typed so far."""
    answer = visitor.get(f"/board/suggest?{urlencode({'q': typed})}")
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


def by_kind(visitor: Visitor, typed: str, kind: str) -> dict[str, int]:
    """The suggestions of one kind, with their counts."""
    return {item["text"]: item["count"] for item in suggested(visitor, typed) if item["kind"] == kind}


def test_common_words_go_on_as_most_texts_do(stage: Stage, shelf: Shelf) -> None:
    citizen = stage.citizen()
    # 指南 follows in three of four; what comes after it is the same in two of three.
    assert by_kind(citizen, "办事", "word") == {"办事指南打不开": 2}
    assert by_kind(citizen, "办", "word") == {"办事指南打不开": 2}
    assert by_kind(citizen, "ＮＯＴＩ", "word") == {"notice": len(TEXTS)}
    assert by_kind(citizen, "办事大", "word") == {}, "one text is not common"


def test_the_newest_texts_say_what_is_common_and_all_are_counted(
    stage: Stage, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.queries.suggestions.SAMPLE", 3)
    assert by_kind(stage.citizen(), "办", "word") == {"办事": 4}


def test_the_last_of_several_words_is_continued(stage: Stage, shelf: Shelf) -> None:
    citizen = stage.citizen()
    assert by_kind(citizen, "不开 办事", "word") == {"不开 办事指南打不开": 2}
    assert by_kind(citizen, "没有 办事", "word") == {}
    for typed in ("办事 -", "-办", "“办", '"办', "办|", " ", "", "\x00", "办\x00|"):
        assert by_kind(citizen, typed, "word") == {}, typed


def test_sites_and_units_are_found_by_any_part_of_their_names(stage: Stage, shelf: Shelf) -> None:
    citizen = stage.citizen()
    assert by_kind(citizen, "东区人民", "site") == {"西宁市城东区人民政府网": len(TEXTS)}
    assert by_kind(citizen, "城东区政府", "unit") == {"城东区政府办公室": len(TEXTS), "城东区政府网站": len(TEXTS)}
    assert by_kind(citizen, "海东市", "unit") == {}, "without a case there is nothing to find"
    shelf.put(site_code=None, unit_id=stage.cast.unit("haidong-gov"))
    assert by_kind(citizen, "海东市政府网", "unit") == {"海东市政府网站": 1}
    for sign in ("%", "_", "\\"):
        assert by_kind(citizen, sign, "site") == {}


def test_every_suggestion_leads_to_as_many_cases_as_it_says(stage: Stage, shelf: Shelf) -> None:
    citizen = stage.citizen()
    tried = 0
    for typed in ("办", "城", "政府", "n", "2018"):
        items = suggested(citizen, typed)
        assert len(items) <= 8
        for item in items:
            assert len(found_in(citizen.page(item["address"]))) == item["count"], item
            tried += 1
    assert tried > 6


def test_nothing_is_suggested_that_is_not_public(stage: Stage, shelf: Shelf) -> None:
    """§三(五): neither what is not published yet, nor who wrote it, nor what was withdrawn."""
    citizen = stage.citizen()
    # Numbers of another year, for the shelf gives its own.
    stage.workings.context.now.advance(days=365)  # type: ignore[attr-defined]
    for _ in range(3):
        stage.desk.finished(public=False, withhold_reason="privacy")
        stage.desk.submitted(description="秘密内容不可见，请改正。", contact_name="王小明")
    for typed in ("王小", "13912", "秘密内", SUBMISSION.description[:4], "已改"):
        assert by_kind(citizen, typed, "word").keys() <= {"已改正"}, typed
    assert by_kind(citizen, "办事指", "word") == {"办事指南打不开": 2}
    shelf.withdraw(shelf.ids[1])
    assert by_kind(citizen, "办事指", "word") == {"办事指南": 2}
    for case_id in shelf.ids:
        shelf.withdraw(case_id)
    assert suggested(citizen, "办事") == []
    assert suggested(citizen, "城东区") == []


def test_without_an_index_names_are_suggested_all_the_same(
    stage: Stage, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.queries.board_words.UNINDEXED_LIMIT", 1)
    shutil.rmtree(tmp_path / "index", ignore_errors=True)
    citizen = stage.citizen()
    assert by_kind(citizen, "城东", "word") == {}
    assert by_kind(citizen, "城东", "site")
    assert "没有按" in citizen.page("/board?q=没有这样的词").text


def test_both_search_boxes_know_where_to_ask(stage: Stage) -> None:
    for address, identifier in (("/", "home-q"), ("/board", "q")):
        page = stage.citizen().page(address)
        assert page.by_id(identifier).get("data-suggest") == "/board/suggest"
        assert any("js/suggest.js" in (script.get("src") or "") for script in page.all("script"))
    assert not any("suggest.js" in (script.get("src") or "") for script in stage.citizen().page("/help").all("script"))
