"""A supervisor goes from a number of the cockpit to its list and urges several at once."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import Windows
from tests.browser.test_accessibility import inspect

pytestmark = pytest.mark.browser


def number_in(text: str) -> int:
    """The first number of a text."""
    found = re.search(r"\d+", text)
    assert found, text
    return int(found[0])


@pytest.mark.parametrize(
    ("width", "script", "who"), [(1280, True, "province"), (390, True, "xining"), (390, False, "fgw")]
)
def test_from_a_number_to_the_list_to_urging(windows: Windows, width: int, script: bool, who: str) -> None:
    visit = windows.new(width, script=script)
    visit.sign_in(who)
    page = visit.open("/desk")
    page.click("nav >> text=督办台")
    assert page.inner_text("h1") == "督办台"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if script:
        inspect(page)
    late = page.locator(".figure", has_text="已逾期")
    count = number_in(late.locator("b").inner_text())
    assert count
    late.click()
    rows = page.locator("table tbody tr")
    assert rows.count() == count
    assert "在办单位" in page.inner_text("main")
    # What is late the longest lies with those who answer, and not on the supervisor's own desk.
    chosen = rows.locator('input[name="number"]').first
    number = chosen.get_attribute("value")
    chosen.check()
    page.check('input[name="action"][value="urge"]')
    page.fill("#bulk-comment", "已经逾期，请今天办结并说明理由")
    page.click("form[data-bulk] button")
    assert "已督办 1 件" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.click("text=返回")
    assert rows.count() == count
    page.click("nav >> text=督办台")
    page.locator(".figure", has_text="督办未回应").click()
    assert number in page.inner_text("main")


def test_every_part_of_the_cockpit_can_be_opened(windows: Windows) -> None:
    visit = windows.new()
    visit.sign_in("province")
    page = visit.open("/desk/cockpit?lines=all")
    inspect(page)
    links = page.locator("main a").evaluate_all("found => found.map(each => each.getAttribute('href'))")
    kinds = {re.sub(r"=[^&#]*", "=", link): link for link in links}
    assert len(kinds) > 8
    for link in kinds.values():
        page = visit.open(link)
        assert page.locator("h1").count() == 1, link
        assert "没有符合条件" not in page.inner_text("main") or "returned" in link, link


def test_a_filing_unit_has_no_way_to_the_cockpit(windows: Windows) -> None:
    visit = windows.new()
    page = visit.sign_in("chengdong-gov")
    assert page.locator("text=督办台").count() == 0
    assert visit.page.goto(f"{visit.program.address}/desk/cockpit").status == 403
