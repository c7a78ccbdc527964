"""A flood in a real browser: the same words again and again wait for a person, who sorts them in one step."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import pytest
from playwright.sync_api import Page

from portal.services.context import Context
from portal.services.repeats import MOST_ALIKE
from tests.browser.conftest import Visit, Windows
from tests.browser.reporting import followed, send
from tests.browser.stages import SITE
from tests.browser.test_accessibility import inspect
from tests.browser.test_main_job import step
from tests.services.test_floods import flooded

pytestmark = pytest.mark.browser

WIDTHS = pytest.mark.parametrize("width", [1280, 390])
FLOODS = count(1)
GROUP = 'form[action^="/desk/floods/"]'


@dataclass
class Flood:
    """Reports of the same words: those that were sent on as usual, those that wait, and the code of the last one."""

    words: str
    address: str
    sent_on: list[str]
    held: list[str]
    code: str


@pytest.fixture
def flood(windows: Windows, services: Context, width: int) -> Flood:
    """More than are sent on; the last one comes from a browser, and whatever can be dispatched has been."""
    each = next(FLOODS)
    words = f"请大家转发：第 {each} 号公告的落款日期写错了，应为今年。"
    address = f"http://{SITE.host}/floods/{each}.html"
    numbers = flooded(services, MOST_ALIKE + 2, description=words, site_code=SITE.code, page_url=address)
    citizen = windows.new(width)
    page = send(citizen, f"/report?site_code={SITE.code}&url={address}", "typo", words)
    numbers.append(page.inner_text("#report-number"))
    code = page.inner_text("#tracking-code")
    windows.program.command("dispatch")
    assert "等待分办" in followed(citizen, code).inner_text("main"), "it is held, and not lost"
    return Flood(words, address, numbers[:MOST_ALIKE], numbers[MOST_ALIKE:], code)


def opened(office: Visit, flood: Flood) -> Page:
    """The page of the group, found from the desk of the provincial office."""
    office.sign_in("province")
    page = office.open("/desk")
    page.click("main >> text=集中重复留言")
    inspect(page)
    line = page.locator("main tr", has_text=flood.words)
    for told in (f"{len(flood.held)} 件", f"此前另有 {MOST_ALIKE} 件", f"{SITE.name}（{len(flood.held)}）"):
        assert told in line.inner_text()
    line.locator("a").click()
    page.click("summary:has-text('逐件查看')")
    inspect(page)
    assert page.locator('main details a[href^="/desk/reports/"]').all_inner_texts() == flood.held
    return page


def decide(page: Page, decision: str) -> None:
    """Choose what becomes of the group, and press the button."""
    page.check(f'{GROUP} [name="decision"][value="{decision}"]')
    page.click(f"{GROUP} button")


def on_desk_of_chengdong(windows: Windows, numbers: list[str]) -> None:
    """Every one of them waits there to be transferred."""
    office = windows.new()
    office.sign_in("chengdong")
    for number in numbers:
        assert office.open(f"/desk/reports/{number}").locator("#action-transfer").count() == 1, number


@WIDTHS
def test_what_is_in_order_is_sent_its_way_all_at_once(windows: Windows, flood: Flood, width: int) -> None:
    page = opened(windows.new(width), flood)
    page.click(f"{GROUP} button")
    assert "请选择怎样处理" in page.inner_text(".errsum")
    decide(page, "release")
    assert f"已分办 {len(flood.held)} 件" in page.inner_text("main")
    assert flood.words not in page.inner_text("main")
    on_desk_of_chengdong(windows, flood.sent_on + flood.held)
    assert "已分办到组织单位" in followed(windows.new(width), flood.code).inner_text("main")


@WIDTHS
def test_repetitions_are_refused_with_one_reply_that_a_colleague_reviews(
    windows: Windows, flood: Flood, width: int
) -> None:
    reply = "您反映的问题已有留言，正在办理，请查看最早的那一件。"
    page = opened(windows.new(width), flood)
    page.check(f'{GROUP} [name="public"][value="yes"]')
    decide(page, "duplicate")
    assert page.locator(".errsum a").count() == 1, "only the reply is missing"
    assert page.is_checked(f'{GROUP} [name="decision"][value="duplicate"]')
    page.fill(f'{GROUP} [name="reply"]', reply)
    decide(page, "duplicate")
    assert f"{len(flood.held)} 件拟不予受理" in page.inner_text("main")
    colleague = windows.new(width)
    colleague.sign_in("province2")
    for number in flood.held:
        assert flood.sent_on[0] in colleague.open(f"/desk/reports/{number}").inner_text("main")
        step(colleague, number, "approve", secrecy_checked="y", privacy_checked="y")
    story = followed(windows.new(width), flood.code).inner_text("main")
    assert "已办结" in story
    assert reply in story
    on_desk_of_chengdong(windows, flood.sent_on)


@WIDTHS
def test_ticked_in_the_list_they_go_to_the_unit_that_the_officer_chooses(
    windows: Windows, flood: Flood, width: int
) -> None:
    office = windows.new(width)
    office.sign_in("province")
    page = office.open("/desk?state=received")
    page.fill("#q", flood.address)
    page.click("main form[role=search] button")
    boxes = page.locator('main td input[name="number"]')
    assert sorted(box.get_attribute("value") or "" for box in boxes.all()) == flood.held
    for box in boxes.all():
        box.check()
    assert page.inner_text("[data-picked]") == f"已选 {len(flood.held)} 件"
    page.check('input[name="action"][value="dispatch"]')
    page.select_option("#bulk-unit", "chengdong")
    page.fill("#bulk-comment", "网民转发的同一处错误，请一并核查")
    inspect(page)
    page.click("form[data-bulk] button")
    assert f"已分办 {len(flood.held)} 件" in page.inner_text("main")
    on_desk_of_chengdong(windows, flood.held)
