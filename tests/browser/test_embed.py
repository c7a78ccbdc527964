"""The script on pages of other hosts: a real link, whatever the page around it is like."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import Visit, Windows
from tests.browser.other_host import CODE, OtherHost

pytestmark = pytest.mark.browser

LINK = "a.jiucuo"
TEXT = "我为政府网站找错"
BODY = '<p id="text">请于三月底前提交申情表格。</p>'


@pytest.fixture
def visit(windows: Windows) -> Visit:
    """A window that notes what its pages complain about."""
    return windows.new()


def handed_over(link: Locator) -> tuple[str, str, str]:
    """Site code, page address and selected words, as the link hands them over now."""
    address = urlsplit(link.get_attribute("href") or "")
    query = parse_qs(address.query)
    words = unquote(address.fragment.removeprefix("wrong_text=")) if address.fragment else ""
    return query.get("site_code", [""])[0], query["url"][0], words


def taken_over(report: Page) -> str:
    """The words that the first step of reporting has taken from the link."""
    return report.input_value("#selected-words")


def select(page: Page, element: str = "text") -> None:
    """Select the words of an element."""
    page.evaluate("name => getSelection().selectAllChildren(document.getElementById(name))", element)


def opened(page: Page, action: object) -> Page:
    """The window that opens when something is done."""
    assert callable(action)
    with page.expect_popup() as popup:
        action()
    popup.value.wait_for_load_state()
    return popup.value


def test_it_is_a_real_link_after_the_tag(visit: Visit, other: OtherHost) -> None:
    page = other.show(visit.page, f"{BODY}<footer>{other.tag()}<b>后</b></footer>")
    link = page.get_by_role("link", name=TEXT)
    assert link.count() == 1
    assert link.evaluate("a => a.previousSibling.id + a.nextSibling.nodeName") == "_jiucuo_B"
    assert link.get_attribute("target") == "_blank"
    assert "noopener" in (link.get_attribute("rel") or "")
    assert (link.get_attribute("href") or "").startswith(f"{other.portal}/report?")
    assert handed_over(link) == (CODE, page.url, "")


def test_a_click_reports_the_page_and_the_words_that_were_selected(visit: Visit, other: OtherHost) -> None:
    page = other.show(visit.page, BODY + other.tag(), address="/a.html")
    select(page)
    report = opened(page, lambda: page.click(LINK))
    assert urlsplit(report.url).path.startswith("/report")
    assert taken_over(report) == "请于三月底前提交申情表格。"
    assert "#" not in report.url, "whoever copies the address copies the words"
    assert "西宁市城东区人民政府网" in report.inner_text("main")


@pytest.mark.parametrize(
    ("how", "button"), [("left", "left"), ("middle", "middle"), ("keyboard", None), ("copied from the menu", "right")]
)
def test_words_are_caught_however_the_link_is_used(
    visit: Visit, other: OtherHost, how: str, button: str | None
) -> None:
    page = other.show(visit.page, BODY + other.tag())
    select(page)
    link = page.locator(LINK)
    if button is None:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "jiucuo"
        report = opened(page, lambda: page.keyboard.press("Enter"))
        assert taken_over(report)
    else:
        link.click(button=button)  # type: ignore[arg-type]
    assert handed_over(link)[2] == "请于三月底前提交申情表格。"


def test_words_that_are_no_longer_selected_stay_behind(visit: Visit, other: OtherHost) -> None:
    page = other.show(visit.page, BODY + other.tag())
    select(page)
    opened(page, lambda: page.click(LINK))
    page.evaluate("getSelection().removeAllRanges()")
    report = opened(page, lambda: page.click(LINK))
    assert not taken_over(report)


def test_a_long_selection_is_cut_and_no_character_with_it(visit: Visit, other: OtherHost) -> None:
    long = "错" * 299 + "\U00020000" * 50
    page = other.show(visit.page, f'<p id="text">{long}</p>{other.tag()}')
    select(page)
    page.locator(LINK).hover()
    opened(page, lambda: page.click(LINK))
    assert handed_over(page.locator(LINK))[2] == "错" * 299


@pytest.mark.parametrize(
    "address", ["/100%25/%E5%85%AC%E5%91%8A.html?a=1&b=%26#第二条", "/公告/?q=%#/route?x=1", "/x?" + "a=%25&" * 400]
)
def test_the_address_of_the_page_arrives_whole(visit: Visit, other: OtherHost, address: str) -> None:
    page = other.show(visit.page, BODY + other.tag(), address=address)
    here = page.evaluate("location.href")
    assert handed_over(page.locator(LINK)) == (CODE, here[:2000], "")
    report = opened(page, lambda: page.click(LINK))
    assert report.locator("h1").count() == 1, "the portal does not take so long an address"


def test_a_page_that_changes_its_address_later_hands_over_the_new_one(visit: Visit, other: OtherHost) -> None:
    page = other.show(visit.page, BODY + other.tag())
    page.evaluate("history.pushState({}, '', '/later?id=7')")
    opened(page, lambda: page.click(LINK))
    assert handed_over(page.locator(LINK))[1].endswith("/later?id=7")


def test_every_tag_gets_its_own_link_once(visit: Visit, other: OtherHost) -> None:
    page = other.show(visit.page, other.tag() + BODY + other.tag("6300000001") + other.tag("6300000002", " async"))
    page.wait_for_function("document.querySelectorAll('a.jiucuo').length == 3")
    codes = [handed_over(link)[0] for link in page.locator(LINK).all()]
    assert codes == [CODE, "6300000001", "6300000002"]


def test_a_tag_that_comes_after_the_page_has_loaded_gets_its_link(visit: Visit, other: OtherHost) -> None:
    page = other.show(visit.page, f'{BODY}<div id="later"></div>')
    page.evaluate(
        """([src, code]) => {
          const tag = document.createElement("script");
          tag.setAttribute("sitecode", code);
          tag.src = src;
          document.getElementById("later").append(tag);
        }""",
        [f"{other.portal}/exposure/jiucuo.js", CODE],
    )
    link = page.locator(f"#later > {LINK}")
    link.wait_for()
    assert handed_over(link) == (CODE, page.url, "")


@pytest.mark.parametrize("more", ["", " async", " defer"])
def test_a_tag_in_the_head_gets_its_link_at_the_end_of_the_page(visit: Visit, other: OtherHost, more: str) -> None:
    page = other.show(visit.page, BODY, head=other.tag(more=more))
    page.locator(f"body > {LINK}").wait_for()
    assert page.locator(LINK).count() == 1


def test_a_page_in_a_frame_reports_itself(visit: Visit, other: OtherHost) -> None:
    other.pages["/inner.html"] = f"<!doctype html><title>内</title>{BODY}{other.tag()}"
    page = other.show(visit.page, '<iframe src="/inner.html?n=1" title="内"></iframe>')
    frame = page.frame_locator("iframe")
    assert handed_over(frame.locator(LINK))[1].endswith("/inner.html?n=1")
    report = opened(page, lambda: frame.locator(LINK).click())
    assert urlsplit(report.url).path.startswith("/report")


def test_a_strict_policy_lets_it_work(visit: Visit, other: OtherHost) -> None:
    other.policy = f"default-src 'none'; script-src {other.portal}; require-trusted-types-for 'script'"
    complaints: list[str] = []
    visit.page.on("console", lambda message: complaints.append(message.text))
    visit.page.on("pageerror", lambda error: complaints.append(str(error)))
    page = other.show(visit.page, BODY + other.tag())
    link = page.locator(LINK)
    assert handed_over(link)[0] == CODE
    assert link.evaluate("a => getComputedStyle(a).display") == "inline-block"
    select(page)
    report = opened(page, lambda: link.click())
    assert taken_over(report)
    assert complaints == []


def test_a_hostile_code_is_never_markup(visit: Visit, other: OtherHost) -> None:
    hostile = '"><img src=x onerror="document.title=1">'
    page = other.show(visit.page, BODY + other.tag(hostile.replace("&", "&amp;").replace('"', "&quot;")))
    link = page.locator(LINK)
    assert link.inner_text() == TEXT
    assert page.locator("img").count() == 0
    assert handed_over(link)[0] == hostile[:20]
    report = opened(page, lambda: link.click())
    assert report.locator('img[src="x"]').count() == 0


def test_nothing_is_set_and_nothing_else_is_asked_for(visit: Visit, other: OtherHost) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    page = other.show(visit.page, BODY + other.tag())
    select(page)
    page.locator(LINK).focus()
    assert [address for address in asked if address.startswith(other.portal)] == [f"{other.portal}/exposure/jiucuo.js"]
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def code_on(visit: Visit, name: str) -> str:
    """One of the pieces of code that the page for maintainers gives out."""
    return visit.open(f"/embed?site_code={CODE}").input_value(f"#{name}")


@pytest.mark.parametrize("name", ["snippet", "snippet-latest"])
def test_the_code_to_copy_works_on_another_host(visit: Visit, other: OtherHost, name: str) -> None:
    code = code_on(visit, name)
    page = other.show(visit.page, BODY + code)
    page.locator(LINK).wait_for()
    assert handed_over(page.locator(LINK))[0] == CODE


def test_a_script_that_was_changed_does_not_run(visit: Visit, other: OtherHost) -> None:
    code = code_on(visit, "snippet").replace("sha384-", "sha384-A")
    page = other.show(visit.page, BODY + code)
    assert page.locator(LINK).count() == 0


@pytest.mark.parametrize("name", ["snippet", "snippet-link"])
def test_without_scripts_a_plain_link_remains(windows: Windows, other: OtherHost, name: str) -> None:
    visit = windows.new(390, script=False)
    page = other.show(visit.page, BODY + code_on(visit, name))
    report = opened(page, lambda: page.get_by_role("link", name=TEXT).click())
    assert "西宁市城东区人民政府网" in report.inner_text("main")


@pytest.mark.parametrize(("width", "script"), [(1280, True), (390, True), (390, False)])
def test_a_maintainer_finds_the_site_and_sees_the_link(windows: Windows, width: int, script: bool) -> None:
    visit = windows.new(width, script=script)
    page = visit.open("/embed")
    page.fill("#site-q", "城东区")
    page.click("main form.search button")
    page.click(f'main a[href$="{CODE}"]')
    if script:
        select(page, "sample")
        report = opened(page, lambda: page.click(f"main {LINK}"))
        assert taken_over(report)
    else:
        page.locator("main").get_by_role("link", name=TEXT).click()
        report = page
    assert "西宁市城东区人民政府网" in report.inner_text("main")
