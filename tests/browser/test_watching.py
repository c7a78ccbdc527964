"""The calendar as the provincial office keeps it, and an urging from the click above to the answer below."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Windows
from tests.browser.test_accessibility import inspect

pytestmark = pytest.mark.browser

ORDER = "青政办发明电〔2018〕12号"


def decide(page: Page, day: date, working: str, document: str) -> str:
    """Fill in the form of the calendar; what the page says then."""
    page.fill("#day", day.isoformat())
    page.check(f'input[name="working"][value="{working}"]')
    page.fill("#document", document)
    page.click("text=保存并重算期限")
    return page.inner_text("main")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_provincial_office_decides_a_day_and_takes_it_back(windows: Windows, width: int, scheme: str) -> None:
    visit = windows.new(width, color_scheme=scheme)
    visit.sign_in("province")
    page = visit.open("/desk")
    page.click("text=工作日历")
    inspect(page)
    year = int(re.findall(r"\d{4}", page.inner_text("h1"))[0])
    page.click(f"text={year - 1} 年")
    assert page.inner_text("h1").startswith(str(year - 1))
    # A day of the past year moves no deadline that other tests look at.
    day = date(year - 1, 3, 4 + width % 7)
    working = "no" if day.weekday() < 5 else "yes"
    assert "请填写依据" in decide(page, day, working, "")
    inspect(page)
    assert "没有变化" in decide(page, day, working, ORDER)
    assert page.locator("td.changed").count() == 1
    assert ORDER in page.inner_text("main")
    inspect(page)
    page.click("text=撤销")
    assert page.locator("td.changed").count() == 0
    assert "恢复" in page.inner_text("main")


def test_the_auditor_has_no_calendar(windows: Windows) -> None:
    visit = windows.new()
    page = visit.sign_in("auditor")
    assert page.locator("text=工作日历").count() == 0


@pytest.mark.parametrize("script", [True, False])
def test_an_urging_stands_on_top_until_it_is_answered(windows: Windows, script: bool) -> None:
    above, holder = windows.new(script=script), windows.new(390, script=script)
    holder.sign_in("chengdong-gov")
    page = holder.open("/desk?state=answering")
    rows = page.locator("table tbody tr").filter(has_not_text="督办")
    number = rows.last.locator("a.nowrap").inner_text()
    above.sign_in("xining")
    page = above.open(f"/desk/reports/{number}")
    page.click("#action-urge > summary")
    page.fill('#action-urge [name="comment"]', f"请今天办结（{script}）")
    page.click("#action-urge button")
    listed = above.open("/desk/reports?watch=urged").locator("table tbody tr").filter(has_text=number)
    assert "西宁市政府办公室" in listed.inner_text()
    assert "尚未回应" in listed.inner_text()
    page = holder.open("/desk")
    notice = page.locator(".notice").filter(has_text="上级督办")
    assert number in notice.inner_text()
    notice.locator("a").filter(has_text=number).click()
    assert f"请今天办结（{script}）" in page.locator(".notice").first.inner_text()
    page.click("text=回应督办 >> nth=0")
    page.fill('#action-respond [name="comment"]', "正在核查，下午答复")
    page.click("#action-respond button")
    page = holder.open(f"/desk/reports/{number}")
    assert page.locator(".notice").filter(has_text="上级督办").count() == 0
    listed = above.open("/desk/reports?watch=urged").locator("table tbody tr").filter(has_text=number)
    assert "已回应：正在核查，下午答复" in listed.inner_text()
    if script:
        # What looks at pages is a script itself.
        for each in (page, above.page):
            inspect(each)


def test_a_late_report_asks_for_its_reason_and_then_leaves_the_list(windows: Windows) -> None:
    above, holder = windows.new(), windows.new()
    above.sign_in("province")
    holder.sign_in("chengdong-gov")
    page = holder.open("/desk?watch=unexplained")
    number = page.locator("table tbody tr a.nowrap").first.inner_text()
    assert number in above.open("/desk/reports?watch=unexplained").inner_text("main")
    inspect(above.page)
    page.click("text=说明逾期理由 >> nth=0")
    page.fill('#action-justify [name="comment"]', "网站正在迁移，周五完成")
    page.click("#action-justify button")
    assert number not in above.open("/desk/reports?watch=unexplained").inner_text("main")
    reasons = above.open(f"/desk/reports/{number}").locator(".notice").filter(has_text="逾期理由")
    assert "网站正在迁移，周五完成" in reasons.inner_text()
