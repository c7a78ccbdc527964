"""Reporting in a real browser, on a phone and at a desk, with JavaScript and without: in steps, and nothing retyped."""

from __future__ import annotations

import io
import itertools
import re

import pytest
import segno
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import challenges
from tests.browser.conftest import WINDOWS, Program, Visit, Windows
from tests.browser.other_host import CODE, OtherHost
from tests.browser.reporting import go_on, print_out, send, write
from tests.browser.stages import SITE

pytestmark = pytest.mark.browser

VISITS = itertools.count()
DESCRIPTION = "通知第三段的“申情表格”写错了，请改成“申请表格”。"
FILE = 'input[name="attachments"]'


def page_address() -> str:
    """A page of the site of 城东区 that no other test reports."""
    return f"http://{SITE.host}/reporting/{next(VISITS)}.html"


def png(colour: str) -> dict[str, object]:
    """A small picture as a person chooses it."""
    out = io.BytesIO()
    Image.new("RGB", (120, 80), colour).save(out, "PNG")
    return {"name": f"{colour}.png", "mimeType": "image/png", "buffer": out.getvalue()}


def at(page: Page, step: str) -> None:
    """The page is this step, and fits into the window."""
    expect(page).to_have_url(re.compile(rf"/report/{step}$"))
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{step} is too wide"


def change(page: Page, what: str) -> None:
    """Press the 更改 beside one of the answers."""
    page.click(f'.summary > div:has(dt:text-is("{what}")) .act a')


def answers(page: Page) -> str:
    """What the last step shows."""
    return page.inner_text("main form .card")


def drawn(page: Page) -> list[list[bool]]:
    """The dark modules of the code on the receipt, its quiet zone left out."""
    picture = page.locator("svg.qr")
    size = int((picture.get_attribute("viewBox") or "").split()[2])
    modules = [[False] * size for _ in range(size)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", picture.locator("path").get_attribute("d") or ""):
        for place in range(int(x), int(x) + int(length)):
            modules[int(y)][place] = True
    border = next(y for y, row in enumerate(modules) if any(row))
    return [row[border:-border] for row in modules[border:-border]]


@WINDOWS
def test_every_step_leads_on_and_back_and_nothing_is_retyped(windows: Windows, width: int, script: bool) -> None:
    visit, address = windows.new(width, script=script), page_address()
    page = visit.open("/")
    page.click('main a[href="/report"]')
    page.fill("#page_url", address.removeprefix("http://"))
    go_on(page)
    at(page, "problem")
    assert SITE.name in page.inner_text("main")
    page.check('input[name="problem_type"][value="typo"]')
    page.fill("#description", DESCRIPTION)
    page.fill("#wrong_text", "申情表格")
    page.fill("#suggested_text", "申请表格")
    go_on(page)
    at(page, "contact")
    page.fill("#contact_phone", "13800971234")
    # Enter in a field goes on, too.
    page.press("#contact_phone", "Enter")
    at(page, "check")
    for words in (address, SITE.name, "错别字", DESCRIPTION, "13800971234"):
        assert words in answers(page)
    assert page.locator(".summary del").inner_text().endswith("申情表格")
    assert page.locator(".summary ins").inner_text().endswith("申请表格")

    page.click("text=返回上一步")
    at(page, "contact")
    assert page.input_value("#contact_phone") == "13800971234"
    page.click("text=返回上一步")
    at(page, "problem")
    assert page.input_value("#description") == DESCRIPTION
    page.go_back()
    at(page, "contact")
    go_on(page)
    at(page, "check")

    change(page, "问题描述")
    at(page, "problem")
    assert page.is_checked('input[name="problem_type"][value="typo"]')
    page.fill("#description", f"{DESCRIPTION}谢谢！")
    go_on(page)
    at(page, "check")
    assert f"{DESCRIPTION}谢谢！" in answers(page)
    challenges.send(visit)
    at(page, "received")


@WINDOWS
def test_the_receipt_holds_what_must_be_kept(windows: Windows, width: int, script: bool) -> None:
    visit = windows.new(width, script=script)
    page = send(visit, f"/report?url={page_address()}", "typo", DESCRIPTION)
    at(page, "received")
    code = page.inner_text("#tracking-code")
    assert re.fullmatch(r"\d{4}-\d{6}", page.inner_text("#report-number"))
    wanted = segno.make_qr(f"{visit.program.address}/track#code={code}", error="m")
    assert drawn(page) == [[bool(each) for each in row] for row in wanted.matrix]
    assert page.locator('main a[href^="tel:"]').count() == 1
    assert page.is_visible("[data-print]") is script
    page.reload()
    assert page.inner_text("#tracking-code") == code
    print_out(page)
    for kept in ("#report-number", "#tracking-code", "svg.qr", 'main a[href^="tel:"]'):
        assert page.is_visible(kept), f"{kept} is not printed"


@WINDOWS
def test_going_back_from_the_receipt_sends_nothing_again(windows: Windows, width: int, script: bool) -> None:
    visit = windows.new(width, script=script)
    page = send(visit, f"/report?url={page_address()}", "typo", DESCRIPTION)
    number = page.inner_text("#report-number")
    page.go_back()
    page.wait_for_load_state()
    assert page.locator("#report-number").or_(page.locator("main form")).count() > 0
    page.goto(f"{visit.program.address}/report/check")
    assert page.inner_text("#report-number") == number


@WINDOWS
def test_pictures_are_added_and_taken_out_again(windows: Windows, width: int, script: bool) -> None:
    visit = windows.new(width, script=script)
    page = visit.open(f"/report?url={page_address()}")
    go_on(page)
    page.check('input[name="problem_type"][value="typo"]')
    page.fill("#description", DESCRIPTION)
    go_on(page)
    if script:
        page.wait_for_selector(".drop-zone")
        page.set_input_files(FILE, [png("red"), png("teal")])
    else:
        # One after the other, as a phone's camera gives them.
        page.fill("#contact_name", "何小满")
        page.set_input_files(FILE, [png("red")])
        page.click("text=上传，再加一张")
        at(page, "contact")
        assert page.input_value("#contact_name") == "何小满"
        page.set_input_files(FILE, [png("teal")])
    go_on(page)
    at(page, "check")
    shown = page.locator(".summary img")
    assert shown.evaluate_all("each => each.map(image => image.complete && image.naturalWidth > 0)") == [True, True]
    change(page, "图片")
    # Enter in a field takes no picture away.
    page.press("#contact_name", "Enter")
    at(page, "check")
    assert shown.count() == 2
    change(page, "图片")
    page.click("text=移除第 1 张")
    at(page, "contact")
    assert page.locator(".pictures img").count() == 1
    page.click("text=移除第 1 张")
    assert page.locator(".pictures img").count() == 0
    go_on(page)
    at(page, "check")
    assert "没有" in page.inner_text('.summary > div:has(dt:text-is("图片"))')
    challenges.send(visit)


@WINDOWS
def test_a_file_that_is_no_picture_is_refused_with_a_sentence(windows: Windows, width: int, script: bool) -> None:
    visit = windows.new(width, script=script)
    page = visit.open(f"/report?url={page_address()}")
    go_on(page)
    page.check('input[name="problem_type"][value="typo"]')
    page.fill("#description", DESCRIPTION)
    go_on(page)
    page.fill("#contact_name", "何小满")
    page.set_input_files(FILE, [{"name": "x.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"}])
    go_on(page)
    at(page, "contact")
    assert page.locator(".errsum a").count() == 1
    assert page.input_value("#contact_name") == "何小满"
    go_on(page)
    at(page, "check")


@WINDOWS
def test_a_page_of_no_known_site_becomes_an_unlisted_one(windows: Windows, width: int, script: bool) -> None:
    visit = windows.new(width, script=script)
    page = visit.open("/report")
    page.fill("#page_url", f"http://nobody-knows-{next(VISITS)}.example/a.html")
    go_on(page)
    assert "登记册里没有找到这个网站" in page.inner_text("main")
    page.get_by_role("button", name="按漏报网站报告").click()
    at(page, "unlisted")
    assert page.input_value("#site_url").startswith("http://nobody-knows-")
    page.fill("#site_name", "城东区某某网")
    page.select_option("#region", "630102")
    go_on(page)
    at(page, "problem")
    page.check('input[name="problem_type"][value="outdated"]')
    page.fill("#description", "这个网站三年没有更新，首页也没有写主办单位。")
    go_on(page)
    go_on(page)
    at(page, "check")
    for words in ("城东区某某网", "http://nobody-knows-", "城东区", "信息不更新"):
        assert words in answers(page)
    challenges.send(visit)
    at(page, "received")


@WINDOWS
def test_one_more_error_of_the_same_site_retypes_nothing(windows: Windows, width: int, script: bool) -> None:
    visit, address = windows.new(width, script=script), page_address()
    page = send(visit, f"/report?url={address}", "typo", DESCRIPTION, contact_phone="13800971234")
    first = page.inner_text("#report-number")
    page.click("text=再报一条同站问题")
    expect(page).to_have_url(re.compile(r"/report$"))
    assert page.input_value("#page_url") == address
    go_on(page)
    at(page, "problem")
    assert page.input_value("#description") == ""
    page.check('input[name="problem_type"][value="outdated"]')
    page.fill("#description", "同一页的“最新通知”还是三年前的，请更新。")
    go_on(page)
    assert page.input_value("#contact_phone") == "13800971234"
    go_on(page)
    challenges.send(visit)
    assert page.inner_text("#report-number") != first


@WINDOWS
def test_deleted_cookies_cost_nobody_what_they_typed(windows: Windows, width: int, script: bool) -> None:
    visit, address = windows.new(width, script=script), page_address()
    page = visit.open(f"/report?url={address}")
    go_on(page)
    page.check('input[name="problem_type"][value="typo"]')
    page.fill("#description", DESCRIPTION)
    page.context.clear_cookies()
    go_on(page)
    at(page, "problem")
    assert "您填写的内容还在" in page.inner_text(".errsum")
    assert page.input_value("#description") == DESCRIPTION
    go_on(page)
    at(page, "contact")
    go_on(page)
    at(page, "check")
    page.context.clear_cookies()
    if not script:
        challenges.answer_by_hand(visit.program, page)
    page.get_by_role("button", name="提交留言").click()
    expect(page.locator(".errsum")).to_contain_text("您填写的内容还在")
    assert page.input_value("#page_url") == address
    assert page.input_value("#description") == DESCRIPTION
    challenges.send(visit)


@pytest.mark.parametrize("width", [390, 1280])
def test_words_selected_on_another_site_become_the_correction(windows: Windows, other: OtherHost, width: int) -> None:
    visit = windows.new(width)
    site = other.show(visit.page, f'<p id="text">请提交申情表格。</p>{other.tag(CODE)}', address="/notice.html?id=1")
    site.evaluate("getSelection().selectAllChildren(document.getElementById('text'))")
    with site.expect_popup() as popup:
        site.click("a.jiucuo")
    page = popup.value
    expect(page.get_by_text("您在网页上选中的文字：请提交申情表格。")).to_be_visible()
    assert "申情" not in page.url
    go_on(page)
    at(page, "problem")
    assert SITE.name in page.inner_text("main")
    assert page.input_value("#wrong_text") == "请提交申情表格。"
    page.check('input[name="problem_type"][value="typo"]')
    page.fill("#description", DESCRIPTION)
    page.fill("#suggested_text", "请提交申请表格。")
    assert page.locator(".correction").inner_text() == "请提交申情表格。 → 请提交申请表格。"
    go_on(page)
    go_on(page)
    assert page.locator(".summary del").inner_text().endswith("请提交申情表格。")
    challenges.send(Visit(page, visit.program))


@pytest.mark.parametrize("script", [True, False])
def test_published_cases_of_the_same_page_are_shown_first(windows: Windows, demo: Program, script: bool) -> None:
    visit = windows.new(390, script=script)
    case = visit.open("/board?finding=confirmed")
    case.click("ul.list a.title >> nth=0")
    number = case.url.rsplit("/", 1)[1]
    told = visit.page.request.get(f"{demo.address}/api/v1/cases/{number}").json()
    page = write(visit, f"/report?url={told['page_url']}&site_code={told['site_code']}", "typo", DESCRIPTION)
    alike = page.locator("details.alike")
    assert alike.locator(f'a[href="/board/{number}"]').is_visible()
    assert "也许已经有人报告" in alike.inner_text()
