"""The registers in a real browser, from the view of each account that keeps them and of one that does not."""

from __future__ import annotations

import pytest

from tests.browser.challenges import send
from tests.browser.conftest import Windows
from tests.browser.reporting import go_on
from tests.browser.test_accessibility import inspect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("who", "width", "script"), [("admin", 1280, True), ("province", 320, False)])
def test_a_unit_is_opened_given_a_website_merged_and_read_afterwards(
    windows: Windows, who: str, width: int, script: bool
) -> None:
    visit = windows.new(width, script=script)
    visit.sign_in(who)
    code = f"datong-{who}"
    page = visit.open("/admin/units/datong")
    page.click("summary:has-text('开设下级单位')")
    page.fill("#below-name", f"大通县测试局{who}")
    page.fill("#below-code", "大通")
    page.check('input[name="kind"][value="filing"]')
    page.click("form[action$='/below'] button")
    assert "小写字母" in page.inner_text(".errsum")
    assert page.input_value("#below-name") == f"大通县测试局{who}"
    page.fill("#below-code", code)
    page.click("form[action$='/below'] button")
    assert page.url.endswith(f"/admin/units/{code}")
    page.click("text=登记网站")
    serial = {"admin": "9901", "province": "9902"}[who]
    page.fill("#code", f"630121{serial}")
    page.fill("#name", f"大通县测试网{who}")
    page.fill("#url", f"http://test-{who}.datong.example/")
    page.fill("#hosts", f"wap-{who}.datong.example")
    page.click("main form[action='/admin/sites/new'] button")
    assert page.url.endswith(f"/admin/sites/630121{serial}")
    if script:
        inspect(page)
    page = visit.open(f"/admin/units/{code}")
    page.click("summary:has-text('并入其他单位')")
    page.select_option("#merge-into", "datong-gov")
    page.click("form[action$='/merge'] button")
    assert f"大通县测试网{who}" in page.inner_text("main")
    if script:
        inspect(page)
    page.click("text=确认合并")
    assert page.url.endswith("/admin/units/datong-gov")
    assert f"大通县测试网{who}" in page.inner_text("main")
    page = visit.open(f"/admin/units/{code}")
    assert "已并入" in page.inner_text("main")
    if script:
        inspect(page)


@pytest.mark.parametrize("width", [1280, 320])
def test_an_organizing_unit_keeps_what_lies_below_it(windows: Windows, width: int) -> None:
    visit = windows.new(width)
    visit.sign_in("xining")
    page = visit.open("/admin/units")
    inspect(page)
    assert page.locator('a[href="/admin/units/chengdong-gov"]').count() == 1
    assert page.locator('a[href="/admin/units/haidong"]').count() == 0
    page.click('a[href="/admin/units/chengdong-gov"]')
    page.click("summary:has-text('明确专人')")
    page.select_option("#responsible-account", "chengdong-gov")
    page.click("form[action$='/responsible'] button")
    assert "专人" in page.inner_text(".summary")
    inspect(page)
    for address in ("/admin/sites", "/desk/unlisted", "/admin/units/chengdong-gov/retire"):
        inspect(visit.open(address))
    assert page.goto(visit.program.address + "/admin/units/haidong").status == 403  # type: ignore[union-attr]


def test_a_filing_unit_is_not_led_to_the_registers_and_refused_there(windows: Windows) -> None:
    visit = windows.new()
    page = visit.sign_in("chengdong-gov")
    assert page.locator('nav a[href^="/admin/units"]').count() == 0
    for address in ("/admin/units", "/admin/sites", "/admin/units/chengdong-gov"):
        answer = page.goto(visit.program.address + address)
        assert answer is not None
        assert answer.status == 403


def test_an_organizing_unit_sees_known_websites_before_it_acts_on_a_missing_one(windows: Windows) -> None:
    """§三(二)."""
    citizen = windows.new(390, script=False)
    page = citizen.open("/report/unlisted")
    page.fill("#site_name", "城东区政府信息公开网")
    page.fill("#site_url", "http://xxgk.xining-chengdong.example/")
    page.select_option("#region", "630102")
    go_on(page)
    page.check('input[name="problem_type"][value="other"]')
    page.fill("#description", "这个信息公开网站在登记的网站里找不到，请核实。")
    go_on(page)
    go_on(page)
    send(citizen)
    number = page.inner_text("#report-number")
    windows.program.command("dispatch")
    visit = windows.new(1280)
    visit.sign_in("chengdong")
    page = visit.open(f"/desk/reports/{number}")
    assert "西宁市城东区人民政府网" in page.inner_text("#similar-sites")
    inspect(page)
    page = visit.open("/desk/unlisted")
    assert number in page.inner_text("main")
    inspect(page)
