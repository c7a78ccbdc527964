"""Importing in a real browser: an administrator takes in a file, without a script too."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import Program, Windows
from tests.browser.test_accessibility import inspect

pytestmark = pytest.mark.browser
HEAD = "单位代码,单位名称,单位类型,上级单位代码\n"
LARGE = 100 * 1024 * 1024


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


def peak_of_web(program: Program) -> int:
    """Kilobytes that the processes that answer have held at their peak, the largest of them."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(program.children()["web"])], capture_output=True, text=True, check=True
    ).stdout
    states = [Path(f"/proc/{pid}/status").read_text().splitlines() for pid in listed.split()]
    return max(int(line.split()[1]) for state in states for line in state if line.startswith("VmHWM"))


@pytest.mark.parametrize(("width", "script"), [(1280, True), (390, False)])
def test_a_hundred_megabytes_are_refused_with_a_sentence_and_little_memory(
    windows: Windows, width: int, script: bool, tmp_path: Path
) -> None:
    source = tmp_path / "units.csv"
    with source.open("wb") as file:
        file.write(HEAD.encode())
        file.truncate(LARGE)
    visit = windows.new(width, script=script)
    visit.sign_in("admin")
    page = visit.open("/admin/imports?subject=units")
    before = peak_of_web(visit.program)
    page.set_input_files("#file", source)
    page.click("main form[action='/admin/imports'] button")
    assert "文件超过 20 MB" in page.inner_text(".errsum")
    assert peak_of_web(visit.program) - before < LARGE // 1024 // 4
    if script:
        inspect(page)
