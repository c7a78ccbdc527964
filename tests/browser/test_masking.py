"""The final review in a real browser: what looks personal is masked, and one of it is kept by a tick."""

from __future__ import annotations

import pytest

from portal.demo.places import SITES
from tests.browser.conftest import Visit, Windows
from tests.browser.reporting import send
from tests.browser.test_main_job import step

pytestmark = pytest.mark.browser

SITE = next(site for site in SITES if site.filing_unit == "chengdong-gov")
OFFICE = "0971-8230046"
SAID = f"首页公布的电话{OFFICE}是空号。我叫何小满，电话一三八 0097 1234，家住花园北街7号，请回复。"


def brought_to_the_root(windows: Windows, script: bool) -> tuple[str, Visit]:
    """A report with personal data in it, on the page of the final review."""
    address = f"/report?site_code={SITE.code}&url=http://{SITE.host}/index.html?id=5"
    page = send(windows.new(script=script), address, "inaccurate", SAID)
    number = page.inner_text("#report-number")
    windows.program.command("dispatch")
    officers = {name: windows.new(script=script) for name in ("chengdong", "chengdong-gov", "xining", "province")}
    for name, visit in officers.items():
        visit.sign_in(name)
    step(officers["chengdong"], number, "transfer")
    today = page.evaluate("new Date().toISOString().slice(0, 10)")
    reply = f"您好，首页电话{OFFICE}已于今日改正，感谢您的监督！"
    step(
        officers["chengdong-gov"], number, "answer", finding="confirmed", reply=reply, corrected_on=today, public="yes"
    )
    step(officers["chengdong"], number, "approve")
    step(officers["xining"], number, "approve")
    return number, officers["province"]


@pytest.mark.parametrize(("width", "script"), [(1280, True), (390, False)])
def test_the_officer_keeps_one_and_the_rest_is_masked(windows: Windows, width: int, script: bool) -> None:
    number, province = brought_to_the_root(windows, script)
    page = province.page
    page.set_viewport_size({"width": width, "height": 900})
    province.open(f"/desk/reports/{number}")
    form = "#action-approve"
    assert page.input_value(f'{form} [name="public_description"]') == (
        "首页公布的电话〔固定电话〕是空号。我叫〔姓名〕，电话〔手机号〕，家住〔住址〕，请回复。"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.check(f'{form} [name="kept"][value^="public_reply.landline."]')
    page.fill(f'{form} [name="public_wrong_text"]', "13800971234")
    for name in ("secrecy_checked", "privacy_checked"):
        page.check(f'{form} [name="{name}"]')
    page.click(f"{form} button.btn:not([formaction])")
    assert "含有未遮盖的个人信息：手机号" in page.inner_text(".errsum")
    assert page.is_checked(f'{form} [name="kept"][value^="public_reply.landline."]')
    assert page.is_checked(f'{form} [name="mask_rest"]')
    page.click(f"{form} button.btn:not([formaction])")
    assert page.locator(".errsum").count() == 0
    shown = province.open(f"/board/{number}").inner_text("main")
    assert f"首页电话{OFFICE}已于今日改正" in shown
    assert "电话〔固定电话〕是空号" in shown
    for secret in ("何小满", "1380097", "0097", "花园北街", "id=5"):
        assert secret not in page.content()
