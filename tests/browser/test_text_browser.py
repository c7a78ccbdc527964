"""In w3m, which knows neither styles nor scripts, everything can be read, reached and done."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.browser.challenges import demo_context
from tests.browser.conftest import Program, wait_for
from tests.browser.finishing import finish
from tests.browser.stages import SITE
from tests.browser.w3m import TextBrowser
from tests.challenges import answer_to

pytestmark = pytest.mark.browser


def dump(address: str) -> str:
    """What w3m shows of a page."""
    command = ["w3m", "-dump", "-cols", "100", "-I", "UTF-8", "-O", "UTF-8", address]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def test_a_text_browser_reads_searches_and_narrows_the_board(demo: Program) -> None:
    board = dump(f"{demo.address}/board")
    for words in ("曝光台", "问题类型", "错别字", "西宁市", "下一页", "下载以上结果"):
        assert words in board, words
    found = dump(f"{demo.address}/board?q={quote('电话')}&region=630100")
    assert "找到" in found
    assert "电话" in found
    assert "取消筛选：西宁市" in found
    nothing = dump(f"{demo.address}/board?q={quote('没有这样的词语')}")
    assert "没有这样的词语" in nothing


def test_a_text_browser_reads_the_ledger_and_the_download_page(demo: Program) -> None:
    assert "台账" in dump(f"{demo.address}/board/ledger")
    # The worker makes the files after everything else that a new demo has to do.
    wait_for("the whole board as files", lambda: "cases.csv" in dump(f"{demo.address}/board/download"))


def test_the_whole_way_from_the_report_to_the_rating(demo: Program, tmp_path: Path) -> None:
    browser = TextBrowser(tmp_path, f"{demo.address}/report")
    try:
        browser.fill("复制出错网页", f"http://{SITE.host}/w3m/1.html")
        browser.activate("^继续$")
        browser.choose("内容不准确")
        browser.write("哪里有错、应该怎样", "用文字浏览器填写：门口的开放时间和网页上写的不一样。")
        browser.activate("^继续$")
        browser.activate("^继续$")
        assert "核对后提交" in browser.page()
        token = re.search(r'name="challenge_token"[^>]*value="([^"]+)"', browser.source())
        assert token
        browser.fill("看不到图片的", answer_to(demo_context(demo), token[1]))
        browser.activate("^提交留言$")
        receipt = browser.page()
        assert "留言已收到" in receipt, receipt
        number = re.search(r"\d{4}-\d{6}", receipt)
        assert number
        browser.activate("^查看办理情况$")
        assert f"留言{number[0]}的办理情况" in browser.page()
        finish(demo, number[0])
        browser.press("R", "Viewing <")
        assert "已办结" in browser.page()
        browser.choose("很满意")
        browser.activate("^提交评价$")
        assert "感谢您的评价" in browser.page()
    finally:
        browser.close()
