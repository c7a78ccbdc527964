"""The provincial office counts, assesses and sums up in a real browser: from each number down to the reports behind it,
and a bulletin from its draft to its readers."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Page

from tests.browser.conftest import Windows
from tests.browser.test_accessibility import check_headings, inspect

pytestmark = pytest.mark.browser

WINDOWS = [(1280, True), (390, True), (390, False)]


def fits(page: Page) -> bool:
    """True unless the page must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def look_at(page: Page, *, script: bool) -> None:
    """As axe does it where it can run, else at least at the width."""
    if script:
        inspect(page)
        check_headings(page)
    assert fits(page), page.url


def download(page: Page, words: str, folder: Path) -> Path:
    """Press a link that gives a file; where it lies."""
    with page.expect_download() as coming:
        page.click(words)
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def counted(page: Page) -> int:
    """How often the list at hand says that its reports are counted."""
    found = re.search(r"共 ([\d,]+) 件留言(?:，计 ([\d,]+) 次)?", page.inner_text("main"))
    assert found, page.url
    return whole(found[2] or found[1])


def whole(text: str) -> int:
    """The number that a text is."""
    return int(text.replace(",", ""))


@pytest.mark.parametrize(("width", "script"), WINDOWS)
def test_from_a_figure_down_to_the_reports_behind_it(
    windows: Windows, width: int, script: bool, tmp_path: Path
) -> None:
    visit = windows.new(width, script=script)
    page = visit.sign_in("province")
    page.click("nav >> text=统计")
    page.click('nav[aria-label="常用统计期"] >> text=/^\\d+ 年$/ >> nth=0')
    year = page.inner_text("h1")
    look_at(page, script=script)
    table = page.locator('[aria-label$="按下级单位"] table')
    received = table.locator("tbody tr").first.locator("td a").first
    count = whole(received.inner_text())
    assert count > 100
    received.click()
    assert counted(page) == count
    look_at(page, script=script)
    page.go_back()
    page.click('thead a:text-is("按时办结率")')
    assert page.inner_text("h1") == year
    column = table.locator("thead th").all_inner_texts().index("按时办结率 ↓")
    # Units with too few reports stand behind all others, in no order.
    ranked = [row for row in table.locator("tbody tr").all()[1:] if "不参加排名" not in row.inner_text()]
    rates = [row.locator("td").nth(column - 1).inner_text() for row in ranked]
    known = [float(rate.split("%")[0]) for rate in rates if "%" in rate]
    assert len(known) > 2
    assert all(more >= less for more, less in pairwise(known))
    page.click("text=按问题类型")
    look_at(page, script=script)
    sheet = load_workbook(download(page, "main >> text=导出 Excel", tmp_path)).worksheets[0]
    total = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "合计")
    assert whole(str(total[1])) == count


def test_a_closed_quarter_says_who_closed_it_and_whether_anything_has_changed(windows: Windows) -> None:
    visit = windows.new()
    visit.sign_in("province")
    page = visit.open("/desk/statistics")
    quarter = page.locator('nav[aria-label="常用统计期"] a', has_text="季度").last.get_attribute("href")
    assert quarter
    page = visit.open(quarter)
    told = page.inner_text("main")
    assert "已封账" in told
    assert "封账。此后" in told
    assert page.locator("main button", has_text="封账").count() == 0


@pytest.mark.parametrize(("width", "script"), WINDOWS)
def test_a_unit_follows_its_points_to_the_reports_and_reads_nobody_elses(
    windows: Windows, width: int, script: bool
) -> None:
    visit = windows.new(width, script=script)
    visit.sign_in("xining")
    page = visit.open("/desk/statistics")
    page.click("main nav >> text=考评")
    page.locator("main table a").first.click()
    look_at(page, script=script)
    page.locator("main a", has_text="评分依据").first.click()
    look_at(page, script=script)
    points = page.locator('main table td[data-label="分值"]').all_inner_texts()
    together = sum(round(float(each.replace("−", "-")) * 100) for each in points if each != "—")
    total = re.match(r"[\d.]+", page.locator("main h2").first.inner_text())
    assert total
    assert max(0, together) == round(float(total[0]) * 100)
    line = page.locator('main table td[data-label="数字"] a').first
    count = whole(line.inner_text().split()[0])
    line.click()
    assert counted(page) == count
    answer = page.goto(f"{visit.program.address}/desk/assessment/{total_year(visit.page)}/fgw")
    assert answer
    assert answer.status == 403


def total_year(page: Page) -> str:
    """The year that the list at hand is about."""
    found = re.search(r"period=(\d{4})", page.url)
    assert found, page.url
    return found[1]


@pytest.mark.parametrize(("width", "script"), WINDOWS)
def test_a_scheme_is_tried_and_not_saved(windows: Windows, width: int, script: bool) -> None:
    visit = windows.new(width, script=script)
    visit.sign_in("province")
    page = visit.open("/desk/assessment")
    page.locator("main table a").first.click()
    page.locator("summary", has_text="考评方案").click()
    page.click("text=查看和修改方案")
    before = page.inner_text("main .card >> nth=0")
    page.locator('input[name^="deduction-"][name$="-each"]').first.fill("5")
    page.locator('input[name^="deduction-"][name$="-cap"]').first.fill("50")
    # Enter in a field tries; saving takes its own button.
    page.locator('input[name^="deduction-"][name$="-cap"]').first.press("Enter")
    page.wait_for_selector("text=这是试算")
    look_at(page, script=script)
    assert page.locator('input[name^="deduction-"][name$="-each"]').first.input_value() == "5"
    assert page.locator("thead", has_text="试算前").count() == 1
    assert page.inner_text("main .card >> nth=0") == before


@pytest.mark.parametrize(("width", "script"), WINDOWS)
def test_a_bulletin_from_its_draft_to_its_readers(windows: Windows, width: int, script: bool, tmp_path: Path) -> None:
    first, second = windows.new(width, script=script), windows.new(width, script=script)
    unit, reader = windows.new(width, script=script), windows.new(width, script=script)
    first.sign_in("province")
    page = first.open("/desk/bulletins")
    look_at(page, script=script)
    months = page.locator("#period option").evaluate_all("all => all.map(each => each.value)")
    page.select_option("#period", [each for each in months if "Q" not in each][-1 if script else -2])
    page.click("main button:text-is('起草')")
    look_at(page, script=script)
    address = page.url.removeprefix(first.program.address)
    page.fill("#number", "某政办函〔2099〕1号")
    page.fill("#case_search", "电话")
    page.click("button:text-is('查找案例')")
    chosen = page.locator('input[name="cases"]').first
    number = chosen.get_attribute("value")
    assert number
    assert page.input_value("#number") == "某政办函〔2099〕1号", "looking for cases costs nothing typed"
    chosen.check()
    decide(page)
    page.click("button:text-is('保存并送签')")
    assert "已送签" in page.inner_text("main")
    assert "须由本单位另一名同事签发" in page.inner_text("main")

    second.sign_in("province2")
    page = second.open(address)
    look_at(page, script=script)
    page.locator("summary", has_text="签发并印发").click()
    page.click("button:text-is('确认签发')")
    assert "已签发" in page.inner_text("main")

    unit.sign_in("chengdong")
    page = unit.open("/desk")
    page.click("text=通报")
    page.goto(first.program.address + address)
    look_at(page, script=script)
    page.click("main button:text-is('确认收到')")
    assert "已确认收到" in page.inner_text("main")
    assert page.locator("text=向社会公开").count() == 0

    answer = reader.page.goto(first.program.address + address.removeprefix("/desk"))
    assert answer
    assert answer.status == 404, "nobody outside reads it before it is opened"
    page = first.open(address)
    assert "1 个已确认" in page.inner_text("main")
    paper = Document(str(download(page, "main >> text=下载 Word 文件", tmp_path)))
    assert any(number in paragraph.text for paragraph in paper.paragraphs)
    page.check("#secrecy_checked")
    page.check("#privacy_checked")
    page.click("main button:text-is('向社会公开')")
    look_at(page, script=script)

    page = reader.open("/bulletins")
    page.locator(f'main a[href="{address.removeprefix("/desk")}"]').click()
    look_at(page, script=script)
    assert number in page.inner_text("main")


def decide(page: Page) -> None:
    """Confirm the first unit that stands to be criticised, and drop the others with a reason."""
    for place, each in enumerate(page.locator(".criticism").all()):
        each.locator(f'input[value="{"dropped" if place else "confirmed"}"]').check()
        if place:
            each.locator('input[type="text"], input:not([type])').fill("已书面说明情况")


@pytest.mark.parametrize(("width", "script"), WINDOWS)
def test_the_public_reads_how_its_government_answers(windows: Windows, width: int, script: bool) -> None:
    visit = windows.new(width, script=script)
    page = visit.open("/")
    page.locator('a[href^="/statistics"]').first.click()
    look_at(page, script=script)
    assert page.locator("main svg").count() > 2
    page.locator("main summary", has_text="数据表").first.click()
    assert page.locator("main details[open] table").count() == 1
    page.locator("main a", has_text="年度报告").last.click()
    look_at(page, script=script)
    page = visit.open("/statistics/definitions")
    assert "分子" in page.inner_text("main")
    answer = visit.page.goto(f"{visit.program.address}/api/v1/statistics")
    assert answer
    assert answer.json()
