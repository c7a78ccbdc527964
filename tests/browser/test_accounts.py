"""Accounts in a real browser: from the view of whoever keeps them, and of the officer whose own one it is."""

from __future__ import annotations

from base64 import b32decode

import pytest
from playwright.sync_api import Page

from portal.domain.safety import Level, Safety
from portal.domain.totp import code_at, step_of
from tests.browser.conftest import Visit, Windows
from tests.browser.own_portal import OwnPortal
from tests.browser.test_accessibility import inspect
from tests.browser.test_screenshots import keep
from tests.conftest import FrozenClock
from tests.web.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("portal")]

WIDTHS = [(1280, True), (390, True), (390, False)]
"""At a desk, on a telephone, and on one without JavaScript."""
NEW = "a quite different password"
STRICT = Safety()


def sign_in(visit: Visit, username: str, password: str = PASSWORD) -> Page:
    """Fill in the form of /login and send it, whatever comes of it."""
    page = visit.open("/login")
    page.fill("#username", username)
    page.fill("#password", password)
    page.click("main form button")
    return page


def words(page: Page) -> str:
    """What the page says."""
    return page.inner_text("main")


def look(page: Page, name: str, width: int, script: bool = True) -> None:
    """Keep a picture; axe finds nothing, and nothing is cut off."""
    wrong = list(keep(page, f"accounts-{name}", width)) if script else []
    assert not wrong
    if script:
        inspect(page)


def code_of(page: Page, clock: FrozenClock) -> str:
    """What an authenticator shows that was given the secret on this page."""
    secret = page.inner_text("#factor-secret").replace(" ", "")
    return code_at(b32decode(secret + "=" * (-len(secret) % 8)), step_of(clock.now))


def open_account(admin: Visit, username: str = "newcomer") -> Page:
    """The administrator fills in the form for a new officer of 城东区."""
    page = admin.open("/admin/accounts")
    page.click("text=开设账号")
    page.fill("#username", username)
    page.fill("#display_name", "何小满")
    page.check('input[name="role"][value="officer"]')
    page.select_option("#unit", "chengdong")
    page.click("main form button")
    return page


@pytest.mark.parametrize(("width", "script"), WIDTHS)
def test_a_new_officer_chooses_the_password_with_a_link_that_works_once(
    windows: Windows, width: int, script: bool
) -> None:
    admin, newcomer, third = (windows.new(width, script=script) for _ in range(3))
    sign_in(admin, "admin")
    look(admin.open("/admin/accounts"), "list", width, script)
    look(admin.open("/admin/accounts/new"), "new", width, script)
    page = open_account(admin, "Newcomer")
    assert "小写字母" in page.inner_text(".errsum")
    look(page, "new-refused", width, script)
    page = open_account(admin)
    link = page.input_value("#invitation-link")
    look(page, "link", width, script)
    page.click("text=返回账号")
    assert "尚未设置密码" in words(page)

    page = newcomer.page
    page.goto(link)
    assert "newcomer" in words(page)
    look(page, "invitation", width, script)
    for typed, again, sentence in ((NEW, NEW + "!", "不一致"), ("1234567890", "1234567890", "太常见")):
        page.fill("#password", typed)
        page.fill("#again", again)
        page.click("main form button")
        assert sentence in page.inner_text(".errsum")
        assert NEW not in page.content()
    page.fill("#password", NEW)
    page.fill("#again", NEW)
    page.click("main form button")
    assert page.url.endswith("/login")
    page = sign_in(newcomer, "newcomer", NEW)
    assert page.url.endswith("/desk")
    assert "城东区政府办公室" in page.inner_text("header")

    third.page.goto(link)
    assert "链接已失效" in words(third.page)
    look(third.page, "dead-link", width, script)


@pytest.mark.parametrize(("width", "script"), WIDTHS)
def test_a_disabled_officer_is_out_at_once_and_comes_back_with_a_new_password(
    windows: Windows, width: int, script: bool
) -> None:
    admin, officer = windows.new(width, script=script), windows.new(width, script=script)
    sign_in(officer, "xining-edu")
    sign_in(admin, "admin")
    page = admin.open("/admin/accounts?q=xining-edu")
    page.click("text=xining-edu")
    look(page, "one", width, script)
    page.click("form[action$='/disable'] button")
    assert "账号已停用" in words(page)
    look(page, "disabled", width, script)
    assert "/login" in officer.open("/desk").url
    assert "不正确" in words(sign_in(officer, "xining-edu"))

    page.click("text=恢复并生成链接")
    link = page.input_value("#invitation-link")
    assert "不正确" in words(sign_in(officer, "xining-edu")), "the old password came back to life"
    officer.page.goto(link)
    officer.page.fill("#password", NEW)
    officer.page.fill("#again", NEW)
    officer.page.click("main form button")
    assert sign_in(officer, "xining-edu", NEW).url.endswith("/desk")

    page.click("text=返回账号")
    page.click("text=重置并生成链接")
    assert page.input_value("#invitation-link") != link
    assert "/login" in officer.open("/desk").url
    assert "不正确" in words(sign_in(officer, "xining-edu", NEW))
    page.click("text=返回账号")
    history = page.inner_text(".history")
    assert all(deed in history for deed in ("停用账号", "恢复账号", "重置账号"))


@pytest.mark.parametrize(("width", "script"), WIDTHS)
def test_granting_rights_asks_again_who_one_is_and_ends_the_sessions_of_the_other(
    windows: Windows, portal: OwnPortal, width: int, script: bool
) -> None:
    admin, officer = windows.new(width, script=script), windows.new(width, script=script)
    sign_in(admin, "admin")
    sign_in(officer, "chengdong-gov2")
    page = admin.open("/admin/accounts?q=chengdong-gov2")
    page.click("text=chengdong-gov2")
    portal.clock.advance(minutes=11)
    page.check('input[name="role"][value="auditor"]')
    page.select_option("#unit", "")
    page.click("form[action$='/change'] button")
    assert "请再次输入密码" in words(page)
    look(page, "confirm", width, script)
    page.fill("#confirm_password", "not the password")
    page.click("main form button")
    assert "密码不正确" in page.inner_text(".errsum")
    page.fill("#confirm_password", PASSWORD)
    page.click("main form button")
    assert "已保存" in words(page)
    assert "审计员" in words(page)

    assert "/login" in officer.open("/desk").url
    page = sign_in(officer, "chengdong-gov2")
    assert page.url.endswith("/admin/audit")
    navigation = page.inner_text("nav[aria-label=工作台导航]")
    assert "审计日志" in navigation
    assert not any(each in navigation for each in ("待办", "账号\n", "全部留言", "批量导入"))


@pytest.mark.parametrize(("width", "script"), WIDTHS)
def test_an_officer_sets_up_a_second_factor_and_signs_in_with_it_and_with_a_recovery_code(
    windows: Windows, portal: OwnPortal, width: int, script: bool
) -> None:
    officer = windows.new(width, script=script)
    sign_in(officer, "chengdong")
    page = officer.open("/account")
    look(page, "own", width, script)
    page.click("a[href='/account/second-factor']")
    look(page, "second-factor", width, script)
    page.fill("#code", "000000")
    page.click("main form button")
    assert "口令不对" in page.inner_text(".errsum")
    page.fill("#code", code_of(page, portal.clock))
    secret = page.inner_text("#factor-secret")
    page.click("main form button")
    recovery = page.locator("#recovery-codes li").all_inner_texts()
    assert len(recovery) == 10
    look(page, "recovery-codes", width, script)
    page.click("text=已经保存，继续")
    assert "已启用" in words(page)

    page.click("button:text-is('退出登录')")
    page = sign_in(officer, "chengdong")
    assert page.url.endswith("/login/second")
    look(page, "second", width, script)
    page.fill("#code", "123456")
    page.click("main form button")
    assert "口令不正确" in page.inner_text(".errsum")
    portal.clock.advance(seconds=30)
    key = secret.replace(" ", "")
    page.fill("#code", code_at(b32decode(key + "=" * (-len(key) % 8)), step_of(portal.clock.now)))
    page.click("main form button")
    assert page.url.endswith("/desk")

    page.click("button:text-is('退出登录')")
    for outcome in ("/desk", "/login/second"):
        other = windows.new(width, script=script)
        sign_in(other, "chengdong")
        other.page.fill("#code", recovery[0])
        other.page.click("main form button")
        assert other.page.url.endswith(outcome), "a recovery code opens once"


@pytest.mark.parametrize("portal", [Safety(Level.THREE, second_factor=True)], indirect=True)
@pytest.mark.parametrize("width", [1280, 390])
def test_at_level_three_everybody_renews_the_password_and_sets_up_a_second_factor_first(
    windows: Windows, portal: OwnPortal, width: int
) -> None:
    officer = windows.new(width)
    page = sign_in(officer, "fgw")
    assert page.url.endswith("/account/password")
    assert "90 天" in words(page)
    look(page, "password-owed", width)
    for typed in ("only small letters", "First Password 1"):
        page.fill("#present", PASSWORD)
        page.fill("#password", typed)
        page.fill("#again", typed)
        page.click("main form button")
    page = officer.open("/desk")
    assert page.url.endswith("/account/second-factor")
    assert "须使用动态口令" in words(page)
    look(page, "second-factor-owed", width)
    page.fill("#code", code_of(page, portal.clock))
    page.click("main form button")
    assert officer.open("/desk").url.endswith("/desk")


@pytest.mark.parametrize(("width", "script"), WIDTHS)
def test_an_officer_sees_where_the_account_is_signed_in_and_ends_that(
    windows: Windows, width: int, script: bool
) -> None:
    here, there = windows.new(width, script=script), windows.new(width, script=script)
    sign_in(there, "chengdong", "not the password")
    sign_in(there, "chengdong")
    sign_in(here, "chengdong")
    page = here.open("/account")
    look(page, "sessions", width, script)
    assert page.locator("button[name=session]").count() == 2
    assert "登录被拒绝" in words(page)
    page.click("button[name=session] >> nth=0")
    assert "已结束" in words(page)
    assert page.locator("button[name=session]").count() == 0
    assert "/login" in there.open("/desk").url
    assert here.open("/desk").url.endswith("/desk")


@pytest.mark.parametrize("portal", [Safety(idle=STRICT.idle / 24)], indirect=True)
@pytest.mark.parametrize("width", [1280, 390])
def test_a_warning_stands_on_the_page_before_an_idle_session_ends(
    windows: Windows, portal: OwnPortal, width: int
) -> None:
    """Five minutes here: after three the page warns, and whoever goes on stays signed in."""
    officer = windows.new(width)
    sign_in(officer, "chengdong")
    officer.page.clock.install(time=portal.clock.now)
    page = officer.open("/desk/templates")
    warning = page.locator(".session-warning")

    def pass_by(seconds: int) -> None:
        portal.clock.advance(seconds=seconds)
        page.clock.run_for(seconds * 1000)

    pass_by(170)
    assert warning.count() == 0
    pass_by(15)
    assert "两分钟内将退出登录" in warning.inner_text()
    look(page, "warning", width)
    warning.locator("button").click()
    warning.wait_for(state="detached")
    pass_by(185)
    assert "两分钟内将退出登录" in warning.inner_text(), "the session was not renewed"
    page.fill("#title", "一段写了很久的文字")
    pass_by(120)
    assert "登录已失效" in warning.inner_text()
    assert page.input_value("#title") == "一段写了很久的文字"
    page.click("main form button >> nth=0")
    assert "一段写了很久的文字" in words(page), "what was typed is lost"
    assert "重新登录" in words(page)


@pytest.mark.parametrize("portal", [Safety(longest=STRICT.idle / 24)], indirect=True)
def test_a_session_that_has_lasted_long_enough_says_so_and_offers_no_way_to_go_on(
    windows: Windows, portal: OwnPortal
) -> None:
    officer = windows.new()
    sign_in(officer, "chengdong")
    officer.page.clock.install(time=portal.clock.now)
    page = officer.open("/desk/templates")
    portal.clock.advance(seconds=200)
    page.clock.run_for(200_000)
    warning = page.locator(".session-warning")
    assert "最长时间，两分钟内将退出登录" in warning.inner_text()
    assert warning.locator("button").count() == 0


def test_whoever_guesses_elsewhere_does_not_lock_the_owner_out(windows: Windows) -> None:
    owner, guesser = windows.new(390), windows.new(390)
    sign_in(owner, "chengdong").click("button:text-is('退出登录')")
    page = guesser.page
    for number in range(6):
        page = sign_in(guesser, "chengdong", f"guess {number}")
    assert "请等待 10 秒" in page.inner_text(".errsum")
    look(page, "too-soon", 390)
    assert sign_in(owner, "chengdong").url.endswith("/desk")
