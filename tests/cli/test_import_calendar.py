"""``portal import calendar``: a file of decided days, all of it or nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.store import CalendarDay, Database
from tests.cli.conftest import Run

HEAD = "date,working,document\n"
GOOD = HEAD + "2027-01-01,no,国办发明电〔2026〕7号\n2027-02-06,yes,国办发明电〔2026〕7号\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Where the file lies."""
    return tmp_path / "2027.csv"


def days(home: Path) -> dict[date, bool]:
    """What the installation holds now."""
    opened = Database(f"sqlite:///{home / 'portal.sqlite'}")
    with opened.reading() as session:
        found = {row.day: row.working for row in session.scalars(select(CalendarDay))}
    opened.dispose()
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_read_however_the_spreadsheet_wrote_it(
    installed: Run, home: Path, source: Path, encoding: str
) -> None:
    source.write_text(GOOD.replace("\n", "\r\n"), encoding=encoding)
    ended = installed("import", "calendar", str(source))
    assert ended.code == 0, ended.err
    assert "已读入 2 天，其中 2 天有变化；0 件在办留言的期限已重算。" in ended.out
    assert days(home) == {date(2027, 1, 1): False, date(2027, 2, 6): True}
    assert "其中 0 天有变化" in installed("import", "calendar", str(source)).out


def test_one_wrong_line_keeps_every_other_out(installed: Run, home: Path, source: Path) -> None:
    source.write_text(GOOD + "2027-13-01,no,x\n2027-03-01,perhaps,国办发明电\n", encoding="utf-8")
    refused = installed("import", "calendar", str(source))
    assert refused.code == 2
    assert "没有导入任何一行" in refused.err
    assert "第 4 行：“2027-13-01”不是日期" in refused.err
    assert "第 5 行：“perhaps”不是 yes（上班）或 no（休息）" in refused.err
    assert days(home) == {}


def test_a_picture_is_no_list_of_days(installed: Run, home: Path, source: Path) -> None:
    source.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xff\x00")
    refused = installed("import", "calendar", str(source))
    assert refused.code == 2
    assert "Traceback" not in refused.err
    assert days(home) == {}


def test_a_whole_year_is_known_afterwards(installed: Run, home: Path, source: Path) -> None:
    source.write_text(GOOD, encoding="utf-8")
    ended = installed("import", "calendar", str(source), "--whole-year")
    assert "连同其余日子共 365 天" in ended.out
    held = days(home)
    assert len(held) == 365
    assert [held[date(2027, 2, day)] for day in (5, 6, 7)] == [True, True, False]


def test_without_init_nothing_is_imported(portal: Run, source: Path) -> None:
    source.write_text(GOOD, encoding="utf-8")
    refused = portal("import", "calendar", str(source))
    assert (refused.code, "portal init" in refused.err) == (2, True)
