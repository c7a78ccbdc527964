"""Tables as offices send them: every encoding that their spreadsheets write, and files that are none."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from portal.adapters import workbooks
from portal.adapters.tables import read_table
from portal.domain.import_columns import Subject
from portal.domain.imports import Line, TableRefused, read_entries

ROWS = [["code", "单位名称"], ["datong-gov", "大通县政府，网站"], ["=1+1", 'a "b"\nc']]


def rows_of(path: Path) -> list[list[str]]:
    """The cells of every line."""
    return [list(line.cells) for line in read_table(path)]


def refusal(path: Path) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(TableRefused) as refused:
        list(read_table(path))
    return refused.value.sentences[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file_is_read_however_the_spreadsheet_wrote_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "units.csv"
    text = delimiter.join(ROWS[0]) + "\r\n" + delimiter.join(ROWS[1])
    text += "\r\n=1+1" + delimiter + '"a ""b""\nc"\r\n'
    path.write_bytes(text.encode(encoding))
    assert rows_of(path) == ROWS


def test_the_guard_against_formulas_is_taken_off_again(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("code,name\nx,'=cmd()\ny,'quoted'\n")
    assert rows_of(path)[1:] == [["x", "=cmd()"], ["y", "'quoted'"]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "旧版 Excel"),
        (b"PK\x03\x04nothing", "无法读取这个 Excel 文件"),
        (b"code,name\n\xff\xff\xff", "不是 Excel 工作簿，也不是可识别的文本"),
        (b'code,name\nx,"never closed\n', "引号没有成对"),
        (b'code,name\nx,"' + b"y" * 200_000, "太长"),
        ("code,名称\n".encode("utf-16") + b"\x00", "无法识别的字符"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    assert sentence in refusal(path)


def book(path: Path, *rows: list[object], merged: str = "") -> Path:
    """A workbook with these rows."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    made.save(path)
    return path


def test_a_workbook_gives_texts_numbers_and_times_as_text(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["code", "when", "name"],
        [6301029001, datetime(2018, 6, 4, 10, 30), None],  # noqa: DTZ001 - workbooks know no zones
        [],
        [12.5, True, "名"],
    )
    assert rows_of(path) == [
        ["code", "when", "name"], ["6301029001", "2018-06-04 10:30:00"], [], ["12.5", "True", "名"]
    ]  # fmt: skip


def test_a_formula_without_its_result_is_named_by_its_cell(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ["code", "name"], ["x", "=A2&1"], ["y", "#REF!"], [1234567890123456, "z"])
    found = {line.number: dict(line.problems) for line in read_table(path)}
    assert "单元格 B2 的公式没有保存结果" in found[2][1]
    assert "单元格 A4 的数字超过 15 位" in found[4][0]


def test_a_formula_with_its_result_is_its_result(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ["code", "name"], ["x", "=A2&1"])
    path = _edited(path, "<v></v>", "<v>x1</v>", "<v />", "<v>x1</v>", '<c r="B2">', '<c r="B2" t="str">')
    assert rows_of(path)[1] == ["x", "x1"]


def test_merged_cells_are_named(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ["code", "name"], ["x", "y"], ["z", "w"], merged="A2:A3")
    assert "有合并的单元格（A2:A3）" in refusal(path)


def test_a_workbook_that_unfolds_to_too_much_is_not_unfolded(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ["code"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", b"\0" * (workbooks.MOST_UNPACKED + 1))
    assert path.stat().st_size < 1_000_000
    assert "展开后太大" in refusal(path)


def test_a_sheet_that_claims_a_million_columns_fills_no_memory(tmp_path: Path) -> None:
    path = _edited(book(tmp_path / "a.xlsx", ["code", "name"]), 'ref="A1:B1"', 'ref="A1:XFD1048576"')
    assert rows_of(path) == [["code", "name"]]


def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    path = _edited(book(tmp_path / "a.xlsx", ["code"]), "<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet')
    assert "无法读取这个 Excel 文件" in refusal(path)


def _edited(path: Path, *changes: str) -> Path:
    """The workbook with texts of its first sheet replaced, in pairs."""
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for old, new in zip(changes[::2], changes[1::2], strict=True):
                    content = content.replace(old.encode(), new.encode())
            target.writestr(name, content)
    path.write_bytes(changed.getvalue())
    return path


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_whatever_is_sent_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "file"
    for start in (b"", b"code,name\n", b"PK\x03\x04"):
        path.write_bytes(start + content)
        try:
            assert all(isinstance(line, Line) for line in read_table(path))
        except TableRefused as refused:
            assert refused.sentences[0]


@given(st.lists(st.lists(st.text(max_size=20), max_size=8), max_size=6))
def test_whatever_a_workbook_holds_has_a_fate_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "file.xlsx"
    try:
        book(path, ["code", "name", "kind", "parent"], *rows)
    except IllegalCharacterError:
        return
    try:
        assert list(read_entries(Subject.UNITS, read_table(path)))
    except TableRefused as refused:
        assert refused.sentences[0]
