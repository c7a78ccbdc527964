"""The board in w3m, which knows neither styles nor scripts: everything can be read and reached."""

from __future__ import annotations

import subprocess
from urllib.parse import quote

import pytest

from tests.browser.conftest import Program

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
    assert "cases.csv" in dump(f"{demo.address}/board/download")
