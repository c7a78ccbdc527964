"""The whole way without a mouse: from the first page to the last word with Tab, Enter and Space alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from portal.web.protection import LEAST_TIME
from tests.browser.challenges import demo_context
from tests.browser.conftest import Windows
from tests.browser.finishing import finish
from tests.browser.reporting import NEXT
from tests.browser.stages import SITE
from tests.challenges import answer_to

pytestmark = pytest.mark.browser

MOST_TABS = 80
"""Nobody presses more often than this to reach anything."""


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on ``wanted``; it must be seen there."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            break
    else:
        raise AssertionError(f"{page.url}: {wanted} cannot be reached")
    seen = page.evaluate(
        """() => {
            const focused = document.activeElement;
            const label = document.querySelector(`label[for="${focused.id}"]`);
            const rings = [focused, label].filter(Boolean).flatMap((each) =>
                [null, "::before", "::after"].map((part) => getComputedStyle(each, part)));
            return rings.some((style) => style.outlineStyle !== "none" || style.boxShadow !== "none");
        }"""
    )
    assert seen, f"{page.url}: nobody sees that {wanted} has the focus"


def press(page: Page, wanted: str) -> None:
    """Go to a link or button and press Enter."""
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill(page: Page, wanted: str, words: str) -> None:
    """Go to a field and type."""
    tab_to(page, wanted)
    page.keyboard.insert_text(words)


@pytest.mark.parametrize(("width", "script"), [(1280, True), (390, True), (1280, False)])
def test_from_the_first_page_to_the_last_word(windows: Windows, width: int, script: bool) -> None:
    visit = windows.new(width, script=script)
    page = visit.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip')"), "the first stop leads past the header"
    press(page, 'a[href="/report"]')
    fill(page, "#page_url", f"http://{SITE.host}/keyboard/{width}-{script}.html")
    press(page, NEXT)
    # Only in passing: whoever forgets something is told, led there, and goes on.
    press(page, NEXT)
    assert page.locator(".errsum").count() == 1
    if script:
        assert page.evaluate("document.activeElement.matches('.errsum')")
    tab_to(page, ".errsum a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "problem_type"
    page.keyboard.press("Space")
    fill(page, "#description", "只用键盘填写：这个页面打不开，一直显示正在加载。")
    press(page, NEXT)
    press(page, NEXT)
    assert page.url.endswith("/report/check")
    if not script:
        # Whoever sees no picture answers a question.
        context = demo_context(windows.program)
        fill(page, '[name="word_answer"]', answer_to(context, page.input_value('[name="challenge_token"]')))
        # Nobody types all that within the least time; a quick machine might.
        page.wait_for_timeout(LEAST_TIME / timedelta(milliseconds=1))
    press(page, NEXT)
    assert page.url.endswith("/report/received"), page.inner_text("main")
    number, code = page.inner_text("#report-number"), page.inner_text("#tracking-code")
    press(page, 'form[action="/track"] button')
    assert number in page.inner_text("h1")
    finish(windows.program, number)
    press(page, 'nav a[href="/track"]')
    fill(page, "#tracking_code", code)
    press(page, 'form[action="/track"] button')
    assert "已办结" in page.inner_text("main")
    tab_to(page, 'input[name="rating"]')
    page.keyboard.press("Space")
    press(page, 'form[action="/track/rating"] button')
    assert "感谢您的评价" in page.inner_text("main")
