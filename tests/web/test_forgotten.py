"""After the citizen's words were deleted every page still works, and says that they were."""

from __future__ import annotations

import pytest

from portal.deletions import Deleter
from portal.domain.vocabulary import Action
from tests.conftest import FrozenClock
from tests.handling import CITIZEN, COPY
from tests.web.people import FINAL, Stage, Visitor

GONE = "已按规定删除"


def forget(stage: Stage, clock: FrozenClock) -> None:
    """Let two years pass and the worker do its duty."""
    clock.advance(days=731)
    Deleter(stage.workings.context, stage.workings.settings.retention, stage.workings.pictures).catch_up()


@pytest.fixture
def told(stage: Stage, clock: FrozenClock) -> tuple[Visitor, str, str]:
    """A citizen whose published report lost its words long ago: the citizen, the number, the code."""
    citizen = stage.citizen()
    number, code = citizen.reported()
    desk = stage.desk
    desk.act("province", number, Action.DISPATCH)
    desk.act("chengdong", number, Action.TRANSFER)
    desk.act("chengdong-gov", number, Action.ANSWER)
    for reviewer in ("chengdong", "xining", "province"):
        desk.act(reviewer, number, Action.APPROVE)
    desk.act(CITIZEN, number, Action.DISPUTE, reason="还是没有改")
    desk.act("province", number, Action.REFUSE_DISPUTE)
    forget(stage, clock)
    stage.follow_up()
    return citizen, number, code


def test_the_citizen_sees_that_the_words_were_deleted_and_what_became_of_the_report(
    told: tuple[Visitor, str, str],
) -> None:
    citizen, _, code = told
    page = citizen.track(code)
    assert page.status_code == 200
    assert page.text.count(GONE) >= 2
    assert "经核查属实" in page.text
    assert "公吿" not in page.text


def test_the_receipt_of_long_ago_is_not_shown_any_more(told: tuple[Visitor, str, str]) -> None:
    citizen, *_ = told
    assert citizen.get("/report/received").status_code == 303


def test_officers_see_the_same(stage: Stage, told: tuple[Visitor, str, str]) -> None:
    _, number, _ = told
    page = stage.officer("chengdong-gov").page(f"/desk/reports/{number}").text
    assert page.count(GONE) >= 2
    assert "查看联系方式" not in page
    assert stage.officer("province").page("/desk/reports").status == 200


def test_the_board_its_exports_and_the_api_still_have_the_public_copy(
    stage: Stage, told: tuple[Visitor, str, str]
) -> None:
    _, number, _ = told
    reader = stage.citizen()
    for address in (f"/board/{number}", f"/api/v1/cases/{number}", "/board/export.csv", "/board/feed.atom"):
        assert COPY["public_description"] in reader.get(address).get_data(as_text=True), address
    assert number in reader.page("/board?q=通知公告").text


def test_a_new_report_of_the_same_page_is_still_compared(stage: Stage, told: tuple[Visitor, str, str]) -> None:
    number = stage.desk.dispatched()
    assert stage.officer("chengdong").page(f"/desk/reports/{number}").status == 200


def test_amending_the_case_starts_from_the_public_copy_and_is_not_taken_for_rewriting_it(
    stage: Stage, told: tuple[Visitor, str, str]
) -> None:
    _, number, _ = told
    answer = stage.act("province", number, "amend", reason="标题有误", public_title="城东区政府网：有一处错别字")
    assert answer.status_code == 303
    text = stage.citizen().page(f"/board/{number}").text
    assert "有一处错别字" in text
    assert "经编辑" not in text


def test_opened_again_it_is_handled_with_the_public_copy(stage: Stage, told: tuple[Visitor, str, str]) -> None:
    _, number, _ = told
    desk = stage.desk
    desk.act("province", number, Action.REOPEN)
    desk.act("chengdong-gov", number, Action.ANSWER, reply="再次核查，已改正。")
    desk.act("chengdong", number, Action.APPROVE)
    assert GONE in stage.officer("xining").page("/desk/review").text
    desk.act("xining", number, Action.APPROVE)
    page = stage.officer("province").page(f"/desk/reports/{number}")
    offered = page.form(f"/desk/reports/{number}/approve")
    assert offered["public_description"] == COPY["public_description"]
    assert offered["public_reply"] == "再次核查，已改正。"
    texts = {name: offered[name] for name in FINAL if name.startswith("public_")}
    assert stage.act("province", number, "approve", **{**FINAL, **texts}).status_code == 303
