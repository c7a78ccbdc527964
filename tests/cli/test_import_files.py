"""``portal import units|sites|reports``: every line's fate, all of a file or nothing of it, and killed half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.store import Database, Report, Site, Unit
from tests.cli.conftest import Run

UNITS = "单位代码,单位名称,单位类型,上级单位代码\nxining,西宁市政府办公室,组织单位,province\n" \
        "xining-edu,西宁市教育局,填报单位,xining\n"  # fmt: skip
SITES = "code;name;url;hosts;unit\n6301009002;西宁教育网;http://edu.xining.example/;wap.xining.example;xining-edu\n"
REPORTS = "external_number,kind,site_code,problem_type,description,submitted_at\n"


def report_lines(count: int) -> str:
    """A file of so many messages."""
    rows = (f"QG{number},我要找错,6301009002,错别字,第 {number} 页有错别字,2018-06-04\n" for number in range(count))
    return REPORTS + "".join(rows)


def counted(home: Path, table: type) -> int:
    """How many rows the installation has."""
    opened = Database(f"sqlite:///{home / 'portal.sqlite'}")
    with opened.reading() as session:
        found = session.scalar(select(func.count()).select_from(table))
    opened.dispose()
    return found or 0


def write(home: Path, name: str, text: str, encoding: str = "utf-8") -> str:
    path = home / name
    path.write_text(text, encoding=encoding)
    return str(path)


def test_an_installation_is_filled_from_three_files(installed: Run, home: Path) -> None:
    files = {
        "units": write(home, "units.csv", UNITS, "gbk"),
        "sites": write(home, "sites.csv", SITES, "utf-8-sig"),
        "reports": write(home, "reports.csv", report_lines(3), "utf-16"),
    }
    for subject, path in files.items():
        ended = installed("import", subject, path)
        assert ended.code == 0, ended.err
        assert "已导入" in ended.out
    assert [counted(home, table) for table in (Unit, Site, Report)] == [3, 1, 3]
    for subject, path in files.items():
        assert "新增 0 行，更新 0 行" in installed("import", subject, path).out
    assert [counted(home, table) for table in (Unit, Site, Report)] == [3, 1, 3]


def test_a_dry_run_tells_every_line_and_changes_nothing(installed: Run, home: Path) -> None:
    path = write(home, "units.csv", UNITS)
    ended = installed("import", "units", path, "--dry-run")
    assert ended.code == 0, ended.err
    assert "第 2 行  新增  xining\n第 3 行  新增  xining-edu\n" in ended.out
    assert "试导入，没有改动任何内容：新增 2 行，更新 0 行，不变 0 行，有误 0 行。" in ended.out
    assert counted(home, Unit) == 1


def test_a_wrong_line_is_named_and_nothing_is_imported(installed: Run, home: Path) -> None:
    path = write(home, "units.csv", UNITS + "b,坏,填报单位,nobody\n")
    for option in ((), ("--dry-run",)):
        ended = installed("import", "units", path, *option)
        assert ended.code == 2
        assert "第 4 行  有误  b" in ended.err + ended.out
        assert "上级单位代码：没有这个上级单位" in ended.err + ended.out
    assert counted(home, Unit) == 1


def test_a_file_without_its_columns_is_refused(installed: Run, home: Path) -> None:
    ended = installed("import", "sites", write(home, "sites.csv", UNITS))
    assert ended.code == 2
    assert "缺少列：网站标识码、网站名称、网址、填报单位代码" in ended.err
    assert "“单位代码”不是网站的列" in ended.err


@pytest.mark.parametrize("moment", ["已读", "INSERT INTO reports"])
def test_a_program_killed_half_way_leaves_nothing(installed: Run, home: Path, moment: str) -> None:
    """It stops itself where the test says: while it reads, and between two insertions of the transaction."""
    for subject, text in (("units", UNITS), ("sites", SITES)):
        assert installed("import", subject, write(home, f"{subject}.csv", text)).code == 0
    path = write(home, "reports.csv", report_lines(1200))
    stopping = (
        "import os, signal, sys\n"
        "from portal.services import import_reports\n"
        "from portal.cli import main\n"
        "name = '_fate' if sys.argv.pop(1) == '已读' else None\n"
        "calls = []\n"
        "def stop_at(inner, call):\n"
        "    def counting(*given):\n"
        "        calls.append(1)\n"
        "        if len(calls) == call: os.kill(os.getpid(), signal.SIGKILL)\n"
        "        return inner(*given)\n"
        "    return counting\n"
        "if name: import_reports.Prepared._fate = stop_at(import_reports.Prepared._fate, 700)\n"
        "else: import_reports._store = stop_at(import_reports._store, 3)\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", stopping, moment, "import", "reports", path], env=dict(os.environ), timeout=120
    )
    assert done.returncode == -signal.SIGKILL
    assert counted(home, Report) == 0
    ended = installed("import", "reports", path)
    assert ended.code == 0, ended.err
    assert counted(home, Report) == 1200
    assert "正常  审计日志" in installed("doctor").out
