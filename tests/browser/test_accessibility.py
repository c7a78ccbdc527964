"""axe finds nothing on any page of either side: wide and narrow, light and dark, ordinary and larger text."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Program, Visit, Windows
from tests.browser.public_pages import NO_PAGES, OF_ONE_CITIZEN, plain_addresses, public_pages
from tests.browser.stages import citizens_pages

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    # What is in order is not described, which takes as long as the looking.
    "resultTypes": ["violations"],
}


def inspect(page: Page) -> None:
    """Fail with what axe has to say about the page, and if it must be scrolled sideways."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} is too wide"


def first_link(page: Page, part: str) -> str:
    """The first link of the page whose address holds ``part``."""
    address = page.locator(f'main a[href*="{part}"]').first.get_attribute("href")
    assert address is not None
    return address


@pytest.fixture(scope="module")
def addresses(demo: Program) -> list[str]:
    """Every kind of public page."""
    return list(public_pages(demo))


def test_the_crawl_finds_every_public_page(demo: Program, addresses: list[str]) -> None:
    """A page that no link leads to would be looked at by nobody, here or anywhere."""
    found = {address.partition("?")[0] for address in addresses}
    missing = {name for name, path in plain_addresses(demo).items() if path not in found}
    assert missing <= NO_PAGES | OF_ONE_CITIZEN


MODES = [
    (1280, "light", False),
    (320, "light", False),
    (1280, "dark", False),
    (320, "dark", True),
    (1280, "light", True),
]


@pytest.mark.parametrize(("width", "scheme", "care"), MODES)
def test_public_pages(windows: Windows, addresses: list[str], width: int, scheme: str, care: bool) -> None:
    visit = windows.new(width, color_scheme=scheme)
    if care:
        prefer_larger_text(visit)
    for path in (*addresses, "/nowhere", "/board/2018-999999"):
        inspect(visit.open(path))
        check_headings(visit.page)


@pytest.mark.parametrize(
    ("width", "scheme", "care"), [(320, "light", False), (1280, "dark", False), (320, "dark", True)]
)
def test_pages_of_one_citizen(windows: Windows, width: int, scheme: str, care: bool) -> None:
    visit = windows.new(width, color_scheme=scheme)
    if care:
        prefer_larger_text(visit)
    for name, page in citizens_pages(visit):
        inspect(page)
        check_headings(page)
        if name.endswith("-errors"):
            assert page.evaluate("document.activeElement.classList.contains('errsum')"), f"{name}: nobody hears of it"


def test_larger_text_is_remembered_after_the_browser_was_closed(windows: Windows) -> None:
    visit = windows.new()
    prefer_larger_text(visit)
    kept = [cookie for cookie in visit.page.context.cookies() if cookie["expires"] > time.time()]
    again = windows.new()
    again.page.context.add_cookies(kept)
    assert again.open("/track").locator("html[data-care]").count() == 1
    assert again.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > 20


def prefer_larger_text(visit: Visit) -> None:
    """Press 长者版."""
    visit.open("/").click('button[name="care"]')
    visit.page.wait_for_selector("html[data-care]", state="attached")


def check_headings(page: Page) -> None:
    """No level of heading is left out on the way down."""
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(each => +each.tagName[1])")
    # What stands before the h1, such as the error summary, is not below it.
    levels = levels[levels.index(1) :]
    jumps = [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
    assert not jumps, f"{page.url}: headings {levels}"


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


def test_opening_a_unit(windows: Windows) -> None:
    visit = windows.new(320)
    visit.sign_in("chengdong")
    inspect(visit.open("/desk/units/new"))
