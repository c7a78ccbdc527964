"""Following a report with its code in a real browser: on a phone and at a desk, with JavaScript and without."""

from __future__ import annotations

import json
import zipfile
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Page

from portal.demo.places import SITES
from portal.domain.vocabulary import ProblemType, ReportKind
from portal.services import dispatch, intake
from portal.services.context import Context
from tests.browser.conftest import WINDOWS, Windows
from tests.browser.reporting import fits, followed, print_out

pytestmark = pytest.mark.browser

SITE = next(site for site in SITES if site.filing_unit == "chengdong-gov")
DESCRIPTION = "“办事大厅”一页写着周六休息，可门口贴的是周六照常上班，请核对。"
VISITS = count()


def dispatched(services: Context) -> tuple[str, str]:
    """Number and code of a report that an organizing unit has just received."""
    visit = next(VISITS)
    submission = intake.Submission(
        kind=ReportKind.CORRECTION,
        problem_type=ProblemType.INACCURATE,
        # The same words sent too often wait for a person instead of going their way.
        description=f"{DESCRIPTION}（第 {visit} 次）",
        page_url=f"http://{SITE.host}/bsdt/1.html",
        site_code=SITE.code,
        contact_name="何小满",
        contact_phone="13800971234",
    )
    receipt = intake.submit(services, submission, f"following {visit}")
    dispatch.dispatch_one(services, receipt.number)
    assert receipt.tracking_code is not None
    return receipt.number, receipt.tracking_code


def own_data(page: Page) -> dict[str, Any]:
    """What the citizen takes home of what is held."""
    with page.expect_download() as data:
        page.click("text=下载我的数据")
    with zipfile.ZipFile(data.value.path()) as archive:
        told: dict[str, Any] = json.loads(archive.read("data.json"))
    return told


@WINDOWS
def test_the_page_says_where_the_report_is_and_until_when(
    windows: Windows, services: Context, width: int, script: bool
) -> None:
    number, code = dispatched(services)
    page = followed(windows.new(width, script=script), code)
    assert number in page.inner_text("h1")
    assert page.url.endswith("/track")
    text = page.inner_text("main")
    for words in ("计为 3 个工作日", "24 时到期", "已分办到组织单位", DESCRIPTION):
        assert words in text
    assert fits(page)
    assert page.is_visible("[data-print]") is script


@WINDOWS
def test_calendar_and_own_data_are_taken_home(windows: Windows, services: Context, width: int, script: bool) -> None:
    number, code = dispatched(services)
    page = followed(windows.new(width, script=script), code)
    with page.expect_download() as calendar:
        page.click("text=加入日历")
    assert calendar.value.suggested_filename == f"{number}.ics"
    assert b"BEGIN:VEVENT\r\n" in calendar.value.path().read_bytes()
    assert own_data(page)["description"].startswith(DESCRIPTION)


@WINDOWS
def test_contact_data_is_corrected_and_the_report_is_taken_back(
    windows: Windows, services: Context, width: int, script: bool
) -> None:
    _, code = dispatched(services)
    page = followed(windows.new(width, script=script), code)
    page.click("text=更正或删除")
    page.fill("#contact_phone", "打电话给我")
    page.click("text=保存")
    assert "电话号码只能有数字" in page.inner_text(".errsum")
    assert page.input_value("#contact_phone") == "打电话给我"
    page.fill("#contact_phone", "0971-8230001")
    page.click("text=保存")
    assert "联系方式已更正" in page.inner_text("main")
    page.click("summary:has-text('不需要办理了')")
    page.check("#confirmed")
    page.click("button:has-text('撤回留言')")
    assert "网民已撤回" in page.inner_text("main")
    assert fits(page)


@WINDOWS
def test_contact_data_is_deleted_and_what_is_taken_home_shows_it(
    windows: Windows, services: Context, width: int, script: bool
) -> None:
    _, code = dispatched(services)
    page = followed(windows.new(width, script=script), code)
    page.click("text=更正或删除")
    page.fill("#contact_name", "何大满")
    page.click("text=保存")
    held = own_data(page)["contact"]
    assert (held["name"], held["phone"]) == ("何大满", "13800971234")
    page.click("text=更正或删除")
    page.click("text=删除全部联系方式")
    assert "联系方式已删除" in page.inner_text("main")
    assert "没有留联系方式，或者已经删除" in page.inner_text("main")
    assert "13800971234" not in page.content()
    assert own_data(page)["contact"] is None
    assert fits(page)


@WINDOWS
def test_nothing_is_taken_back_without_a_tick(windows: Windows, services: Context, width: int, script: bool) -> None:
    _, code = dispatched(services)
    page = followed(windows.new(width, script=script), code)
    page.click("summary:has-text('不需要办理了')")
    page.click("button:has-text('撤回留言')")
    assert "请先勾选确认" in page.inner_text(".errsum")
    assert "网民已撤回" not in page.inner_text("main .row")
    assert page.is_visible("#confirmed"), "what has to be ticked is not folded away"
    page.check("#confirmed")
    page.click("button:has-text('撤回留言')")
    assert "留言已撤回" in page.inner_text("main .notice")
    for gone in ("text=不需要办理了", "text=加入日历"):
        assert page.locator(gone).count() == 0


def test_the_code_in_the_fragment_fills_the_field_and_leaves_the_address(windows: Windows, services: Context) -> None:
    number, code = dispatched(services)
    page = windows.new(390).open(f"/track#code={code}")
    page.wait_for_function("document.getElementById('tracking_code').value !== ''")
    assert page.input_value("#tracking_code") == code
    assert "#" not in page.url
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert number in page.inner_text("h1")


@WINDOWS
def test_whoever_lost_the_code_finds_whom_to_call(windows: Windows, width: int, script: bool) -> None:
    page = windows.new(width, script=script).open("/track")
    page.click("text=查询码丢失了怎么办")
    assert "请致电" in page.inner_text("main")
    assert fits(page)


def test_the_printed_page_has_the_story_and_no_forms(windows: Windows, services: Context) -> None:
    _, code = dispatched(services)
    page = followed(windows.new(), code)
    print_out(page)
    assert page.is_visible("text=办理进度")
    assert page.is_visible(f"text={DESCRIPTION}")
    for form in ("text=下载我的数据", "text=不需要办理了", "text=更正或删除"):
        assert not page.is_visible(form)
