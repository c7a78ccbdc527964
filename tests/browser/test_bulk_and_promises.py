"""An officer clears several reports at once, and a filing unit reports a promised correction done."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.domain.deadlines import day_of
from portal.services.context import utc_now
from tests.browser.conftest import Visit, Windows
from tests.browser.test_accessibility import inspect
from tests.browser.test_main_job import report, step

pytestmark = pytest.mark.browser

NUMBER = re.compile(r"\d{4}-\d{6}")


def sign_in(windows: Windows, username: str, width: int = 1280, *, script: bool = True) -> Visit:
    visit = windows.new(width, script=script)
    visit.sign_in(username)
    return visit


def reported(windows: Windows, count: int) -> list[str]:
    """Reports that have reached the desk of 城东区."""
    numbers = [report(windows.new()).number for _ in range(count)]
    windows.program.command("dispatch")
    return numbers


@pytest.mark.parametrize(("width", "script"), [(1280, True), (320, True), (1280, False)])
def test_chengdong_transfers_several_at_once(windows: Windows, width: int, script: bool) -> None:
    numbers = reported(windows, 2)
    visit = sign_in(windows, "chengdong", width, script=script)
    page = visit.open("/desk?state=triage")
    for number in numbers:
        # As a keyboard does it: into the box, then the space bar.
        page.focus(f'input[name="number"][value="{number}"]')
        page.keyboard.press("Space")
    if script:
        assert page.inner_text("[data-picked]") == "已选 2 件"
    page.check('input[name="action"][value="transfer"]')
    page.fill("#bulk-comment", "请核查办理")
    page.click("form[data-bulk] button")
    assert "已转办 2 件" in page.inner_text("main")
    assert set(numbers) <= set(NUMBER.findall(page.inner_text("main")))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    holder = sign_in(windows, "chengdong-gov").open(f"/desk/reports/{numbers[0]}").inner_text("main")
    assert "待答复" in holder
    assert "请核查办理" in holder


def test_one_box_ticks_all_and_only_due_fields_are_shown(windows: Windows) -> None:
    reported(windows, 2)
    page = sign_in(windows, "chengdong").open("/desk?state=triage")
    boxes = page.locator('input[name="number"]')
    page.check("th.pick input")
    assert all(boxes.nth(place).is_checked() for place in range(boxes.count()))
    boxes.first.uncheck()
    assert not page.is_checked("th.pick input")
    assert page.inner_text("[data-picked]") == f"已选 {boxes.count() - 1} 件"
    page.check('input[name="action"][value="assign"]')
    assert page.is_visible("#bulk-account")
    assert not page.is_visible("#bulk-comment")
    assert not page.is_visible("#bulk-reply")
    page.check('input[name="action"][value="reject"]')
    assert page.is_visible("#bulk-reply")
    assert not page.is_visible("#bulk-comment")
    inspect(page)
    page.check('input[name="action"][value="transfer"]')
    assert page.is_visible("#bulk-comment")


def test_a_filing_unit_reports_a_promised_correction_done(windows: Windows) -> None:
    (number,) = reported(windows, 1)
    officers = {name: sign_in(windows, name) for name in ("chengdong", "chengdong-gov", "xining", "province")}
    step(officers["chengdong"], number, "transfer")
    filing = officers["chengdong-gov"]
    today = day_of(utc_now())
    answer = {"finding": "confirmed", "reply": "您好，情况属实，将在改版时一并更正，感谢监督。", "public": "yes"}
    step(filing, number, "answer", correct_by=str(today + timedelta(days=9)), **answer)
    step(officers["chengdong"], number, "approve")
    step(officers["xining"], number, "approve")
    step(officers["province"], number, "approve", secrecy_checked="y", privacy_checked="y")
    reader = windows.new()
    assert "整改中" in reader.open(f"/board/{number}").inner_text("main")
    page = filing.open(f"/desk/promises?q={number}")
    assert re.search(r"还有 \d+ 天", page.inner_text("tbody"))
    page.click('a[href$="#action-rectify"]')
    page.fill('#action-rectify [name="corrected_on"]', str(today))
    page.click("#action-rectify button")
    assert page.locator(".errsum").count() == 0, page.inner_text("main")
    assert number not in filing.open("/desk/promises").inner_text("main")
    assert number in filing.open("/desk/promises?state=done").inner_text("main")
    assert "已整改" in reader.open(f"/board/{number}").inner_text("main")
