"""What helps officers judge, in a real browser: likely duplicates, hints at review, reply templates."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit, Windows
from tests.browser.reporting import send
from tests.browser.test_accessibility import inspect
from tests.browser.test_main_job import SITE, report, step

pytestmark = pytest.mark.browser

# No other test of this demo reports anything like it.
ONCE = "残疾人两项补贴的申请表下载下来是去年的旧表，窗口说旧表一律不收，请换成新表。"
AGAIN = "残疾人两项补贴申请表下载后还是去年的旧表，窗口不收旧表，请尽快换成新表。"
POOR = "收到，谢谢。"


def report_form(visit: Visit, description: str) -> str:
    """A citizen reports the outdated form; the number."""
    address = f"/report?site_code={SITE.code}&url=http://{SITE.host}/bsfw/2207.html"
    page = send(visit, address, "inaccurate", description)
    return page.inner_text("#report-number")


@pytest.fixture(scope="module")
def pair(chromium: object, demo: object) -> tuple[str, str]:
    """A report and its repetition, both on the desk of 城东区."""
    windows = Windows(chromium, demo)  # type: ignore[arg-type]
    first = report_form(windows.new(), ONCE)
    second = report_form(windows.new(), AGAIN)
    windows.program.command("dispatch")
    windows.close()
    return first, second


def mark(page: Page, original: str) -> None:
    """Press the button beside the earlier report."""
    assert "文字相近" in page.inner_text("#similar")
    page.click(f'#similar a[href*="original={original}"]')


@pytest.mark.parametrize(("width", "script"), [(1280, True), (390, False)])
def test_a_duplicate_is_marked_at_triage_and_at_answering(
    windows: Windows, pair: tuple[str, str], width: int, script: bool
) -> None:
    first, second = pair
    organizing = windows.new(width, script=script)
    organizing.sign_in("chengdong")
    page = organizing.open(f"/desk/reports/{second}")
    mark(page, first)
    if script:
        inspect(page)
    assert page.locator("#action-reject[open]").count() == 1
    assert page.input_value('#action-reject [name="original"]') == first
    assert page.input_value('#action-reject [name="invalid_reason"]') == "duplicate"
    step(organizing, second, "transfer")
    filing = windows.new(width, script=script)
    filing.sign_in("chengdong-gov")
    page = filing.open(f"/desk/reports/{second}")
    mark(page, first)
    assert page.input_value('#action-hand_back [name="original"]') == first
    page.click("#action-hand_back form button")
    assert page.locator(".errsum").count() == 0, page.inner_text("main")
    page = organizing.open(f"/desk/reports/{second}")
    assert f"填报单位退回时认为与留言 {first} 重复" in page.inner_text("#similar")


@pytest.mark.parametrize("script", [True, False])
def test_a_template_is_written_and_used(windows: Windows, script: bool) -> None:
    number = report(windows.new()).number
    windows.program.command("dispatch")
    organizing = windows.new()
    organizing.sign_in("chengdong")
    step(organizing, number, "transfer")
    visit = windows.new(390, script=script)
    visit.sign_in("chengdong-gov")
    title = f"照片要求 {number}"
    page = visit.open("/desk/templates")
    page.fill("#title", title)
    page.fill("#text", "网民您好！您反映的{网站}“{栏目}”一事属实，照片要求已改为白底，感谢您的监督！")
    page.click("main form:has(#title) button")
    assert title in page.inner_text("main")
    page = visit.open(f"/desk/reports/{number}")
    page.check('#action-answer [name="finding"][value="confirmed"]')
    page.select_option("#answer-template", label=title)
    page.click("#action-answer button[formaction]")
    assert page.is_checked('#action-answer [name="finding"][value="confirmed"]')
    text = page.input_value("#answer-reply")
    assert SITE.name in text
    page.fill("#answer-corrected_on", page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.check('#action-answer [name="public"][value="yes"]')
    page.click("#action-answer form button.btn:not([formaction])")
    assert "{栏目}" in page.inner_text(".errsum")
    page.fill("#answer-reply", text.replace("{栏目}", "办事指南"))
    page.click("#action-answer form button.btn:not([formaction])")
    assert page.locator(".errsum").count() == 0, page.inner_text("main")


@pytest.mark.parametrize("width", [1280, 320])
def test_a_reviewer_sees_what_deserves_a_second_look(windows: Windows, width: int) -> None:
    number = report(windows.new()).number
    windows.program.command("dispatch")
    filing, reviewer = windows.new(), windows.new(width)
    filing.sign_in("chengdong-gov")
    reviewer.sign_in("chengdong")
    step(reviewer, number, "transfer")
    today = filing.page.evaluate("new Date().toISOString().slice(0, 10)")
    step(filing, number, "answer", finding="confirmed", reply=POOR, corrected_on=today, public="yes")
    page = reviewer.open(f"/desk/reports/{number}")
    inspect(page)
    for words in ("请再看一眼", "答复很短", "可能答非所问", "没有写明如何改正", "审核要点"):
        assert words in page.inner_text("main")
    page = reviewer.open("/desk/review")
    inspect(page)
    assert "审核要点" in page.inner_text("main")


def test_the_pages_of_templates_pass_inspection(windows: Windows) -> None:
    for width in (1280, 320):
        visit = windows.new(width)
        visit.sign_in("chengdong-gov")
        page = visit.open("/desk/templates")
        if page.locator('main a[href^="/desk/templates/"]').count() == 0:
            page.fill("#title", "已改正")
            page.fill("#text", "“{栏目}”栏目已改正，感谢您的监督！")
            page.click("main form:has(#title) button")
        inspect(page)
        page.click('main a[href^="/desk/templates/"]')
        assert re.search(r"/desk/templates/\d+$", page.url)
        inspect(page)
