"""The auditor's work from the click: who looked at whose contact data, and is the log whole?"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.browser.conftest import Windows
from tests.browser.test_accessibility import inspect

pytestmark = pytest.mark.browser


def read_sheet(path: Path) -> Iterator[list[str]]:
    """The lines of a workbook's first sheet, an empty cell as CSV has it."""
    for line in load_workbook(path).worksheets[0].iter_rows(values_only=True):
        yield [str(cell or "") for cell in line]


@pytest.mark.parametrize(("width", "script"), [(1280, True), (390, True), (1280, False)])
def test_the_auditor_finds_who_looked_at_contact_data_and_takes_it_home(
    windows: Windows, width: int, script: bool, tmp_path: Path
) -> None:
    officer, auditor = windows.new(), windows.new(width, script=script, accept_downloads=True)
    officer.sign_in("chengdong-gov")
    page = officer.open("/desk")
    number = page.locator("table tbody tr a.nowrap").first.inner_text()
    page = officer.open(f"/desk/reports/{number}")
    page.click("text=查看联系方式")
    auditor.open("/login")
    page = auditor.page
    page.fill("#username", "auditor")
    page.fill("#password", "demo-portal")
    page.click("main form button")
    assert page.url.endswith("/admin/audit")
    page.select_option("#deed", "view_contact")
    page.fill("#what", number)
    page.click("text=查询 >> nth=-1")
    row = page.locator("table.table-stack tbody tr").first
    assert "chengdong-gov" in row.inner_text()
    assert number in row.inner_text()
    if script:
        inspect(page)
    with page.expect_download() as download:
        page.click("text=导出 CSV")
    download.value.save_as(tmp_path / "audit.csv")
    lines = list(csv.reader((tmp_path / "audit.csv").read_text("utf-8-sig").splitlines()))
    assert {line[4] for line in lines[1:]} == {"查看联系方式"}
    with page.expect_download() as download:
        page.click("text=导出 Excel")
    download.value.save_as(tmp_path / "audit.xlsx")
    assert list(read_sheet(tmp_path / "audit.xlsx")) == lines
    page.click("text=立即核验")
    assert "首尾相连" in page.inner_text("main")
    assert "审计日志" in page.inner_text("nav[aria-label=工作台导航]")
    assert "待办" not in page.inner_text("nav[aria-label=工作台导航]")


@pytest.mark.parametrize("username", ["admin", "province"])
def test_nobody_else_has_a_way_to_the_log(windows: Windows, username: str) -> None:
    visit = windows.new()
    page = visit.sign_in(username)
    assert page.locator("text=审计日志").count() == 0
    visit.open("/admin/audit")
    assert page.locator("table").count() == 0
