"""A file of a hundred megabytes, whatever it is made of: one sentence on the command line, in a bounded memory."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from openpyxl import Workbook

from portal.config import CHECKOUT
from portal.store import Database, Report
from portal.store.migrate import upgrade
from tests.province import SITE_CODE, settle
from tests.web.conftest import SECRET

pytestmark = pytest.mark.load

LARGE = 100 * 1024 * 1024
MOST_MEMORY = 260 * 1024
"""Kilobytes that the process may hold at its peak; the program alone takes 160,000 of them."""
HEAD = "原编号,留言类型,网站标识码,网页地址,问题类型,问题描述,提交时间\n"


def messages(path: Path) -> None:
    """Lines that are all in order."""
    line = f"QG%09d,我要找错,{SITE_CODE},http://www.chengdong.example/,错别字,首页有错别字,2018-06-01 10:00\n"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        number = 0
        while file.tell() < LARGE:
            file.writelines(line % each for each in range(number, number + 10_000))
            number += 10_000


def one_line(path: Path) -> None:
    """Nothing but commas, never the end of a line."""
    path.write_bytes(HEAD.encode().rstrip() + b"," * LARGE)


def one_row(path: Path) -> None:
    """Lines that belong to one row, for every cell goes on in the next one."""
    with path.open("wb") as file:
        for _ in range(LARGE // 100_000):
            file.write(b'"\n",' * 20_000)


def one_cell(path: Path) -> None:
    """A quotation mark that is never closed."""
    path.write_bytes(HEAD.encode() + b'"' + b"text and text\n" * (LARGE // 14))


def noise(path: Path) -> None:
    """Anything."""
    path.write_bytes(random.Random(1).randbytes(LARGE))


def workbook(path: Path) -> None:
    """A sheet with a picture that is as large as the file."""
    book = Workbook()
    book.active.append(["name"])  # type: ignore[union-attr]  # a new workbook has a sheet
    book.save(path)
    with ZipFile(path, "a", ZIP_STORED) as archive:
        archive.writestr("xl/media/image1.png", random.Random(1).randbytes(LARGE))


def unfolding(path: Path) -> None:
    """A sheet of one row that unfolds to nearly twice as much."""
    row = b"<row r='1'>" + b"<c/>" * (LARGE * 7 // 4 // 4) + b"</row>"
    book = Workbook()
    book.save(path)
    renamed = path.with_suffix(".old")
    path.rename(renamed)
    with ZipFile(renamed) as old, ZipFile(path, "w", 8) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>"
                content += row + b"</sheetData></worksheet>"
            new.writestr(part.filename, content)


LAUNCHER = """
import resource, subprocess, sys
ended = subprocess.run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(ended.returncode)
"""
"""Tells what a program's memory was at its peak. The system counts what was there before a process became another
program, and this one is small, unlike the tests."""
SENTENCES = {
    messages: "一次最多导入 50000 行，请把文件拆开分别导入",
    one_line: "第 1 行太长",
    one_row: "第 1 行太长",
    one_cell: "第 2 行有一格太长",
    noise: "文件不是 Excel 工作簿，也不是可识别的文本",
    workbook: "不能导入",
    unfolding: "有一行太长",
}


@pytest.mark.parametrize("make", SENTENCES)
def test_a_hundred_megabytes_are_refused_with_a_sentence_and_little_memory(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'portal.sqlite'}")
    upgrade(database)
    settle(database)
    source = tmp_path / "file.csv"
    make(source)
    environment = {**os.environ, "PORTAL_HOME": str(tmp_path), "PORTAL_SECRET_KEY": SECRET}
    environment.pop("PORTAL_DATABASE_URL", None)
    ended = subprocess.run(
        [sys.executable, "-c", LAUNCHER, sys.executable, "-m", "portal", "import", "reports", str(source)],
        env=environment, cwd=CHECKOUT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    memory = int(ended.stdout.splitlines()[-1])
    print(f"{make.__name__}: {memory // 1024} MB")  # noqa: T201
    assert ended.returncode == 2, ended.stderr
    assert SENTENCES[make] in ended.stderr
    assert "Traceback" not in ended.stderr
    assert memory < MOST_MEMORY
    with database.reading() as session:
        assert session.query(Report).count() == 0
    database.dispose()
