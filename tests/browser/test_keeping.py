"""The registers over the years in a real browser: units moved, retired and revived, websites that lost their sponsor,
whole registers searched, turned over and taken home; and what the auditor sees of a log that somebody rewrote."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook

from portal.services.context import Context
from tests.browser.conftest import Windows
from tests.browser.own_portal import OwnPortal
from tests.browser.test_accessibility import inspect
from tests.browser.test_audit import read_sheet
from tests.browser.test_supervision import download
from tests.handling import Desk
from tests.services import tampering

pytestmark = pytest.mark.browser

WIDTHS = [(1280, True), (390, True), (390, False)]


@pytest.mark.parametrize(("width", "script"), WIDTHS)
def test_a_unit_is_moved_retired_and_revived_and_its_page_tells_it_all(
    windows: Windows, width: int, script: bool
) -> None:
    visit = windows.new(width, script=script)
    visit.sign_in("province")
    code, name = f"moved-{width}-{script}".lower(), f"大通县划转测试局{width}{script}"
    page = visit.open("/admin/units/datong")
    page.click("summary:has-text('开设下级单位')")
    page.fill("#below-name", name)
    page.fill("#below-code", code)
    page.check('input[name="kind"][value="filing"]')
    page.click("form[action$='/below'] button")
    page.click("summary:has-text('调整上级单位')")
    page.select_option("#move-parent", "xining")
    page.click("form[action$='/move'] button")
    assert "西宁市政府办公室" in page.inner_text("main .summary")
    page.click("text=撤销本单位")
    if script:
        inspect(page)
    assert "可以撤销" in page.inner_text("main")
    page.click("text=确认撤销")
    assert "已于" in page.inner_text("main")
    assert "撤销" in page.inner_text("main .notice")
    page.click("summary:has-text('恢复本单位')")
    page.click("form[action$='/revive'] button")
    history = page.inner_text("main")
    for deed in ("开设", "调整", "撤销", "恢复"):
        assert deed in history
    if script:
        inspect(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("width", "script"), WIDTHS)
def test_a_website_that_lost_its_sponsor_is_marked_and_found_among_its_like(
    windows: Windows, width: int, script: bool
) -> None:
    visit = windows.new(width, script=script)
    visit.sign_in("chengdong")
    page = visit.open("/admin/sites")
    page.locator("main table a").first.click()
    address, name = page.url, page.inner_text("h1")
    page.check("#sponsor_lost")
    page.click("form[action^='/admin/sites/'] button:text-is('保存')")
    page.click("nav >> text=网站 >> nth=-1")
    page.click("main nav >> text=主办单位")
    assert name in page.inner_text("main table")
    if script:
        inspect(page)
    page.goto(address)
    page.uncheck("#sponsor_lost")
    page.click("form[action^='/admin/sites/'] button:text-is('保存')")
    assert "主办单位" in page.inner_text("main"), "its history tells of both"


@pytest.mark.parametrize(("who", "width"), [("admin", 1280), ("province", 390)])
def test_registers_are_searched_turned_over_and_taken_home(
    windows: Windows, who: str, width: int, tmp_path: Path
) -> None:
    visit = windows.new(width)
    visit.sign_in(who)
    page = visit.open("/admin/units")
    page.fill("#q", "教育局")
    page.click("main form[role=search] button")
    named = page.locator("main table tbody th").all_inner_texts()
    assert named
    assert all("教育" in each for each in named)
    table = list(csv.reader(download(page, "main >> text=导出 CSV", tmp_path).read_text("utf-8-sig").splitlines()))
    assert len(table) - 1 == len(named)
    assert list(read_sheet(download(page, "main >> text=导出 Excel", tmp_path)))[1:] == table[1:]
    page = visit.open("/admin/sites")
    total = int(page.locator("main p", has_text="共").first.inner_text().split()[1])
    sites = list(csv.reader(download(page, "main >> text=导出 CSV", tmp_path).read_text("utf-8-sig").splitlines()))
    assert len(sites) - 1 == total
    if page.locator("main >> text=下一页").count():
        first = page.locator("main table tbody tr").first.inner_text()
        page.click("main >> text=下一页")
        assert page.locator("main table tbody tr").first.inner_text() != first
    if who == "province":
        page = visit.open("/desk/reports?state=triage")
        waiting = page.locator("main table tbody tr").count()
        exported = download(page, "main >> text=导出 CSV", tmp_path).read_text("utf-8-sig")
        assert len(list(csv.reader(exported.splitlines()))) - 1 >= waiting > 0


@pytest.mark.parametrize(
    ("subject", "head", "line", "found"),
    [
        ("sites", ["网站标识码", "网站名称", "网址", "填报单位代码"], ["6301219977", "大通县表格测试网",
         "http://table.datong.example/", "datong-gov"], "/admin/sites/6301219977"),
        ("reports", ["原编号", "留言类型", "网站标识码", "网页地址", "问题类型", "问题描述", "提交时间"],
         ["QG-TABLE-1", "我要找错", "6301020001", "http://table.example/1.html", "错别字",
          "从全国平台转来：通知中有错别字，请更正。", "2026-11-02 10:00"], "/admin/imports"),
    ],
)  # fmt: skip
def test_a_workbook_of_websites_or_reports_is_imported(
    windows: Windows, subject: str, head: list[str], line: list[str], found: str, tmp_path: Path
) -> None:
    book = Workbook()
    for row in (head, line):
        book.active.append(row)
    path = tmp_path / f"{subject}.xlsx"
    book.save(path)
    visit = windows.new(390)
    # Messages of the national system are the administrator's to take in; the registers the provincial office's too.
    visit.sign_in("admin" if subject == "reports" else "province")
    page = visit.open(f"/admin/imports?subject={subject}")
    page.set_input_files("#file", path)
    page.click("main form[action='/admin/imports'] button")
    page.wait_for_selector("text=核对完毕")
    inspect(page)
    page.click("button:has-text('确认导入')")
    page.wait_for_selector("text=导入完成")
    assert "新增 1 行" in page.inner_text("main")
    assert visit.page.goto(visit.program.address + found).status == 200  # type: ignore[union-attr]


def test_the_auditor_is_shown_where_somebody_rewrote_the_log(
    windows: Windows, portal: OwnPortal, context: Context, desk: Desk
) -> None:
    desk.finished()
    with tampering.owner(context.database) as connection:
        tampering.change(connection, 3, details={"action": "approve"})
    for width in (1280, 390):
        visit = windows.new(width)
        page = visit.sign_in("auditor")
        page.click("text=立即核验")
        told = page.inner_text(".notice.error")
        assert "核验发现异常" in told
        assert "第 3 条" in told
        inspect(page)
