"""axe finds nothing on any page of either side: wide and narrow, light and dark, ordinary and larger text."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Visit, Windows

pytestmark = pytest.mark.browser

PUBLIC = (
    "/", "/report", "/report/unlisted", "/track", "/board", "/board?q=公开", "/board?q=没有这样的词", "/help", "/embed",
    "/embed?q=西宁", "/embed?site_code=6301029001", "/login", "/nowhere",
)  # fmt: skip
TAGS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


def inspect(page: Page) -> None:
    """Fail with what axe has to say about the page, and if it must be scrolled sideways."""
    found = Axe().run(page, options=TAGS)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} is too wide"


def first_link(page: Page, part: str) -> str:
    """The first link of the page whose address holds ``part``."""
    address = page.locator(f'main a[href*="{part}"]').first.get_attribute("href")
    assert address is not None
    return address


@pytest.mark.parametrize(
    ("width", "scheme", "care"),
    [(1280, "light", False), (320, "light", False), (1280, "dark", False), (320, "dark", True), (1280, "light", True)],
)
def test_public_pages(windows: Windows, width: int, scheme: str, care: bool) -> None:
    visit = windows.new(width, color_scheme=scheme)
    if care:
        page = visit.open("/")
        page.click('button[name="care"]')
        page.wait_for_selector("html[data-care]", state="attached")
    for path in PUBLIC:
        inspect(visit.open(path))
    page = visit.open("/board")
    inspect(visit.open(first_link(page, "/board/2")))


def test_forms_with_errors(windows: Windows) -> None:
    visit = windows.new(320)
    for path in ("/report", "/report/unlisted", "/track", "/login"):
        page = visit.open(path)
        page.click("main form[novalidate] button.btn")
        assert page.locator(".errsum").count() == 1
        inspect(page)


def look_at_desk(visit: Visit, username: str) -> None:
    """Every page of the desk that this account has work on."""
    page = visit.sign_in(username)
    inspect(page)
    states = [link.get_attribute("href") or "" for link in page.locator("nav.tabs a").all()]
    for address in states[1:]:
        page = visit.open(address)
        inspect(visit.open(first_link(page, "/desk/reports/2")))
    inspect(visit.open("/desk/reports"))
    inspect(visit.open("/desk/review"))


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("username", ["province", "chengdong", "chengdong-gov"])
def test_pages_of_the_desk(windows: Windows, username: str, width: int) -> None:
    look_at_desk(windows.new(width), username)


def test_the_received_page_and_the_tracked_report(windows: Windows) -> None:
    from tests.browser.test_main_job import report

    visit = windows.new(320)
    report(visit)
    inspect(visit.page)
    visit.page.click("main form button.btn")
    inspect(visit.page)


def test_opening_a_unit(windows: Windows) -> None:
    visit = windows.new(320)
    visit.sign_in("chengdong")
    inspect(visit.open("/desk/units/new"))
