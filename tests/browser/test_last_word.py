"""The citizen's last word in a real browser: a rating, a dispute and what comes of it, and the answer on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import WINDOWS, Windows
from tests.browser.own_portal import OwnPortal
from tests.browser.reporting import fits, followed, print_out
from tests.browser.stages import DISPUTE, RATING
from tests.browser.test_accessibility import inspect
from tests.browser.test_main_job import step
from tests.handling import Desk

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("portal")]

REASON = "页面上还是写着“公吿”，没有改。"
DECISION = "经再次核查，该页已于六月四日改正，请刷新后查看。"


def rate(page: Page, score: int, comment: str) -> None:
    """Fill in the rating and send it."""
    page.check(f'{RATING} input[value="{score}"]')
    page.fill("#comment", comment)
    page.click(f"{RATING} button")


def dispute(page: Page, reason: str) -> None:
    """Fill in the dispute and send it."""
    page.fill("#reason", reason)
    page.click(f"{DISPUTE} button")


def own_dispute(page: Page) -> str:
    """What the page tells of the dispute."""
    return page.inner_text('.card:has(h2:text-is("您的异议"))')


@WINDOWS
def test_a_rating_stays_and_can_be_changed(windows: Windows, desk: Desk, width: int, script: bool) -> None:
    number = desk.finished()
    visit, office = windows.new(width, script=script), windows.new(width)
    page = followed(visit, desk.codes[number])
    page.fill("#comment", "第二天就改好了，谢谢。")
    page.click(f"{RATING} button")
    assert "请选择满意程度" in page.inner_text(".errsum")
    assert page.input_value("#comment") == "第二天就改好了，谢谢。"
    page.check(f'{RATING} input[value="5"]')
    page.click(f"{RATING} button")
    assert "感谢您的评价" in page.inner_text("main")
    page = followed(visit, desk.codes[number])
    assert "您已评 5 分" in page.inner_text("main")
    assert page.is_checked(f'{RATING} input[value="5"]')
    assert page.input_value("#comment") == "第二天就改好了，谢谢。"
    rate(page, 2, "隔天又错了。")
    assert "您已评 2 分" in page.inner_text("main")
    assert fits(page)
    office.sign_in("chengdong-gov")
    told = office.open(f"/desk/reports/{number}").inner_text('.card:has(h2:text-is("网民评价"))')
    assert "2 分" in told
    assert "隔天又错了。" in told


@WINDOWS
def test_a_reason_that_says_too_little_is_refused_with_a_sentence_and_kept(
    windows: Windows, desk: Desk, width: int, script: bool
) -> None:
    page = followed(windows.new(width, script=script), desk.codes[desk.finished()])
    for typed, sentence in (("", "请填写异议理由"), ("不对", "至少 5 字，现在有 2 字")):
        dispute(page, typed)
        assert sentence in page.inner_text('.errsum a[href="#reason"]')
        assert sentence in page.inner_text("#reason-error")
        assert page.input_value("#reason") == typed
        assert page.locator("text=您的异议").count() == 0
        assert fits(page)
    dispute(page, REASON)
    assert REASON in own_dispute(page)


@WINDOWS
def test_a_dispute_that_is_upheld_opens_the_report_again(
    windows: Windows, desk: Desk, width: int, script: bool
) -> None:
    number = desk.finished()
    citizen, office = windows.new(width, script=script), windows.new(width)
    page = followed(citizen, desk.codes[number])
    dispute(page, REASON)
    assert "异议已提交省政府办公厅" in page.inner_text("main")
    assert "处理中" in own_dispute(page)
    assert REASON in own_dispute(page)
    office.sign_in("province")
    office.page.click(f'main a[href*="/desk/reports/{number}"]')
    assert REASON in office.page.inner_text('.card:has(h2:text-is("网民异议"))')
    inspect(office.page)
    step(office, number, "reopen", reason="网民反映仍未改正，请重新核查")
    page = followed(citizen, desk.codes[number])
    assert "已采纳" in own_dispute(page)
    assert "留言已重新办理" in own_dispute(page)
    assert page.locator('h2:text-is("原答复")').count() == 1
    assert page.locator('h2:text-is("答复")').count() == 0
    assert page.locator(f"{RATING}, {DISPUTE}").count() == 0
    assert fits(page)


@WINDOWS
def test_a_dispute_that_is_refused_is_answered_and_was_the_only_one(
    windows: Windows, desk: Desk, width: int, script: bool
) -> None:
    number = desk.finished()
    citizen, second, office = windows.new(width, script=script), windows.new(width, script=script), windows.new(width)
    left_open = followed(second, desk.codes[number])
    dispute(followed(citizen, desk.codes[number]), REASON)
    office.sign_in("province")
    step(office, number, "refuse_dispute", comment=DECISION)
    page = followed(citizen, desk.codes[number])
    assert "维持原答复" in own_dispute(page)
    assert DECISION in own_dispute(page)
    assert page.locator('h2:text-is("答复")').count() == 1
    assert page.locator(DISPUTE).count() == 0
    assert page.locator(RATING).count() == 1
    assert fits(page)
    dispute(left_open, "我还是不同意这个答复。")
    assert "这条留言现在不能提出异议" in left_open.inner_text(".errsum")
    assert "我还是不同意" not in own_dispute(left_open)


@WINDOWS
def test_the_answer_is_printed_with_the_office_s_telephone(
    windows: Windows, portal: OwnPortal, desk: Desk, width: int, script: bool
) -> None:
    number = desk.finished()
    page = followed(windows.new(width, script=script), desk.codes[number])
    rate(page, 4, "谢谢。")
    dispute(page, REASON)
    print_out(page)
    paper = page.inner_text("body")
    for kept in (number, "经核查属实，已改正。", REASON, "办理进度", portal.workings.settings.imprint.phone):
        assert kept in paper, f"{kept} is not printed"
    for form in ("修改评价", "下载我的数据", "更正或删除"):
        assert form not in paper
