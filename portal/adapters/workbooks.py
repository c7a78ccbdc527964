"""Excel workbooks as other people made them: read line by line, bounded in what a few bytes may unfold to."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from openpyxl import load_workbook

from portal.domain.imports import Line, TableRefused

MOST_UNPACKED = 200 * 1024 * 1024
MOST_STRINGS = 60 * 1024 * 1024
"""Bytes of a workbook unpacked, and of its shared texts, which are held in memory."""
MOST_PARTS = 2000
LONGEST_ROW = 8 * 1024 * 1024
"""Bytes of a row, all cells of which are in memory together."""
MOST_COLUMNS = 60
LARGEST_NUMBER = 10**15
"""Spreadsheets keep fifteen digits of a number; the rest of a longer code is lost."""
_BROKEN = "无法读取这个 Excel 文件，可能已损坏或加密；请在表格软件中打开并另存为 .xlsx 或 CSV"
_PIECE = 1 << 20
_OVERLAP = 200
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
"""Marks of an encoding, and space, that may stand before XML begins."""
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]{3,20})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def read_workbook(path: Path) -> Iterator[Line]:
    """Every line of the first sheet; cells that cannot be taken are named with what is wrong. Raises TableRefused."""
    try:
        _bound(path)
        with warnings.catch_warnings():
            # What openpyxl leaves out, such as drawings and rules of validity, is nothing that is read here.
            warnings.simplefilter("ignore")
            yield from _lines(path)
    except TableRefused:
        raise
    except Exception as error:
        # Whatever a stranger's file does to the library, its sender is told one sentence.
        raise TableRefused(_BROKEN) from error


def _bound(path: Path) -> None:
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
            strings = [part for part in parts if part.filename.lower().endswith("sharedstrings.xml")]
            unpacked, texts = (sum(part.file_size for part in some) for some in (parts, strings))
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or texts > MOST_STRINGS:
                raise TableRefused("这个 Excel 文件展开后太大，请拆开，或另存为 CSV 后再导入")
            for part in parts:
                if part.file_size > LONGEST_ROW and part not in strings:
                    _bound_rows(archive, part)
    except BadZipFile as error:
        raise TableRefused(_BROKEN) from error


def _bound_rows(archive: ZipFile, part: ZipInfo) -> None:
    """Refuse a sheet with a row too long to be held: openpyxl gathers all cells of one, even when it only opens the
    file. Any large part may be a sheet, whatever it is called, if it is XML."""
    since_row, rest = 0, b""
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            if not rest and not piece.lstrip(_BEFORE_XML).startswith(b"<"):
                return
            since_row = 0 if _ROW.search(rest + piece) else since_row + len(piece)
            if since_row > LONGEST_ROW:
                raise TableRefused("这个 Excel 文件中有一行太长，请另存为 CSV 后再导入")
            rest = piece[-_OVERLAP:]


def _lines(path: Path) -> Iterator[Line]:
    # Opened here, for openpyxl judges files by the ends of their names, and theirs are what strangers called them.
    with path.open("rb") as file, path.open("rb") as again:
        values = _opened(file, data_only=True)
        if not values.worksheets:
            raise TableRefused("这个 Excel 文件中没有工作表")
        sheet: Any = values.worksheets[0]
        # openpyxl's reader of lines says nothing of merged cells and of formulas that were never computed.
        has_formulas = _look_through(path, sheet._worksheet_path)
        raw = _rows(_opened(again, data_only=False).worksheets[0]) if has_formulas else ()
        for number, (cells, written) in enumerate(zip_longest(_rows(sheet), raw, fillvalue=()), start=1):
            yield _line(number, cells, written)


def _opened(file: IO[bytes], data_only: bool) -> Any:
    return load_workbook(file, read_only=True, data_only=data_only, keep_links=False)


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    # What a sheet says of its own size may be wrong, or meant to fill the memory.
    sheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(max_col=MOST_COLUMNS)
    return rows


def _look_through(path: Path, part: str) -> bool:
    """True if the sheet has formulas. Raises TableRefused for merged cells, and for XML that declares entities."""
    merged: list[str] = []
    formulas = False
    with ZipFile(path) as archive, archive.open(part) as file:
        rest = b""
        while piece := file.read(_PIECE):
            text = rest + piece
            if _DECLARATION.search(text):
                raise TableRefused(_BROKEN)
            formulas = formulas or _FORMULA.search(text) is not None
            merged += [each.decode() for each in _MERGED.findall(text)]
            rest = text[-_OVERLAP:]
    if merged:
        named = list(dict.fromkeys(merged))
        some = "、".join(named[:5]) + (" 等" if len(named) > 5 else "")
        raise TableRefused(f"有合并的单元格（{some}），看不出内容属于哪一行，请取消合并、逐行填写后再导入")
    return formulas


def _line(number: int, cells: tuple[Any, ...], written: tuple[Any, ...]) -> Line:
    texts = []
    problems = {}
    for place, cell in enumerate(cells):
        value = cell.value
        texts.append(_text(value))
        if cell.data_type == "e":
            problems[place] = f"单元格 {_name(number, place)} 的公式出错（{value}）"
        elif value is None and place < len(written) and written[place].data_type == "f":
            problems[place] = f"单元格 {_name(number, place)} 的公式没有保存结果，请改为文字或数值"
        elif isinstance(value, int | float) and abs(value) >= LARGEST_NUMBER:
            problems[place] = f"单元格 {_name(number, place)} 的数字超过 15 位，后几位已丢失，请设为文本格式重新填写"
    while texts and not texts[-1] and len(texts) - 1 not in problems:
        texts.pop()
    return Line(number, texts, problems)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_NUMBER:
        return str(int(value))
    return str(value)


def _name(number: int, place: int) -> str:
    """C5, as spreadsheets name cells."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{number}"
