"""In a real browser: the page proves by itself that a person sends it; without JavaScript the person does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.challenges import answer_by_hand, send
from tests.browser.conftest import Visit, Windows
from tests.browser.reporting import go_on, write
from tests.browser.stages import SITE

pytestmark = pytest.mark.browser

WIDTHS = pytest.mark.parametrize("width", [1280, 390])


def fill_in(visit: Visit, description: str) -> Page:
    """An unlisted website reported up to the last step, but for the challenge."""
    page = visit.open("/report/unlisted")
    page.fill("#site_name", "城东区某某网")
    page.fill("#site_url", "http://unlisted.example/")
    page.select_option("#region", index=2)
    go_on(page)
    page.check('input[name="problem_type"][value="other"]')
    page.fill("#description", description)
    go_on(page)
    go_on(page)
    return page


@WIDTHS
def test_the_page_does_the_sum_while_the_form_is_filled_in(windows: Windows, width: int) -> None:
    visit = windows.new(width)
    page = fill_in(visit, f"网站打不开，用 {width} 像素宽的屏幕看也是一样。")
    expect(page.get_by_text("已验证，可以提交。")).to_be_visible()
    assert not page.is_visible("#picture_code")
    # Faster than people are: the page waits out the least time instead of bothering anybody.
    send(visit)


@WIDTHS
def test_without_javascript_the_picture_is_read(windows: Windows, width: int) -> None:
    visit = windows.new(width, script=False)
    page = fill_in(visit, f"没有脚本的浏览器也能报告，屏幕宽 {width} 像素。")
    assert page.is_visible("#picture_code")
    page.wait_for_load_state()
    assert page.locator(".challenge img").evaluate("image => image.complete && image.naturalWidth") == 240
    send(visit)


def test_without_eyes_the_question_is_answered(windows: Windows) -> None:
    visit = windows.new(script=False)
    page = fill_in(visit, "读屏软件的用户也能报告，不用看图片。")
    answer_by_hand(visit.program, page, question=True)
    page.get_by_role("button", name="提交留言").click()
    assert page.url.endswith("/report/received")


@WIDTHS
def test_another_picture_without_javascript_keeps_what_was_typed(windows: Windows, width: int) -> None:
    visit = windows.new(width, script=False)
    page = fill_in(visit, "看不清图片的人换一张，写好的内容还在。")
    token = page.input_value('[name="challenge_token"]')
    page.click("text=看不清，换一张")
    assert page.input_value('[name="challenge_token"]') != token
    assert "写好的内容还在" in page.inner_text("main")
    assert page.locator(".errsum").count() == 0


def refuse(route: Route) -> None:
    """The line breaks."""
    route.abort()


def test_where_the_sum_cannot_be_had_the_picture_stays(windows: Windows) -> None:
    visit = windows.new()
    visit.page.route("**/challenge", refuse)
    page = fill_in(visit, "网络不好的时候，还可以看图片验证。")
    expect(page.get_by_text("自动验证没有成功")).to_be_visible()
    send(visit)


def insecure(visit: Visit) -> Visit:
    """As a browser is at http://host: there is no crypto.subtle."""
    visit.page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    return visit


@WIDTHS
def test_in_a_page_without_secure_context_the_picture_stays_and_can_be_changed(windows: Windows, width: int) -> None:
    visit = insecure(windows.new(width))
    page = fill_in(visit, "没有加密连接的地址也能报告。")
    assert page.is_visible("#picture_code")
    token = page.input_value('[name="challenge_token"]')
    with page.expect_response("**/challenge/picture/*"):
        page.click("text=看不清，换一张")
    assert page.input_value('[name="challenge_token"]') != token
    send(visit)


@WIDTHS
@pytest.mark.parametrize("script", [True, False], ids=["insecure", "without-script"])
@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [("picture_code", "0OIL1", "与图片中的字符不一致"), ("word_answer", "不知道", "文字题答得不对")],
    ids=["picture", "question"],
)
def test_a_wrong_answer_is_told_and_costs_nothing_typed(
    windows: Windows, width: int, script: bool, field: str, wrong: str, sentence: str
) -> None:
    visit = insecure(windows.new(width)) if script else windows.new(width, script=False)
    address = f"http://{SITE.host}/protection/{width}-{script}-{field}.html"
    typed = {"wrong_text": "公吿", "suggested_text": "公告", "contact_name": "何小满", "contact_phone": "13800971234"}
    description = f"验证时答错了也不用重写：{field}，{width}，{script}。"
    page = write(visit, f"/report?url={address}", "typo", description, **typed)
    page.wait_for_load_state()
    token = page.input_value('[name="challenge_token"]')
    answer_by_hand(visit.program, page, question=field == "word_answer")
    page.fill(f"#{field}", wrong)
    page.get_by_role("button", name="提交留言").click()
    assert page.locator(".errsum li").count() == 1
    assert sentence in page.inner_text(".errsum")
    page.click(".errsum a")
    assert page.evaluate("document.activeElement.id") == field
    assert page.input_value(f"#{field}") == ""
    assert page.input_value('[name="challenge_token"]') != token
    told = page.inner_text("main form .card")
    for words in (address, description, *typed.values()):
        assert words in told
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    answer_by_hand(visit.program, page, question=field == "word_answer")
    page.get_by_role("button", name="提交留言").click()
    page.wait_for_url("**/report/received")
    page.click('form[action="/track"] button')
    assert description in page.inner_text("main")
