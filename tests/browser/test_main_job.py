"""The main job in a real browser: from a citizen's click to the exposure board and back to the citizen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import pytest

from portal.demo.places import SITES
from tests.browser.conftest import Visit, Windows, wait_for
from tests.browser.reporting import send

pytestmark = pytest.mark.browser

SITE = next(site for site in SITES if site.filing_unit == "chengdong-gov")
DESCRIPTION = "办事指南里“老年优待证”一页写着需要交两张蓝底照片，可是窗口只收白底的，请核对更正。"
REPLY = "您好，经核查情况属实。该页照片要求已于今天上午改为“白底”，并对同类页面逐一核对。感谢您的监督！"
MIDDLE = "蓝底"
REPORTS = count(1)


@dataclass
class Told:
    """What the citizen takes home."""

    number: str
    code: str


def report(visit: Visit) -> Told:
    """A citizen reports an error on the site of 城东区."""
    page = send(
        visit,
        f"/report?site_code={SITE.code}&url=http://{SITE.host}/bsfw/1203.html",
        "inaccurate",
        # The same words sent too often wait for a person instead of going their way.
        f"{DESCRIPTION}（第 {next(REPORTS)} 号窗口）",
        wrong_text="两张蓝底照片",
        suggested_text="两张白底照片",
        contact_name="何小满",
        contact_phone="13800971234",
    )
    return Told(page.inner_text("#report-number"), page.inner_text("#tracking-code"))


def step(visit: Visit, number: str, action: str, **fields: str) -> None:
    """Fill in the form of one step and send it."""
    page = visit.open(f"/desk/reports/{number}")
    form = f"#action-{action}"
    if page.get_attribute(form, "open") is None:
        page.click(f"{form} > summary")
    for name, value in fields.items():
        field = f'{form} [name="{name}"]'
        kind = page.locator(field).first.get_attribute("type")
        tag = page.locator(field).first.evaluate("element => element.tagName")
        if kind == "radio":
            page.check(f'{field}[value="{value}"]')
        elif kind == "checkbox":
            page.check(field)
        elif tag == "SELECT":
            page.select_option(field, value)
        else:
            page.fill(field, value)
    page.click(f"{form} button.btn:not([formaction])")
    assert page.locator(".errsum").count() == 0, page.inner_text("main")


@pytest.mark.parametrize(("width", "script"), [(1280, True), (390, True), (390, False)])
def test_a_report_travels_its_whole_way(windows: Windows, width: int, script: bool) -> None:
    citizen = windows.new(width, script=script)
    told = report(citizen)
    assert "分办" in windows.program.command("dispatch")
    officers = {name: windows.new(1280, script=script) for name in ("chengdong", "chengdong-gov", "xining", "province")}
    for name, visit in officers.items():
        visit.sign_in(name)
    step(officers["chengdong"], told.number, "transfer")
    today = citizen.page.evaluate("new Date().toISOString().slice(0, 10)")
    step(
        officers["chengdong-gov"], told.number, "answer",
        finding="confirmed", reply=REPLY, corrected_on=today, public="yes",
    )  # fmt: skip
    step(officers["chengdong"], told.number, "approve")
    step(officers["xining"], told.number, "approve", comment="同意")
    step(
        officers["province"], told.number, "approve",
        public_title="城东区：老年优待证照片要求写错", secrecy_checked="y", privacy_checked="y",
    )  # fmt: skip
    reader = windows.new(width, script=script)

    def found() -> bool:
        page = reader.open(f"/board?q={MIDDLE}")
        return page.locator(f'a[href="/board/{told.number}"]').count() == 1

    wait_for("the case is found by two characters from its middle", found, 15)
    page = reader.open(f"/board/{told.number}")
    assert DESCRIPTION[5:20] in page.inner_text("main")
    assert "何小满" not in page.content()
    page = citizen.open("/track")
    page.fill("#tracking_code", told.code)
    page.click("main form button")
    story = page.inner_text("main")
    for words in ("已办结", "留言已提交", "已分办到组织单位", "城东区", REPLY[:12]):
        assert words in story
    assert "王海燕" not in story


def test_the_tour_of_a_journalist(windows: Windows) -> None:
    """Search, a case, and back: words are marked and the number of hits is told."""
    visit = windows.new()
    page = visit.open("/")
    page.fill("#home-q", "公示")
    page.click("form.search button")
    assert "找到" in page.inner_text("#results h2")
    assert page.locator("mark").count() > 0
    page.click("ul.list a.title >> nth=0")
    assert page.locator("h1").count() == 1
