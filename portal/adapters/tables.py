"""Tables that people send: CSV in whatever encoding their spreadsheet wrote, and Excel workbooks, line by line."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from portal.adapters.workbooks import read_workbook
from portal.domain.imports import Line, TableRefused
from portal.domain.spreadsheet import plain_cell

_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ",;\t，；"
_PIECE = 1 << 20
LONGEST_CELL = 100_000
"""Characters of one cell of a CSV file; more is a quotation mark that was never closed."""
LONGEST_ROW = 1_000_000
"""Characters of one row of it, which is in memory as a whole, and of which every comma makes a cell."""


def read_table(path: Path) -> Iterator[Line]:
    """Every line of the file, a few in memory at a time. Raises TableRefused where it is no table."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        raise TableRefused("文件是空的：第一行应是列名，可以下载模板对照")
    if start.startswith(_OLD_WORKBOOK):
        raise TableRefused("这是旧版 Excel 文件（.xls）或加密的文件，请另存为 .xlsx 或 CSV 后再导入")
    if start.startswith(_WORKBOOK):
        return read_workbook(path)
    return _read_csv(path, _encoding_of(path, start))


def _encoding_of(path: Path, start: bytes) -> str:
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    if b"\0" in start:
        # Without a mark, UTF-16 is known by the empty half of its Latin letters, digits and commas.
        little = start[1::2].count(0) > start[0::2].count(0)
        candidates = ["utf-16-le" if little else "utf-16-be"]
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise TableRefused(
        "文件不是 Excel 工作簿，也不是可识别的文本（UTF-8、GBK、UTF-16），请用表格软件另存为 .xlsx 或 CSV"
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class _RowTooLong(Exception):
    """A row does not come to its end."""


class _Lines:
    """The lines of a file, for a reader that gathers as many of them as one row goes on for."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.begin_row()

    def begin_row(self) -> None:
        """What comes now belongs to another row."""
        self.left = LONGEST_ROW

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.file.readline(self.left + 1)
        self.left -= len(line)
        if self.left < 0:
            raise _RowTooLong
        if not line:
            raise StopIteration
        return line


def _read_csv(path: Path, encoding: str) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    try:
        with path.open(encoding=encoding, newline="") as file:
            delimiter = _delimiter_of(file.read(_PIECE).lstrip("\ufeff \r\n"))
            file.seek(0)
            lines = _Lines(file)
            for number, cells in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), start=1):
                lines.begin_row()
                yield Line(number, [plain_cell(cell.lstrip("\ufeff") if number == 1 else cell) for cell in cells])
    except _RowTooLong:
        raise TableRefused(f"第 {number + 1} 行太长，可能是引号没有成对，或者不是一行一条的表格") from None
    except csv.Error as error:
        if "field larger" in str(error):
            raise TableRefused(f"第 {number + 1} 行有一格太长，可能是引号没有成对") from None
        raise TableRefused(f"第 {number + 1} 行的引号没有成对，请检查这一行") from None
    except UnicodeError:
        raise TableRefused(f"第 {number + 1} 行之后有无法识别的字符，请另存为 UTF-8 编码的 CSV") from None


def _delimiter_of(text: str) -> str:
    """What separates the headings: of the usual signs the one that stands most often in the first line."""
    first = text.splitlines()[0] if text.strip() else ""
    bare = "".join(piece for place, piece in enumerate(first.split('"')) if place % 2 == 0)
    return max(_DELIMITERS, key=bare.count)
