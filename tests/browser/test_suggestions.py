"""Suggestions under the search box, by keyboard, by mouse and by ear."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Windows

pytestmark = pytest.mark.browser
OPTIONS = "[role=listbox] [role=option]"


def type_in(page: Page, words: str) -> None:
    """Type as a person does, and wait for the suggestions."""
    page.locator("[role=combobox]").press_sequentially(words, delay=20)
    page.wait_for_selector(OPTIONS)


def active(page: Page) -> str | None:
    """The id of the suggestion that a screen reader reads."""
    return page.locator("[role=combobox]").get_attribute("aria-activedescendant")


def test_the_keyboard_goes_round_and_enter_follows(windows: Windows) -> None:
    page = windows.new(1280).open("/board")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None)
    type_in(page, "政府")
    assert len(asked) == 1, "one request for what was typed in one go"
    box = page.locator("[role=combobox]")
    count = page.locator(OPTIONS).count()
    expect(page.locator(".search [role=status]")).to_contain_text(f"有 {count} 条建议")
    assert (box.get_attribute("aria-expanded"), active(page)) == ("true", None)
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("ArrowUp")
    assert active(page) == f"q-suggestions-{count - 1}"
    page.keyboard.press("ArrowDown")
    assert active(page) is None
    page.keyboard.press("Escape")
    assert (box.get_attribute("aria-expanded"), box.input_value()) == ("false", "政府")
    type_in(page, "网")
    page.keyboard.press("ArrowDown")
    word = page.locator("[aria-selected=true] span").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/board?q=*")
    assert page.locator("#q").input_value() == word


def test_the_form_is_sent_as_it_is_when_nothing_is_chosen(windows: Windows) -> None:
    page = windows.new(320).open("/")
    type_in(page, "西宁")
    page.keyboard.press("Enter")
    page.wait_for_url("**/board?q=*")
    assert page.locator("#q").input_value() == "西宁"


def test_a_suggestion_can_be_pressed(windows: Windows) -> None:
    page = windows.new(320).open("/")
    type_in(page, "城东区")
    page.locator(OPTIONS, has_text="网站").first.click()
    page.wait_for_url("**/board?site_code=*")
    assert page.locator("#results").inner_text()


def test_the_page_works_without_suggestions(windows: Windows) -> None:
    visit = windows.new(1280)
    page = visit.open("/board")
    page.route("**/suggest?*", lambda route: route.abort())
    page.locator("[role=combobox]").press_sequentially("西宁")
    page.keyboard.press("Enter")
    page.wait_for_url("**/board?q=*")
