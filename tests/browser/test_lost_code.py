"""A lost code in a real browser: the link in a letter gives a new one, and so does an officer who calls back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from portal.domain.safety import Safety
from portal.services.context import Context
from tests.browser.conftest import WINDOWS, Visit, Windows
from tests.browser.own_portal import OwnPortal, own_portal
from tests.browser.reporting import fits, followed
from tests.browser.test_accessibility import inspect
from tests.conftest import FrozenClock
from tests.handling import SUBMISSION, Desk
from tests.mailbox import Mailbox, text_of
from tests.province import Cast

pytestmark = pytest.mark.browser

KNOWN, UNKNOWN = "xiaoming@mail.example", "nobody@mail.example"
RENEW = 'main form[action^="/track/new-code/"] button'


@pytest.fixture
def portal(context: Context, cast: Cast, clock: FrozenClock, tmp_path: Path, mailbox: Mailbox) -> Iterator[OwnPortal]:
    """A portal that sends letters."""
    with own_portal(context, clock, tmp_path, Safety(), mailbox.url) as running:
        yield running


def look(page: Page, script: bool) -> None:
    """Nothing is cut off, and axe finds nothing where it can run."""
    assert fits(page)
    if script:
        inspect(page)


def ask(visit: Visit, email: str) -> Page:
    """Ask for a letter on the page that 办理查询 leads to."""
    page = visit.open("/track")
    page.click("text=查询码丢失了怎么办")
    page.fill("#contact_email", email)
    page.click("text=发送邮件")
    return page


def opens(visit: Visit, code: str, number: str) -> bool:
    """True if the code shows the report; False if the portal knows no such code."""
    page = followed(visit, code)
    if page.locator(".errsum").count():
        assert "没有找到对应的留言" in page.inner_text(".errsum")
        return False
    return number in page.inner_text("h1")


@WINDOWS
def test_whoever_asks_is_told_the_same_and_only_a_known_address_gets_a_letter(
    windows: Windows, portal: OwnPortal, desk: Desk, mailbox: Mailbox, width: int, script: bool
) -> None:
    desk.submitted(contact_email=KNOWN)
    portal.deliver()
    mailbox.recipients.clear()
    visit = windows.new(width, script=script)
    page = ask(visit, "xiaoming")
    assert "邮箱地址不完整" in page.inner_text(".errsum")
    assert page.input_value("#contact_email") == "xiaoming"
    look(page, script)
    told = [ask(visit, email).inner_html("body") for email in (UNKNOWN, KNOWN)]
    assert told[0] == told[1]
    assert "请查收邮件" in page.inner_text("h1")
    look(page, script)
    portal.deliver()
    assert mailbox.recipients == [[KNOWN]]


@WINDOWS
def test_the_link_in_the_letter_gives_one_new_code(
    windows: Windows, portal: OwnPortal, desk: Desk, mailbox: Mailbox, width: int, script: bool
) -> None:
    number = desk.submitted(contact_email=KNOWN)
    old = desk.codes[number]
    citizen, second = windows.new(width, script=script), windows.new(width, script=script)
    ask(citizen, KNOWN)
    portal.deliver()
    (link,) = re.findall(r"\S+/track/new-code/\S+", text_of(mailbox.letters[-1]))
    second.page.goto(link)
    page = citizen.page
    page.goto(link)
    assert number in page.inner_text("main")
    look(page, script)
    assert opens(windows.new(width, script=script), old, number), "looking at the link changes nothing"
    page.click(RENEW)
    new = page.inner_text("#tracking-code")
    look(page, script)
    page.click("text=查看办理情况")
    assert number in page.inner_text("h1")
    assert opens(citizen, new, number)
    assert not opens(citizen, old, number)
    second.page.click(RENEW)
    page.goto(link)
    for used in (second.page, page):
        assert "链接已失效" in used.inner_text("h1")
        assert used.locator(f"{RENEW}, #tracking-code").count() == 0
        look(used, script)
    assert opens(citizen, new, number), "a used link took the new code away"


@WINDOWS
def test_an_officer_calls_back_and_reads_out_a_new_code(
    windows: Windows, portal: OwnPortal, desk: Desk, width: int, script: bool
) -> None:
    number = desk.submitted()
    old = desk.codes[number]
    citizen, office = windows.new(width, script=script), windows.new(width)
    office.sign_in("province")
    page = office.open(f"/desk/reports/{number}")
    page.click("text=查看联系方式")
    assert SUBMISSION.contact_phone in page.inner_text("main")
    page.click("text=留言人丢失了查询码")
    inspect(page)
    page.fill("#comment", "对方说出了网站和日期")
    page.click("main form .btn")
    assert "请先回拨留言所留的电话" in page.inner_text(".errsum")
    assert page.input_value("#comment") == "对方说出了网站和日期"
    assert opens(citizen, old, number), "the code was replaced without a call"
    page.check("#called_back")
    page.click("main form .btn")
    new = page.inner_text("#tracking-code")
    inspect(page)
    assert opens(citizen, new, number)
    assert not opens(citizen, old, number)
