"""Importing in a real browser: an administrator takes in a file, without a script too."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Windows
from tests.browser.test_accessibility import inspect

pytestmark = pytest.mark.browser
HEAD = "单位代码,单位名称,单位类型,上级单位代码\n"


@pytest.mark.parametrize(("who", "width", "script"), [("admin", 1280, True), ("province", 390, False)])
def test_a_file_is_corrected_confirmed_and_imported(windows: Windows, who: str, width: int, script: bool) -> None:
    visit = windows.new(width, script=script)
    visit.sign_in(who)
    line = f"import-{who},导入测试局{width},填报单位,"

    def send(text: str) -> None:
        visit.open("/admin/imports?subject=units")
        file = {"name": "单位.csv", "mimeType": "text/csv", "buffer": text.encode("gbk")}
        page.set_input_files("#file", files=[file])  # type: ignore[list-item]
        page.click("main form[action='/admin/imports'] button")

    page = visit.open("/admin/imports?subject=units")
    if script:
        inspect(page)
    send(HEAD + line + "nobody\n")
    page.wait_for_selector("text=有 1 行有误")
    assert "没有这个上级单位" in page.inner_text("main")
    if script:
        inspect(page)
    send(HEAD + line + "datong\n")
    page.wait_for_selector("text=核对完毕")
    page.click("button:has-text('确认导入')")
    page.wait_for_selector("text=导入完成")
    assert "新增 1 行" in page.inner_text("main")
    if script:
        inspect(page)
    assert f"导入测试局{width}" in visit.open(f"/admin/units/import-{who}").inner_text("main")
